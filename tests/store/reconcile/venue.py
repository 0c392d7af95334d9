"""A venue elsewhere, of our own making: one account, an owner who trades by hand, and replies that get lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Literal

from tradewright.domain.trading.instrument import Instrument, Lot
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.ports.broker import (
    Accepted,
    AccountReport,
    AlreadyTerminal,
    BrokerEvent,
    BrokerUnavailable,
    CancelOutcome,
    Capabilities,
    ConnectionChanged,
    DeniedLocally,
    FillUpdate,
    OrderChange,
    OrderReport,
    OrderRequest,
    OrderUpdate,
    PlaceOutcome,
    PositionReport,
    Rejected,
    ReplaceOutcome,
    Unknown,
    VenueInstrument,
)
from tradewright.domain.trading.ports.movements import Movement
from tradewright.domain.trading.signal import Side
from tradewright.kernel.ids import ClientOrderId, VenueExecutionId, VenueOrderId

SYMBOL = "ACME"
ACME = Instrument(
    SYMBOL, "Acme", "stocks", "USD", tick=Decimal("0.01"), lot=Lot(Decimal("0.001"), Decimal("0.001"))
)
PRICE = Decimal(100)
ZERO = Decimal(0)
NO_DEADLINE = Capabilities(
    lookup_is_consistent=False,
    duplicates="for_ever",
    bracket=False,
    lookup_settles_s=0.1,
    order_types=frozenset({"market", "limit"}),
)
Fate = Literal["answer", "lose_reply", "lose_request", "hang"]


@dataclass
class HandVenue:
    """The venue's own books; `say` reaches our side as its stream would."""

    capabilities: Capabilities = NO_DEADLINE
    say: Callable[[BrokerEvent], None] = lambda _: None
    cash: Decimal = Decimal(100_000)
    held: Decimal = ZERO
    orders: dict[VenueOrderId, OrderReport] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)
    received: list[ClientOrderId] = field(default_factory=list)
    fate: Fate = "answer"
    is_reachable: bool = True
    is_silent: bool = False
    told: list[Movement] = field(default_factory=list)
    """What it says moved its money beside trades."""
    names_fills: bool = True
    """Whether a fill bears its order's client id, or the venue's order id alone."""
    _numbers: count[int] = field(default_factory=lambda: count(1))

    # What its owner and the venue do --------------------------------------------------------------------------

    def trade_by_hand(self, side: Side, quantity: str, *, in_silence: bool = False) -> None:
        """Fill a market order that nobody asked us for; `in_silence` leaves not even a fill to read."""
        if in_silence:
            self._move(side, Decimal(quantity))
            return
        report = self._report(None, side, Decimal(quantity), "market")
        self._fill(report)

    def rest_by_hand(self, side: Side, quantity: str, limit: str) -> VenueOrderId:
        report = replace(self._report(None, side, Decimal(quantity), "limit"), limit_price=Decimal(limit))
        self._keep(report)
        return report.venue_order_id

    async def tell_late(self, client_order_id: ClientOrderId) -> None:
        """Tell once more what the order was when it was taken, long after it has ended."""
        report = await self.find_order(client_order_id)
        assert report is not None
        self._tell(OrderUpdate(replace(report, state="working", filled_quantity=Decimal(0))))

    def take_back(self, fill: Fill) -> None:
        self._move("sell" if fill.side == "buy" else "buy", fill.quantity, price=fill.price)
        bust = replace(
            fill,
            venue_execution_id=VenueExecutionId(f"B{next(self._numbers)}"),
            kind="bust",
            corrects=fill.venue_execution_id,
            quantity=ZERO,
            fee=ZERO,
        )
        self.fills.append(bust)
        self._tell(FillUpdate(bust))

    # The port --------------------------------------------------------------------------------------------------

    async def connect(self) -> None:
        self.say(ConnectionChanged("connected", "signed in"))

    async def close(self) -> None:
        """Nothing to close."""

    async def account(self) -> AccountReport:
        self._read()
        return AccountReport(
            "USD", self.cash, self.cash + self.held * PRICE, can_trade=True, buying_power=self.cash
        )

    async def movements(self, since: datetime) -> Sequence[Movement]:
        self._read()
        return [one for one in self.told if one.occurred_at > since]

    async def positions(self) -> Sequence[PositionReport]:
        self._read()
        return [PositionReport(SYMBOL, self.held, PRICE)] if self.held else []

    async def open_orders(self) -> Sequence[OrderReport]:
        self._read()
        return [report for report in self.orders.values() if report.state in ("working", "partly_filled")]

    async def find_order(self, client_order_id: ClientOrderId) -> OrderReport | None:
        self._read()
        return next((one for one in self.orders.values() if one.client_order_id == client_order_id), None)

    async def fills_since(self, cursor: str | None) -> tuple[Sequence[Fill], str | None]:
        self._read()
        return self.fills[int(cursor or 0) :], str(len(self.fills))

    async def instruments(self) -> Sequence[VenueInstrument]:
        return [VenueInstrument(SYMBOL, ACME)]

    async def quote(self, symbol: str) -> Quote | None:
        return Quote(symbol, PRICE, PRICE, PRICE, datetime.now(UTC))

    async def watch(self, symbols: Collection[str]) -> None:
        """Its one price stands still."""

    async def replace(self, client_order_id: ClientOrderId, change: OrderChange) -> ReplaceOutcome:
        return DeniedLocally("this venue replaces nothing")

    async def place(self, request: OrderRequest) -> PlaceOutcome:
        fate, self.fate = self.fate, "answer"
        if fate == "hang":
            await asyncio.Event().wait()
        if fate == "lose_request":
            return Unknown("the connection broke")
        self.received.append(request.client_order_id)
        if any(one.client_order_id == request.client_order_id for one in self.orders.values()):
            return Rejected("duplicate_client_order_id", "this id was used")
        report = self._report(request.client_order_id, request.side, request.quantity, request.order_type)
        if request.order_type == "market":
            self._fill(report)
        else:
            self._keep(replace(report, limit_price=request.limit_price))
        if fate == "lose_reply":
            return Unknown("the reply was lost")
        return Accepted(report.venue_order_id, request.client_order_id)

    async def cancel(self, client_order_id: ClientOrderId) -> CancelOutcome:
        report = await self.find_order(client_order_id)
        if report is None:
            return Rejected("unknown_order", "no such order")
        if report.state != "working":
            return AlreadyTerminal(report.venue_order_id)
        self._keep(replace(report, state="cancelled", reason="asked"))
        return Accepted(report.venue_order_id, client_order_id)

    async def events(self) -> AsyncIterator[BrokerEvent]:
        nothing: tuple[BrokerEvent, ...] = ()
        for event in nothing:
            yield event

    # Inside ----------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        if not self.is_reachable:
            raise BrokerUnavailable("unreachable", "the venue does not answer")

    def _tell(self, event: BrokerEvent) -> None:
        if not self.is_silent:
            self.say(event)

    def _report(
        self,
        client_id: ClientOrderId | None,
        side: Side,
        quantity: Decimal,
        kind: Literal["market", "limit"] | str,
    ) -> OrderReport:
        return OrderReport(
            client_order_id=client_id,
            venue_order_id=VenueOrderId(f"V{next(self._numbers)}"),
            symbol=SYMBOL,
            side=side,
            order_type="market" if kind == "market" else "limit",
            quantity=quantity,
            filled_quantity=ZERO,
            state="working",
            reason=None,
            updated_at=datetime.now(UTC),
        )

    def _keep(self, report: OrderReport) -> None:
        self.orders[report.venue_order_id] = replace(report, updated_at=datetime.now(UTC))
        self._tell(OrderUpdate(self.orders[report.venue_order_id]))

    def _fill(self, report: OrderReport) -> None:
        self._keep(report)
        self._move(report.side, report.quantity)
        fill = Fill(
            venue_execution_id=VenueExecutionId(f"X{next(self._numbers)}"),
            client_order_id=(report.client_order_id if self.names_fills else None) or ClientOrderId(""),
            venue_order_id=report.venue_order_id,
            symbol=SYMBOL,
            side=report.side,
            quantity=report.quantity,
            price=PRICE,
            fee=ZERO,
            occurred_at=datetime.now(UTC),
        )
        self.fills.append(fill)
        self._tell(FillUpdate(fill))
        self._keep(replace(report, state="filled", filled_quantity=report.quantity))

    def _move(self, side: Side, quantity: Decimal, *, price: Decimal = PRICE) -> None:
        change = quantity if side == "buy" else -quantity
        self.held += change
        self.cash -= change * price
