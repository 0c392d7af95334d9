"""An Alpaca account under a test's control: the real adapter against the fake venue on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tradewright.adapters.brokers.alpaca import CAPABILITIES, AlpacaBroker
from tradewright.adapters.brokers.alpaca.addresses import addresses_of
from tradewright.adapters.brokers.transport import StreamTimes
from tradewright.domain.trading.ports.broker import (
    BrokerEvent,
    ConnectionChanged,
    FillUpdate,
    KnownOrder,
    OrderReport,
    OrderRequest,
    OrderUpdate,
    PlaceOutcome,
)
from tradewright.domain.trading.ports.linking import Credential
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import ClientOrderId, new_uuid7
from tradewright.kernel.secret import Secret
from tradewright_fakes.alpaca import AlpacaFake
from tradewright_fakes.serving import secret_for

SHARE = "AAPL"
COIN = "ETHUSD"
WAIT_S = 8.0
QUICK = StreamTimes(ping=0.2, pong=0.3, wait_first=0.05, wait_max=0.2)
"""A half-open stream is found within half a second, so that a test need not wait for it."""
Event = TypeVar("Event", bound=BrokerEvent)


@dataclass
class AlpacaRig:
    """One account, told of a restart what our books would know."""

    fake: AlpacaFake
    offered_max: str | None = None
    key: str = field(default_factory=lambda: f"FAKE{new_uuid7().hex}")
    heard: list[BrokerEvent] = field(default_factory=list)
    placed: dict[ClientOrderId, KnownOrder] = field(default_factory=dict)
    broker: AlpacaBroker = field(init=False)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        await self.move("200.00", "200.10")
        await self.move("2000.00", "2000.10", symbol="ETH/USD")
        await self._open()

    async def stop(self) -> None:
        await self.broker.close()

    async def move(self, bid: str, ask: str, *, symbol: str = SHARE) -> None:
        sizes: dict[str, Any] = {}
        if self.offered_max is not None:
            sizes = {"bid_size": self.offered_max, "ask_size": self.offered_max}
        await self.fake.admin.price(symbol, bid=bid, ask=ask, last=bid, **sizes)

    async def place(self, request: OrderRequest) -> PlaceOutcome:
        """Place, and remember it and its legs as our books would: the legs' ids at the venue are not known to them yet."""
        entry = request.client_order_id
        self.placed[entry] = KnownOrder(entry, "entry")
        for role, leg in (("stop", request.stop_loss), ("target", request.take_profit)):
            if leg is not None:
                known = KnownOrder(leg.client_order_id, "stop" if role == "stop" else "target", parent=entry)
                self.placed[leg.client_order_id] = known
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

    async def until_told(self, client_order_id: ClientOrderId, state: str) -> None:
        await self.until(lambda: state in self.story(client_order_id))

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

    async def report(self, client_order_id: ClientOrderId) -> OrderReport:
        report = await self.broker.find_order(client_order_id)
        assert report is not None, "the venue does not know the order"
        return report

    async def arrived(self) -> list[str]:
        """Return the client ids of the orders that requests made at the venue, in order: the proof of how many there are."""
        return [str(one.get("client_order_id")) for one in await self.fake.admin.accepted(self.key)]

    async def _open(self) -> None:
        connections = self._connections()
        self.broker = AlpacaBroker(
            addresses_of("rehearsal", self.fake.url),
            Credential("keys", self.key, Secret(secret_for(self.key))),
            SystemClock(),
            on_event=self._hear,
            known=self.placed.values(),
            times=QUICK,
        )
        assert self.broker.capabilities is CAPABILITIES
        await self.broker.connect()
        await self.until(lambda: self._connections() > connections)

    def _connections(self) -> int:
        return sum(1 for one in self.all(ConnectionChanged) if one.state == "connected")

    def _hear(self, event: BrokerEvent) -> None:
        self.heard.append(event)
        self._news.set()
