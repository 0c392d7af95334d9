"""The books, the keeper and a venue of one of four kinds that does as it is told; acts are done as the executor does."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.unit.domain.builders import ACCOUNT, BTC, NOW, a_book, a_policy, a_quote, a_signal, an_account, d

from tradewright.domain.trading.book import AccountBook
from tradewright.domain.trading.booking import apply_event, book_fill, commit_orders, with_order
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.keeper import CancelLeg, MoveLeg, NewLeg, ReleaseLeg, restore, tend
from tradewright.domain.trading.market import MarketView
from tradewright.domain.trading.order import (
    CancelRequested,
    Fill,
    LegReleased,
    Order,
    OrderEvent,
    OrderFilled,
    OrderReplaced,
    VenueAccepted,
    VenueCancelled,
    VenueRejected,
)
from tradewright.domain.trading.planner import plan
from tradewright.domain.trading.plans import (
    CancelAndClose,
    CancelOrders,
    MoveOrder,
    PlaceOrders,
    Plan,
    Wait,
)
from tradewright.domain.trading.ports.broker import Capabilities, OrderChange
from tradewright.domain.trading.signal import AgentPolicy, Side, Signal, Sizing
from tradewright.kernel.ids import (
    OrderId,
    VenueExecutionId,
    VenueOrderId,
    client_order_id,
    derive_order_id,
)

FLAGGED = Capabilities(lookup_is_consistent=True, duplicates="for_ever", bracket=False, replace="in_place")
HOLDING = replace(FLAGGED, holds_quantity=True, reduce_only="implicit", replace="none")
BLIND = replace(FLAGGED, reduce_only="none", replace="in_place")
NO_STOPS = replace(HOLDING, order_types=frozenset({"market", "limit"}))
KINDS = {"flagged": FLAGGED, "holding": HOLDING, "blind": BLIND, "no_stops": NO_STOPS}
COIN = replace(BTC, lot=replace(BTC.lot, step=d("0.1"), smallest=d("0.1")), notional_min=d("25"))


@dataclass
class Room:
    """The books, the keeper, and a venue that does as it is told."""

    caps: Capabilities
    book: AccountBook = field(default_factory=an_account)
    now: datetime = NOW
    price: Decimal = Decimal(100)
    instrument: Instrument = COIN
    refuses: set[str] = field(default_factory=set)
    refusal_code: str = "no"
    stops_seen: list[Decimal] = field(default_factory=list)
    _count: int = 0

    def __post_init__(self) -> None:
        self.book = replace(self.book, capabilities=self.caps, starting_cash=d("1000000"))

    @property
    def market(self) -> MarketView:
        text = str(self.price)
        quote = a_quote(bid=text, ask=text, at=self.now)
        return MarketView({self.instrument.symbol: self.instrument}, {quote.symbol: quote})

    def enter(self, quantity: str = "1", side: Side = "buy", **policy: Any) -> Order:
        """Plan and commit an entry with its wishes, unfilled."""
        self._count += 1
        rules: AgentPolicy = a_policy(sizing=Sizing("fixed", d(quantity)), **policy)
        books = replace(a_book(self.book), accounts={ACCOUNT: self.book})
        made = plan(
            books, a_signal(self._count, action=side, received_at=self.now), rules, self.market, self.now
        )
        assert isinstance(made, PlaceOrders), made
        self.book = commit_orders(self.book, made.orders, agent_id=None, now=self.now)
        self.happen(made.orders[0], VenueAccepted(VenueOrderId("V"), self.now))
        return self.book.orders[made.orders[0].order_id]

    def go_to(self, price: str) -> None:
        """Move the market and let the keeper see it."""
        self.now += timedelta(seconds=1)
        self.price = d(price)
        self.keep()

    def keep(self) -> None:
        """Do what is due until nothing is, as the executor's turn does."""
        for _ in range(8):
            acts = tend(self.book, self.market, self.now)
            assert acts == tend(self.book, self.market, self.now)
            if not acts:
                return
            for act in acts:
                self._carry_out(act)
            self.now += timedelta(milliseconds=1)
        raise AssertionError(f"the keeper finds no rest: {acts}")

    def fill(self, order: Order, quantity: Decimal | None = None) -> None:
        self._count += 1
        amount = order.remaining if quantity is None else quantity
        fill = Fill(
            venue_execution_id=VenueExecutionId(f"X{self._count}"),
            client_order_id=order.client_order_id,
            venue_order_id=VenueOrderId("V"),
            symbol=order.symbol,
            side=order.side,
            quantity=amount,
            price=self.price,
            fee=Decimal(0),
            occurred_at=self.now,
        )
        self.happen(order, OrderFilled(fill))

    def outside(self, change: Decimal) -> None:
        """Somebody trades by hand at the venue."""
        self._count += 1
        fill = Fill(
            venue_execution_id=VenueExecutionId(f"X{self._count}"),
            client_order_id=client_order_id(OrderId(UUID(int=1))),
            venue_order_id=VenueOrderId("hand"),
            symbol=self.instrument.symbol,
            side="buy" if change > 0 else "sell",
            quantity=abs(change),
            price=self.price,
            fee=Decimal(0),
            occurred_at=self.now,
        )
        self.book, _, _ = book_fill(self.book, fill, multiplier=Decimal(1))
        self.keep()

    def happen(self, order: Order, event: OrderEvent) -> None:
        self._apply(order, event)
        self.keep()

    def _apply(self, order: Order, event: OrderEvent) -> None:
        applied = apply_event(self.book, order, event, multiplier=Decimal(1))
        self.book = applied.book
        for other, implied in applied.follow_ups:
            self._apply(other, implied)
        if applied.is_changed and applied.order.is_terminal and not order.is_terminal:
            for act in restore(self.book, applied.order, self.now, event):
                self._carry_out(act)

    def ask(self, signal: Signal, policy: AgentPolicy | None) -> Plan:
        """Plan a signal on the books as they are and carry the plan out."""
        books = replace(a_book(self.book), accounts={ACCOUNT: self.book})
        made = plan(books, signal, policy, self.market, self.now)
        assert made == plan(books, signal, policy, self.market, self.now), (
            "a crash before the commit would plan another"
        )
        match made:
            case PlaceOrders(orders, requests, cancels) | Wait(orders, requests, cancels):
                self._commit(orders, {request.client_order_id for request in requests}, cancels)
            case CancelAndClose(cancels, orders, requests):
                self._commit(orders, {request.client_order_id for request in requests}, cancels)
            case CancelOrders(cancels):
                self._commit((), set(), cancels)
            case MoveOrder(order_id, change):
                self._move(self.book.orders[order_id], change)
            case _:
                pass
        self.keep()
        return made

    def _commit(self, orders: tuple[Order, ...], sent: set[Any], cancels: tuple[OrderId, ...]) -> None:
        for order_id in cancels:
            self._carry_out(CancelLeg(order_id, "asked"))
        self.book = commit_orders(self.book, orders, agent_id=None, now=self.now)
        for order in orders:
            if order.client_order_id in sent:
                self._send(order)
                self._activate_legs(order)

    def _activate_legs(self, entry: Order) -> None:
        """A venue that keeps brackets takes the legs with their entry."""
        for leg in list(self.book.orders.values()):
            if leg.parent_order_id == entry.order_id and leg.state == "held" and not leg.is_managed:
                self._apply(leg, VenueAccepted(VenueOrderId("V"), self.now))

    # The venue's side and the executor's -----------------------------------------------------------------------

    def _carry_out(self, act: Any) -> None:
        order: Order
        match act:
            case NewLeg(order):
                self.book = with_order(self.book, order)
                if order.state == "submitting":
                    self._send(order)
            case ReleaseLeg(order_id, quantity):
                self._apply(self.book.orders[order_id], LegReleased(quantity, self.now))
                self._send(self.book.orders[order_id])
            case CancelLeg(order_id, reason):
                if order_id not in self.book.orders:
                    return  # it went with its entry
                order = self.book.orders[order_id]
                event = (
                    VenueCancelled(reason, self.now) if order.state == "held" else CancelRequested(self.now)
                )
                self._apply(order, event)
            case MoveLeg(order_id, change):
                self._move(self.book.orders[order_id], change)
            case _:
                raise TypeError(act)

    def _send(self, order: Order) -> None:
        if order.order_type in self.refuses:
            self._apply(order, VenueRejected(self.refusal_code, "not here", self.now))
            return
        self._apply(order, VenueAccepted(VenueOrderId("V"), self.now))
        if order.order_type in ("stop", "stop_limit"):
            assert order.stop_price is not None
            self.stops_seen.append(order.stop_price)

    def _move(self, order: Order, change: OrderChange) -> None:
        if order.state != "held":
            assert self.caps.replace != "none"
            moved = OrderReplaced(
                VenueOrderId("V"), self.now, change.quantity, change.limit_price, change.stop_price
            )
            self._apply(order, moved)
            if change.stop_price is not None:
                self.stops_seen.append(change.stop_price)
            return
        order_id = derive_order_id(order.signal_id, leg=f"{order.leg}:{order.order_id}:{order.event_count}")
        heir = replace(
            order,
            order_id=order_id,
            client_order_id=client_order_id(order_id),
            quantity=change.quantity or order.quantity,
            stop_price=change.stop_price or order.stop_price,
            reason=None,
            event_count=0,
        )
        self._apply(order, VenueCancelled("moved before it was sent", self.now))
        self.book = with_order(self.book, heir)

    # What a test asks ------------------------------------------------------------------------------------------

    @property
    def held(self) -> Decimal:
        return self.book.position(self.instrument.symbol).quantity

    def legs(self, leg: str, *, sent: bool = True) -> list[Order]:
        return [
            order
            for order in self.book.orders.values()
            if order.leg == leg and (order.state != "held") == sent and not order.cancel_requested
        ]

    def going(self) -> list[Order]:
        return [order for order in self.book.orders.values() if order.cancel_requested]

    def at_venue(self) -> Decimal:
        """Everything that may sell what is held, cancels under way included."""
        side = "sell" if self.held > 0 else "buy"
        return sum(
            (
                order.remaining
                for order in self.book.orders.values()
                if order.reduce_only and order.state != "held" and order.side == side
            ),
            Decimal(0),
        )
