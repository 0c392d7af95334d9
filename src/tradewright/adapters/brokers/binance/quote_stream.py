"""Binance's live quotes: one market stream, with asking by REST for the first quote and while the stream is away."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Final

from tradewright.adapters.brokers.binance.api import Api, readable
from tradewright.adapters.brokers.binance.dialect import Dialect
from tradewright.adapters.brokers.binance.quotes import price_of, quote_of_book, quote_of_frame
from tradewright.adapters.brokers.binance.symbols import from_venue, to_venue
from tradewright.adapters.brokers.binance.user_stream import TIMES
from tradewright.adapters.brokers.transport import Dial, Stream, Unreadable, Wire, load_json
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.ports.broker import BrokerUnavailable, ConnectionChanged, StreamGap
from tradewright.platform import telemetry

log = telemetry.logger(__name__)

POLL_S: Final = 5.0
QUIET_S: Final = 20.0
"""A book that does not change is told of once and never again; a quote that nobody confirms is soon too old to decide by."""
EVERY_S: Final = 0.1
"""A busy book changes hundreds of times a second; ten quotes a second and the last one of a burst are enough."""
ONE_BY_ONE_MAX: Final = 2
NAMES_MAX: Final = 100
"""Streams named in one frame; frames have a size."""


class QuoteHub:
    """Makes quotes of the wanted symbols arrive. A `Line` of the transport."""

    def __init__(self, url: str, api: Api, dialect: Dialect, on_quote: Callable[[Quote], None]) -> None:
        self._url = url
        self._api = api
        self._dialect = dialect
        self._pace = _Pace(on_quote)
        self._wanted: set[str] = set()
        self._last: dict[str, Decimal] = {}
        self._stream = Stream(self, times=TIMES)
        self._tasks: list[asyncio.Task[None]] = []
        self._told_at: dict[str, float] = {}
        self._count = 0
        self._wake = asyncio.Event()

    async def watch(self, symbols: Collection[str]) -> None:
        """Want exactly these from now on; others of this market's symbols are not."""
        wanted = {symbol for symbol in symbols if to_venue(symbol, self._dialect.market) is not None}
        gone, new = self._wanted - wanted, wanted - self._wanted
        self._wanted = wanted
        if wanted and not self._tasks:
            self._tasks = [
                asyncio.create_task(self._stream.run(), name="binance-quotes"),
                asyncio.create_task(self._poll(), name="binance-quotes-asked"),
            ]
        await self._subscribe("UNSUBSCRIBE", gone)
        await self._subscribe("SUBSCRIBE", new)
        for symbol in gone:
            self._told_at.pop(symbol, None)
        if new:
            self._wake.set()

    async def close(self) -> None:
        self._pace.close()
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks = []

    async def ask(self, symbol: str) -> Quote | None:
        """Return the quote of the moment by REST; None for a symbol that has none. Raises BrokerUnavailable."""
        name = to_venue(symbol, self._dialect.market)
        if name is None:
            return None
        # An order may wait for this: both at once, and the last trade only where none is known.
        book, last = await asyncio.gather(
            self._api.read(self._dialect.book(name)), self._last_trade(symbol, name)
        )
        with readable("a quote"):
            return quote_of_book(book, self._dialect.market, last=last, now=self._api.site.clock.now())

    async def _last_trade(self, symbol: str, name: str) -> Decimal | None:
        known = self._last.get(symbol)
        if known is not None:
            return known
        document = await self._api.read(self._dialect.price(name))
        with readable("a price"):
            last = price_of(document)
        if last is not None:
            self._last[symbol] = last
        return last

    async def dial(self) -> Dial:
        return Dial(self._url)

    async def greet(self, wire: Wire) -> None:
        for frame in self._frames("SUBSCRIBE", self._wanted):
            await wire.send(frame)

    def hear(self, frame: str | bytes) -> None:
        try:
            message = Fields.of(load_json(frame), what="frame")
        except Unreadable:
            raise
        except ValueError as cause:
            raise Unreadable("a frame is not JSON") from cause
        error = message.object("error")
        if error is not None:
            log.warning(
                "binance.quotes_refused", code=error.text("code"), text=(error.text("msg") or "")[:200]
            )
            return
        event = message.object("data") or message
        symbol_last = self._last.get(self._symbol_of(event))
        quote = quote_of_frame(event, self._dialect.market, last=symbol_last, now=self._api.site.clock.now())
        if quote is not None and quote.symbol in self._wanted:
            self._last[quote.symbol] = quote.last
            self._pass_on(quote)

    def tell(self, event: ConnectionChanged | StreamGap) -> None:
        """Note it, and ask until the stream is back: quotes that are missed are not made good, the next ones count."""
        log.info("binance.quote_stream", what=type(event).__name__, reason=event.reason)
        self._told_at.clear()
        self._wake.set()

    async def _poll(self) -> None:
        """Ask for what the stream has not told yet, or not for a while, and for everything while it is away."""
        while True:
            try:
                for quote in await self._ask_all(self._unheard()):
                    if quote.symbol in self._wanted:
                        self._pass_on(quote)
            except BrokerUnavailable as error:
                log.warning("binance.no_quotes", code=error.code, reason=error.message)
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self._wake.wait()

    def _unheard(self) -> set[str]:
        patience = QUIET_S if self._stream.is_open else POLL_S / 2
        before = asyncio.get_running_loop().time() - patience
        return {symbol for symbol in self._wanted if self._told_at.get(symbol, before) <= before}

    def _pass_on(self, quote: Quote) -> None:
        self._told_at[quote.symbol] = asyncio.get_running_loop().time()
        self._pace.put(quote)

    async def _ask_all(self, symbols: Collection[str]) -> list[Quote]:
        """Return quotes by REST: one by one for a few, with one question for all of the market from there on."""
        if len(symbols) <= ONE_BY_ONE_MAX:
            asked = [await self.ask(symbol) for symbol in sorted(symbols)]
            return [quote for quote in asked if quote is not None]
        document = await self._api.read(self._dialect.books())
        now, quotes = self._api.site.clock.now(), []
        with readable("quotes"):
            for row in Fields.list_of(document, what="book tickers"):
                symbol = from_venue(row.need_text("symbol"), self._dialect.market)
                if symbol in symbols:
                    last = self._last.get(symbol)
                    quotes.append(quote_of_book(row.values, self._dialect.market, last=last, now=now))
        return [quote for quote in quotes if quote is not None]

    async def _subscribe(self, method: str, symbols: Collection[str]) -> None:
        for frame in self._frames(method, symbols):
            await self._stream.send(frame)

    def _frames(self, method: str, symbols: Collection[str]) -> list[str]:
        names = [
            f"{name.lower()}@bookTicker"
            for symbol in sorted(symbols)
            if (name := to_venue(symbol, self._dialect.market)) is not None
        ]
        frames = []
        for start in range(0, len(names), NAMES_MAX):
            self._count += 1
            params = names[start : start + NAMES_MAX]
            frames.append(json.dumps({"method": method, "params": params, "id": self._count}))
        return frames

    def _symbol_of(self, event: Fields) -> str:
        from_name = event.text("s")
        return "" if from_name is None else from_venue(from_name, self._dialect.market)


class _Pace:
    """Passes on at most one quote of a symbol in EVERY_S, and always the last one."""

    def __init__(self, on_quote: Callable[[Quote], None]) -> None:
        self._on_quote = on_quote
        self._waiting: dict[str, Quote] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def put(self, quote: Quote) -> None:
        if quote.symbol in self._timers:
            self._waiting[quote.symbol] = quote
            return
        self._on_quote(quote)
        self._arm(quote.symbol)

    def close(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _arm(self, symbol: str) -> None:
        loop = asyncio.get_running_loop()
        self._timers[symbol] = loop.call_later(EVERY_S, self._due, symbol)

    def _due(self, symbol: str) -> None:
        del self._timers[symbol]
        quote = self._waiting.pop(symbol, None)
        if quote is not None:
            self.put(quote)
