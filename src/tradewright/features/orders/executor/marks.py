"""Prices of what linked accounts hold, kept where the API can read them: the venue's own, as last heard."""

from __future__ import annotations

from datetime import datetime

from tradewright.domain.trading.market import PLATFORM, Quote
from tradewright.features.orders.executor.books import Books
from tradewright.features.orders.executor.market import Market
from tradewright.platform.db import Database, statements

queries = statements(__package__, "marks.sql")


class Marks:
    """Writes the mid of each held symbol's latest quote, when it is newer than what was written."""

    def __init__(self, *, db: Database, market: Market, books: Books) -> None:
        self._db = db
        self._market = market
        self._books = books
        self._written: dict[tuple[str, str], datetime] = {}

    async def keep(self) -> None:
        """Write what has moved. Raises Unavailable; the next round writes it then."""
        quotes = self._held()
        self._written = {key: at for key, at in self._written.items() if key in quotes}
        fresh = {key: quote for key, quote in quotes.items() if self._written.get(key) != quote.at}
        if not fresh:
            return
        # In one order everywhere: two executors that write the same rows never wait for each other in a circle.
        rows = sorted(fresh.items(), key=lambda one: one[0])
        async with self._db.open() as tx:
            await queries.save_marks(
                tx,
                venues=[venue for (venue, _), _ in rows],
                symbols=[symbol for (_, symbol), _ in rows],
                prices=[quote.mid for _, quote in rows],
                ats=[quote.at for _, quote in rows],
            )
        self._written.update({key: quote.at for key, quote in rows})

    def _held(self) -> dict[tuple[str, str], Quote]:
        found: dict[tuple[str, str], Quote] = {}
        for desk in self._books.desks.values():
            for account in desk.book.accounts.values():
                if account.venue == PLATFORM:
                    continue
                quotes = self._market.view.of(account.venue).quotes
                for symbol, position in account.positions.items():
                    quote = quotes.get(symbol)
                    if not position.is_flat and quote is not None and quote.is_sound:
                        found[account.venue, symbol] = quote
        return found
