"""Binance's quotes by REST, asked once for all accounts of a host, by way of whichever of them is here.

What is public is asked without a key, so it makes no difference whose connection a question takes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from tradewright.adapters.brokers.binance.api import Api, readable
from tradewright.adapters.brokers.binance.calls import Call
from tradewright.adapters.brokers.binance.dialect import Dialect
from tradewright.adapters.brokers.binance.quotes import price_of, quote_of_book
from tradewright.adapters.brokers.binance.site import Site
from tradewright.adapters.brokers.binance.symbols import from_venue, to_venue
from tradewright.adapters.brokers.transport import Priority
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.ports.broker import BrokerUnavailable


class AskedQuotes:
    """The questions of one market. `last` keeps each symbol's last trade, which quotes come without."""

    def __init__(self, site: Site, dialect: Dialect) -> None:
        self.last: dict[str, Decimal] = {}
        self._site = site
        self._dialect = dialect
        self._apis: list[Api] = []
        self._asking: dict[str, asyncio.Task[Quote | None]] = {}

    def join(self, api: Api) -> None:
        self._apis.append(api)

    def leave(self, api: Api) -> None:
        """Ask by way of `api` no more: it is about to be closed."""
        self._apis.remove(api)

    def close(self) -> None:
        for task in self._asking.values():
            task.cancel()

    async def ask(self, symbol: str) -> Quote | None:
        """Return the quote of the moment; None for a symbol that has none. Raises BrokerUnavailable.

        Whoever asks while the same is being asked has that answer. An order may wait for it, so it passes reads.
        """
        task = self._asking.get(symbol)
        if task is None:
            task = asyncio.create_task(self._ask(symbol), name="binance-quote")
            self._asking[symbol] = task
            task.add_done_callback(lambda done: self._came(symbol, done))
        # Whoever gives up leaves the question to those who wait for it too.
        return await asyncio.shield(task)

    async def ask_all(self, symbols: Collection[str]) -> list[Quote]:
        """Return quotes of these with one question for all of the market. Raises BrokerUnavailable."""
        document = await self._read(self._dialect.books(), Priority.READ)
        now, quotes = self._site.clock.now(), []
        with readable("quotes"):
            for row in Fields.list_of(document, what="book tickers"):
                symbol = from_venue(row.need_text("symbol"), self._dialect.market)
                if symbol in symbols:
                    last = self.last.get(symbol)
                    quotes.append(quote_of_book(row.values, self._dialect.market, last=last, now=now))
        return [quote for quote in quotes if quote is not None]

    async def _ask(self, symbol: str) -> Quote | None:
        name = to_venue(symbol, self._dialect.market)
        if name is None:
            return None
        # Both at once, and the last trade only where none is known.
        book, last = await asyncio.gather(
            self._read(self._dialect.book(name), Priority.ENTER), self._last_trade(symbol, name)
        )
        with readable("a quote"):
            return quote_of_book(book, self._dialect.market, last=last, now=self._site.clock.now())

    async def _last_trade(self, symbol: str, name: str) -> Decimal | None:
        known = self.last.get(symbol)
        if known is not None:
            return known
        document = await self._read(self._dialect.price(name), Priority.ENTER)
        with readable("a price"):
            last = price_of(document)
        if last is not None:
            self.last[symbol] = last
        return last

    async def _read(self, call: Call, priority: Priority) -> Any:
        while self._apis:
            api = self._apis[0]
            try:
                return await api.read(call, priority)
            except BrokerUnavailable:
                if api in self._apis:
                    raise
                # Its account left with our question under way: another's connection takes it.
        raise BrokerUnavailable("unreachable", "no account is connected to Binance")

    def _came(self, symbol: str, task: asyncio.Task[Quote | None]) -> None:
        self._asking.pop(symbol, None)
        if not task.cancelled():
            task.exception()  # looked at here, because everybody who asked may have given up
