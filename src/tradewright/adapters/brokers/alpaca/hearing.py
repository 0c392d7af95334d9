"""What the order stream says, put right before it is passed on: named, in order, once.

Updates come before the answer to their own request, twice, or a fill before its "new". They are worked through one after
the other by a task of their own, because finding out whose order it is may take a question.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final, Generic, TypeVar

from tradewright.adapters.brokers.alpaca.links import Links
from tradewright.adapters.brokers.alpaca.lookup import Orders
from tradewright.adapters.brokers.alpaca.reading import WireOrder
from tradewright.adapters.brokers.alpaca.updates import UNDONE, TradeUpdate
from tradewright.adapters.brokers.transport import Unreadable
from tradewright.domain.trading.order import TERMINAL, Fill, OrderState
from tradewright.domain.trading.ports.broker import (
    BrokerEvent,
    BrokerUnavailable,
    FillUpdate,
    OrderReport,
    OrderUpdate,
    StreamGap,
)
from tradewright.kernel.ids import ClientOrderId, VenueExecutionId
from tradewright.kernel.money import ZERO
from tradewright.platform import telemetry

log = telemetry.logger(__name__)

HOLD_MAX_S: Final = 8.0
"""How long an update of an order nobody knows waits for the answer that may name it; a request ends before that."""
REMEMBERED_MAX: Final = 20_000
Value = TypeVar("Value")


class Ears:
    """Hears the updates of one account and tells what they mean."""

    def __init__(self, orders: Orders, links: Links, tell: Callable[[BrokerEvent], None]) -> None:
        self._orders = orders
        self._links = links
        self._tell = tell
        self._waiting: asyncio.Queue[TradeUpdate] = asyncio.Queue()
        self._sending: set[ClientOrderId] = set()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._announced = _Recent[None]()
        self._ended = _Recent[None]()
        self._fills = _Recent[VenueExecutionId]()
        """Our id of a fill by the stream's own, which is what a bust names."""
        self._early = _Recent[TradeUpdate]()
        """What was taken back or amended before we heard of it, by the same id: its fill may only be late."""
        self._told = _Recent[None]()

    def put(self, update: TradeUpdate) -> None:
        self._waiting.put_nowait(update)

    def introduce(self, report: OrderReport) -> None:
        """Tell of an order for the first time; nothing when the stream, which knows newer things, has done so."""
        if report.venue_order_id not in self._announced:
            self._say(report)

    @contextmanager
    def sending(self, client_order_id: ClientOrderId) -> Iterator[None]:
        """While open, updates of orders nobody knows may belong to this request."""
        self._sending.add(client_order_id)
        self._quiet.clear()
        try:
            yield
        finally:
            self._sending.discard(client_order_id)
            if not self._sending:
                self._quiet.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            update = await self._waiting.get()
            try:
                await self._hear(update)
            except (BrokerUnavailable, Unreadable) as error:
                # Policy: what cannot be named or read now is missing from the stream, and the books are read anew.
                self._tell(StreamGap(f"an update of order {update.order.id} came to nothing: {error}"))
            except Exception as error:
                # Policy: a bug of ours over one update must not leave all later ones unheard; the books are read anew.
                log.exception("alpaca.update_failed", venue_order_id=update.order.id)
                self._tell(
                    StreamGap(f"an update of order {update.order.id} broke us: {type(error).__name__}")
                )

    async def _hear(self, update: TradeUpdate) -> None:
        name = await self._name(update.order)
        self._links.see(update.order, name)
        report = self._orders.report(update.order, name)
        if update.event in UNDONE:
            self._undo(update, name)
        elif update.is_fill:
            self._fill(update, report, update.fill(name or ClientOrderId("")))
        if report.state in TERMINAL or update.order.id not in self._ended:
            self._say(report)
        if report.state == "filled" and name is not None and self._links.has_legs(name):
            for leg in await self._orders.legs(name):
                self._say(leg)

    def _fill(self, update: TradeUpdate, report: OrderReport, fill: Fill) -> None:
        if update.order.id not in self._announced:
            before = max(report.filled_quantity - fill.quantity, ZERO)
            state: OrderState = "partly_filled" if before else "working"
            self._say(replace(report, state=state, filled_quantity=before))
        if update.execution_id:
            self._fills.keep(update.execution_id, fill.venue_execution_id)
        if fill.venue_execution_id not in self._told:
            self._told.keep(fill.venue_execution_id, None)
            self._tell(FillUpdate(fill))
        undone = self._early.get(update.execution_id) if update.execution_id else None
        if undone is not None:
            self._undo(undone, fill.client_order_id)

    def _undo(self, update: TradeUpdate, name: ClientOrderId | None) -> None:
        """Tell of a trade that was taken back or amended; when nobody knows which, have the books read anew."""
        undone = self._fills.get(update.corrects) if update.corrects else None
        if undone is None:
            if update.corrects:
                self._early.keep(update.corrects, update)
            self._tell(StreamGap(f"Alpaca took back or amended a trade of order {update.order.id}"))
            return
        fill = replace(
            update.fill(name or ClientOrderId("")),
            venue_execution_id=VenueExecutionId(f"{update.order.id}:{update.event}:{update.event_id}"),
            kind="bust" if update.event == "trade_bust" else "correction",
            corrects=undone,
        )
        if fill.venue_execution_id not in self._told:
            self._told.keep(fill.venue_execution_id, None)
            self._tell(FillUpdate(fill))

    def _say(self, report: OrderReport) -> None:
        self._announced.keep(report.venue_order_id, None)
        if report.state in TERMINAL:
            self._ended.keep(report.venue_order_id, None)
        self._tell(OrderUpdate(report))

    async def _name(self, order: WireOrder) -> ClientOrderId | None:
        """Return our client id of an order; for one that is not ours, the name it has at the venue."""
        own = ClientOrderId(order.client_order_id) if order.client_order_id else None
        if own is not None and (own in self._sending or self._links.venue(own) is not None):
            return own if self._links.ours(order.id) is None else self._links.ours(order.id)
        if self._is_unknown(order) and self._sending:
            try:
                async with asyncio.timeout(HOLD_MAX_S):
                    await self._quiet.wait()
            except TimeoutError:
                log.info("alpaca.update_unnamed", venue_order_id=order.id)
        if self._is_unknown(order):
            await self._orders.name_legs()
        return self._links.see(order)

    def _is_unknown(self, order: WireOrder) -> bool:
        return self._links.ours(order.id) is None and (
            order.replaces is None or self._links.ours(order.replaces) is None
        )


class _Recent(Generic[Value]):
    """The latest things by id; the oldest are forgotten first."""

    def __init__(self) -> None:
        self._kept: dict[str, Value] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._kept

    def get(self, key: str) -> Value | None:
        return self._kept.get(key)

    def keep(self, key: str, value: Value) -> None:
        self._kept[key] = value
        if len(self._kept) > REMEMBERED_MAX:
            del self._kept[next(iter(self._kept))]
