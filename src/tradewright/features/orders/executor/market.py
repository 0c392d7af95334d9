"""The market as the executor sees it: the platform's instruments and quotes, and each venue's own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from decimal import Decimal

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import MarketView, Quote
from tradewright.features.brokerage import QuoteBoard
from tradewright.features.orders.executor import loader
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database

WARM_UP_S = 8.0
"""A feeder that takes over from a dead one needs up to six seconds."""


class Market:
    """Instruments and latest quotes, as one view that is always current. `on_quote` hears every quote (the paper venue)."""

    def __init__(
        self,
        db: Database,
        bus: Bus,
        board: QuoteBoard,
        *,
        on_quote: Callable[[Quote], None],
        warm_up_s: float = WARM_UP_S,
    ) -> None:
        self._db = db
        self._bus = bus
        self._board = board
        self._on_quote = on_quote
        self._warm_up_s = warm_up_s
        self._instruments: dict[str, Instrument] = {}
        self._quotes_at: dict[str, dict[str, Quote]] = {}
        self._venues: dict[str, MarketView] = {}
        self._ranges: dict[tuple[str, str], Decimal] = {}
        self.view = MarketView(self._instruments, board.by_symbol, venues=self._venues, ranges=self._ranges)

    async def start(self) -> None:
        """Follow quotes and read the instruments; return when the market speaks, or after `warm_up_s` without a word.

        Signals wait meanwhile. Without this, a start after a crash would deny for want of a price that is a second away.
        """
        spoken = asyncio.Event()
        self._board.listen(lambda _: spoken.set())
        self._board.listen(self._on_quote)
        await self._board.start(self._bus)
        await self.refreshed()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._warm_up_s):
                await spoken.wait()

    async def close(self) -> None:
        await self._board.close()

    def listen(self, hear: Callable[[Quote], None]) -> None:
        """Have `hear` called with every quote of the platform."""
        self._board.listen(hear)

    async def refreshed(self) -> MarketView:
        """Read the instruments again, so that what the feeder added since is known; return the view."""
        self._instruments.update(await loader.load_instruments(self._db))
        return self.view

    def add_venue(self, venue: str, instruments: Mapping[str, Instrument]) -> None:
        """Have accounts at `venue` decide by its own rules and prices. `instruments` is kept, and read as it changes."""
        quotes = self._quotes_at.setdefault(venue, {})
        self._venues[venue] = MarketView(instruments, quotes, ranges=self._ranges)

    def hear(self, venue: str, quote: Quote) -> None:
        """Keep a venue's own quote, unless a newer one is here."""
        quotes = self._quotes_at.setdefault(venue, {})
        present = quotes.get(quote.symbol)
        if present is None or present.at <= quote.at:
            quotes[quote.symbol] = quote

    def keep_range(self, symbol: str, timeframe: str, average: Decimal | None) -> None:
        """Keep an average true range; None: nobody knows it any more."""
        if average is None:
            self._ranges.pop((symbol, timeframe), None)
        else:
            self._ranges[symbol, timeframe] = average

    def find_instrument(self, symbol: str) -> Instrument | None:
        return self._instruments.get(symbol)
