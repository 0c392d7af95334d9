"""The hub: hears events, live state, quotes and session ends once for the process, and fans them out."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import msgspec

from tradewright.domain.trading.market import Quote
from tradewright.entrypoints.api.stream.outlet import CLOSE_RESTART, CLOSE_UNAUTHENTICATED, Outlet
from tradewright.features.brokerage import QuoteBoard
from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import UserId
from tradewright.kernel.money import plain
from tradewright.platform.bus import Bus, Message, subjects
from tradewright.platform.telemetry import Component, Health, HealthStatus, gauge, logger

log = logger(__name__)

QUOTES_EVERY_S = 0.25
HEALTH_EVERY_S = 2.0
RETRY_S = 1.0
SOCKETS = gauge("tradewright_stream_sockets", "WebSockets that are open on this process.")


class _Named(msgspec.Struct):
    account_id: str


class _Charted(msgspec.Struct):
    symbol: str
    opened_at: str


class _Live(msgspec.Struct):
    """What is read of live state, to keep the latest of each thing: an account, or a bar of an account's venue."""

    account: _Named | None = None
    account_id: str = ""
    bar: _Charted | None = None

    @property
    def key(self) -> str:
        if self.bar is not None:
            return f"{self.account_id} {self.bar.symbol} {self.bar.opened_at}"
        return self.account_id if self.account is None else self.account.account_id


_read_live = msgspec.json.Decoder(_Live).decode


class Hub:
    """Attach an outlet and everything its user may hear arrives in it, from that moment on."""

    def __init__(self, bus: Bus, quotes: QuoteBoard, health: Health) -> None:
        self._bus = bus
        self._quotes = quotes
        self._health = health
        self._outlets: dict[UserId, list[Outlet]] = defaultdict(list)
        self._health_seen: list[tuple[str, HealthStatus, str]] = []
        self.position = 0
        """The sequence of the last event that was fanned out."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Hear and fan out while the block runs; then ask every socket to come back elsewhere."""
        self.position = (await self._bus.event_bounds()).last
        async with AsyncExitStack() as stack:
            for subject, handler in (
                (subjects.ALL_LIVE, self._on_live),
                (subjects.ALL_SESSION_ENDS, self._on_end),
            ):
                subscription = await self._bus.subscribe(subject, handler)
                stack.push_async_callback(subscription.close)
            loops = (self._pump_events, self._tell_quotes, self._tell_health)
            tasks = [asyncio.create_task(_for_ever(loop), name=loop.__name__) for loop in loops]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                for outlet in self._all():
                    outlet.close(CLOSE_RESTART, "restarting; come back")

    def attach(self, user_id: UserId, *, session_key: str) -> Outlet:
        """Return a new outlet that gets every event after its `position`."""
        outlet = Outlet(user_id, session_key, self.position)
        self._outlets[user_id].append(outlet)
        SOCKETS.inc()
        return outlet

    def detach(self, outlet: Outlet) -> None:
        mine = self._outlets[outlet.user_id]
        mine.remove(outlet)
        if not mine:
            del self._outlets[outlet.user_id]
        SOCKETS.dec()

    def subscribe(self, outlet: Outlet, symbols: frozenset[str], *, everything: bool) -> None:
        """Let the outlet follow these quotes, beginning with the latest of each."""
        outlet.subscribe(symbols, everything=everything)
        outlet.put_quotes(_texts(self._quotes.quotes(None if everything else symbols)))

    async def greet(self, outlet: Outlet) -> None:
        """Tell a new socket how everything is."""
        outlet.put_health(_health_text(await self._health.read()))

    async def _pump_events(self) -> None:
        async for event in self._bus.events(after_seq=self.position):
            for outlet in self._outlets.get(event.user_id, ()):
                outlet.put_event(event)
            self.position = event.sequence

    async def _on_live(self, message: Message) -> None:
        outlets = self._outlets.get(subjects.user_of(message.subject))
        if not outlets:
            return
        key, text = _read_live(message.data).key, message.data.decode()
        for outlet in outlets:
            outlet.put_live(key, text)

    async def _on_end(self, message: Message) -> None:
        session_key = message.data.decode()
        for outlet in self._outlets.get(subjects.user_of(message.subject), ()):
            if outlet.session_key == session_key:
                outlet.close(CLOSE_UNAUTHENTICATED, "the session has ended")

    async def _tell_quotes(self) -> None:
        seen = self._quotes.version
        while True:
            await asyncio.sleep(QUOTES_EVERY_S)
            if self._quotes.version == seen:
                continue
            changed = _texts(self._quotes.changed_since(seen)) if self._outlets else {}
            seen = self._quotes.version
            for outlet in self._all():
                outlet.put_quotes(changed)

    async def _tell_health(self) -> None:
        while True:
            await asyncio.sleep(HEALTH_EVERY_S)
            if not self._outlets:
                continue
            components = await self._health.read()
            seen = [(one.name, one.status, one.detail) for one in components]
            if seen == self._health_seen:
                continue
            self._health_seen = seen
            for outlet in self._all():
                outlet.put_health(_health_text(components))

    def _all(self) -> list[Outlet]:
        return [outlet for mine in self._outlets.values() for outlet in mine]


async def _for_ever(loop: Callable[[], Coroutine[Any, Any, None]]) -> None:
    while True:
        try:
            await loop()
        except Unavailable as error:
            log.info("stream.waiting", loop=loop.__name__, reason=error.detail)
        except Exception:
            # Policy: sockets depend on these loops; one that fails is logged and begun again where it stood.
            log.exception("stream.loop_failed", loop=loop.__name__)
        await asyncio.sleep(RETRY_S)


def _texts(quotes: list[Quote]) -> dict[str, str]:
    return {
        quote.symbol: json.dumps(
            {
                "symbol": quote.symbol,
                "bid": plain(quote.bid),
                "ask": plain(quote.ask),
                "last": plain(quote.last),
                "at": quote.at.isoformat().replace("+00:00", "Z"),
            }
        )
        for quote in quotes
    }


def _health_text(components: list[Component]) -> str:
    return json.dumps({"type": "health", "components": [one.to_document() for one in components]})
