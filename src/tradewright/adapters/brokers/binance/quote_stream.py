"""Binance's live quotes: one market stream for all accounts of a host, with asking by REST for the first quote and while the
stream is away.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Collection
from itertools import islice
from typing import Final, Literal

from tradewright.adapters.brokers.binance.api import Api
from tradewright.adapters.brokers.binance.asked_quotes import AskedQuotes
from tradewright.adapters.brokers.binance.dialect import Dialect
from tradewright.adapters.brokers.binance.pace import OnQuote, Pace
from tradewright.adapters.brokers.binance.quotes import quote_of_frame
from tradewright.adapters.brokers.binance.site import Site
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
MOMENT_S: Final = 1.0
"""So lately told, a quote is the one of the moment, and nobody need ask for another."""
LINGER_S: Final = 60.0
"""So long a symbol is followed after the last account lost interest: agents that trade in and out want it again soon."""
ONE_BY_ONE_MAX: Final = 2
NAMES_MAX: Final = 100
"""Streams named in one frame; frames have a size."""
STREAMS_MAX: Final = 1_000
"""Binance has 1,024 on one connection; what is beyond is asked for."""
FRAMES_APART_S: Final = 0.25
"""Binance closes a market stream that is told more than five things a second."""
Method = Literal["SUBSCRIBE", "UNSUBSCRIBE"]


class QuoteHub:
    """Makes quotes of the wanted symbols arrive at everybody who wants them. A `Line` of the transport."""

    def __init__(self, url: str, site: Site, dialect: Dialect) -> None:
        self._url = url
        self._site = site
        self._dialect = dialect
        self._asked = AskedQuotes(site, dialect)
        self._pace = Pace(self._deliver)
        self._members = 0
        self._listeners: dict[str, list[OnQuote]] = {}
        self._unwanted_since: dict[str, float] = {}
        self._subscribed: dict[str, float] = {}
        """Symbols that the present connection was asked for, and when."""
        self._newest: dict[str, Quote] = {}
        self._told_at: dict[str, float] = {}
        """When each was told by the stream, or the question begun that told it."""
        self._stream = Stream(self, times=TIMES)
        self._tasks: list[asyncio.Task[None]] = []
        self._count = 0
        self._wake = asyncio.Event()
        self._changed = asyncio.Event()

    @property
    def is_deserted(self) -> bool:
        return not self._members

    def join(self, api: Api) -> None:
        self._members += 1
        self._asked.join(api)

    def leave(self, api: Api) -> None:
        self._members -= 1
        self._asked.leave(api)

    def want(self, hear: OnQuote, symbols: Collection[str]) -> None:
        """Have `hear` told of exactly these from now on; of those known already, at once what was told last."""
        wanted = {symbol for symbol in symbols if to_venue(symbol, self._dialect.market) is not None}
        for symbol, listeners in list(self._listeners.items()):
            if symbol not in wanted and hear in listeners:
                listeners.remove(hear)
                if not listeners:
                    del self._listeners[symbol]
                    self._unwanted_since[symbol] = _now()
        for symbol in sorted(wanted):
            listeners = self._listeners.setdefault(symbol, [])
            if hear in listeners:
                continue
            listeners.append(hear)
            self._unwanted_since.pop(symbol, None)
            newest = self._newest.get(symbol)
            if newest is not None:
                hear(newest)
            elif not self._stream.is_open:
                self._wake.set()  # else it is asked for once the stream knows: a change in between would go unheard
        self._changed.set()
        if self._listeners and not self._tasks:
            self._tasks = [
                asyncio.create_task(work, name=f"binance-quotes-{name}")
                for name, work in (
                    ("heard", self._stream.run()), ("asked", self._poll()), ("wanted", self._follow())
                )
            ]  # fmt: skip

    async def close(self) -> None:
        self._pace.close()
        self._asked.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def ask(self, symbol: str) -> Quote | None:
        """Return the quote of the moment; None for a symbol that has none. Raises BrokerUnavailable."""
        told_at = self._told_at.get(symbol)
        if (
            told_at is not None
            and self._stream.is_open
            and told_at >= self._subscribed.get(symbol, told_at)
            and _now() - told_at <= MOMENT_S
        ):
            return self._newest[symbol]
        return await self._asked.ask(symbol)

    async def dial(self) -> Dial:
        return Dial(self._url)

    async def greet(self, wire: Wire) -> None:
        """Tell a new connection of as many as go into one frame; the others follow at their pace."""
        first = self._followed()[:NAMES_MAX]
        self._subscribed = {}
        if first:
            await wire.send(self._frame("SUBSCRIBE", first))
            self._subscribed = dict.fromkeys(first, _now())

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
        last = self._asked.last.get(self._symbol_of(event))
        quote = quote_of_frame(event, self._dialect.market, last=last, now=self._site.clock.now())
        if quote is not None and quote.symbol in self._subscribed:
            self._asked.last[quote.symbol] = quote.last
            self._pass_on(quote, _now())

    def tell(self, event: ConnectionChanged | StreamGap) -> None:
        """Note it, and ask until the stream is back: quotes that are missed are not made good, the next ones count."""
        log.info("binance.quote_stream", what=type(event).__name__, reason=event.reason)
        self._told_at.clear()
        self._wake.set()
        self._changed.set()

    async def _follow(self) -> None:
        """Keep the stream told of what is wanted, one frame after the other."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            while (step := self._next_step()) is not None:
                method, symbols = step
                if not await self._stream.send(self._frame(method, symbols)):
                    break  # the greeting of the next connection says it anew
                if method == "SUBSCRIBE":
                    self._subscribed |= dict.fromkeys(symbols, _now())
                    self._wake.set()
                else:
                    self._subscribed = {one: at for one, at in self._subscribed.items() if one not in symbols}
                await asyncio.sleep(FRAMES_APART_S)

    def _next_step(self) -> tuple[Method, set[str]] | None:
        followed = set(self._followed())
        gone, new = self._subscribed.keys() - followed, followed - self._subscribed.keys()
        if gone:
            return "UNSUBSCRIBE", set(islice(gone, NAMES_MAX))
        return ("SUBSCRIBE", set(islice(new, NAMES_MAX))) if new else None

    def _followed(self) -> list[str]:
        """Return what the stream should tell of: the wanted first, then what was wanted a moment ago."""
        return [*self._listeners, *self._unwanted_since][:STREAMS_MAX]

    async def _poll(self) -> None:
        """Ask for what the stream has not told yet, or not for a while, and for everything while it is away."""
        while True:
            self._wake.clear()
            self._forget_unwanted()
            began = _now()
            try:
                for quote in await self._ask_all(self._unheard()):
                    if quote.symbol in self._listeners:
                        self._pass_on(quote, began)
            except BrokerUnavailable as error:
                log.warning("binance.no_quotes", code=error.code, reason=error.message)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self._wake.wait()

    def _forget_unwanted(self) -> None:
        before = _now() - LINGER_S
        for symbol in [symbol for symbol, since in self._unwanted_since.items() if since <= before]:
            del self._unwanted_since[symbol]
            self._newest.pop(symbol, None)
            self._told_at.pop(symbol, None)
            self._changed.set()

    def _unheard(self) -> set[str]:
        patience = QUIET_S if self._stream.is_open else POLL_S / 2
        before = _now() - patience
        return {
            symbol
            for symbol in self._listeners
            if (told_at := self._told_at.get(symbol, before)) <= before
            or told_at < self._subscribed.get(symbol, told_at)
        }

    async def _ask_all(self, symbols: Collection[str]) -> list[Quote]:
        """Return quotes by REST: one by one for a few, with one question for all of the market from there on."""
        if len(symbols) > ONE_BY_ONE_MAX:
            return await self._asked.ask_all(symbols)
        asked = [await self._asked.ask(symbol) for symbol in sorted(symbols)]
        return [quote for quote in asked if quote is not None]

    def _pass_on(self, quote: Quote, at: float) -> None:
        self._told_at[quote.symbol] = at
        self._newest[quote.symbol] = quote
        self._pace.put(quote)

    def _deliver(self, quote: Quote) -> None:
        for hear in list(self._listeners.get(quote.symbol, ())):
            hear(quote)

    def _frame(self, method: Method, symbols: Collection[str]) -> str:
        names = (to_venue(symbol, self._dialect.market) for symbol in sorted(symbols))
        params = [f"{name.lower()}@bookTicker" for name in names if name is not None]
        self._count += 1
        return json.dumps({"method": method, "params": params, "id": self._count})

    def _symbol_of(self, event: Fields) -> str:
        name = event.text("s")
        return "" if name is None else from_venue(name, self._dialect.market)


def _now() -> float:
    return asyncio.get_running_loop().time()
