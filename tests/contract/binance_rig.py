"""A Binance account under a test's control: the real adapter against the fake venue on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from tradewright.adapters.brokers.binance import BinanceBroker, Sites
from tradewright.adapters.brokers.binance.addresses import BROKERS, addresses_of
from tradewright.adapters.brokers.binance.user_stream import TIMES
from tradewright.adapters.brokers.transport import StreamTimes
from tradewright.domain.trading.ports.broker import (
    BrokerEvent,
    ConnectionChanged,
    FillUpdate,
    KnownOrder,
    OrderRequest,
    OrderUpdate,
    PlaceOutcome,
)
from tradewright.domain.trading.ports.linking import Credential
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import ClientOrderId, new_uuid7
from tradewright.kernel.secret import Secret
from tradewright_fakes.binance import BinanceFake
from tradewright_fakes.serving import secret_for

VENUE_SYMBOL = "ETHUSDT"
SYMBOLS = {"binance": "ETHUSDT", "binance_usdm": "ETHUSDT.P"}
WAIT_S = 8.0
Event = TypeVar("Event", bound=BrokerEvent)


@dataclass
class BinanceRig:
    """One account of one market, as a `Rig` of the broker contract."""

    fake: BinanceFake
    name: str
    offered_max: str | None = None
    key: str = field(default_factory=lambda: f"FAKE{new_uuid7().hex}")
    heard: list[BrokerEvent] = field(default_factory=list)
    placed: dict[ClientOrderId, KnownOrder] = field(default_factory=dict)
    sites: Sites = field(default_factory=Sites)
    times: StreamTimes = TIMES
    since: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(minutes=1))
    """When the account was linked."""
    broker: BinanceBroker = field(init=False)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def symbol(self) -> str:
        return SYMBOLS[self.name]

    @property
    def credential(self) -> Credential:
        return Credential("keys", self.key, Secret(secret_for(self.key)))

    async def start(self) -> None:
        await self.move("2000.00", "2000.10")
        await self._open()

    async def stop(self) -> None:
        await self.broker.close()

    async def move(self, bid: str, ask: str) -> None:
        """Move the market in both worlds, and let what the venue says of it arrive."""
        sizes: dict[str, Any] = {}
        if self.offered_max is not None:
            sizes = {"bid_size": self.offered_max, "ask_size": self.offered_max}
        for market in ("spot", "futures"):
            await self.fake.admin.price(
                VENUE_SYMBOL, bid=bid, ask=ask, last=bid, mark=bid, market=market, **sizes
            )

    async def place(self, request: OrderRequest) -> PlaceOutcome:
        """Place, and remember it as our books would."""
        self.placed[request.client_order_id] = KnownOrder(
            request.client_order_id, "entry", symbol=request.symbol
        )
        return await self.broker.place(request)

    async def crash(self) -> None:
        """Lose the adapter with all it remembers; the next is told what our books know."""
        await self.broker.close()
        await self._open()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until `holds`, looking again at each event. Raises TimeoutError."""
        async with asyncio.timeout(WAIT_S):
            while not holds():
                self._news.clear()
                await self._news.wait()

    async def until_heard(self, kind: type[Event], *, count: int = 1) -> list[Event]:
        def enough() -> bool:
            return len(self.all(kind)) >= count

        await self.until(enough)
        return self.all(kind)

    def all(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.heard if isinstance(event, kind)]

    def story(self, client_order_id: ClientOrderId) -> list[str]:
        """Return what was told of one order: its states, and its fills by their quantity."""
        told: list[str] = []
        for event in self.heard:
            if isinstance(event, OrderUpdate) and event.report.client_order_id == client_order_id:
                told.append(event.report.state)
            if isinstance(event, FillUpdate) and event.fill.client_order_id == client_order_id:
                told.append(str(event.fill.quantity.normalize()))
        return told

    async def _open(self) -> None:
        connections = sum(1 for one in self.all(ConnectionChanged) if one.state == "connected")
        market = BROKERS[self.name]
        self.broker = BinanceBroker(
            market,
            addresses_of(market, "rehearsal", self.fake.url),
            self.credential,
            SystemClock(),
            since=self.since,
            known=self.placed.values(),
            on_event=self._hear,
            sites=self.sites,
            times=self.times,
        )
        await self.broker.connect()
        await self.until(
            lambda: sum(1 for one in self.all(ConnectionChanged) if one.state == "connected") > connections
        )

    def _hear(self, event: BrokerEvent) -> None:
        self.heard.append(event)
        self._news.set()
