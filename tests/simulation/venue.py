"""A venue whose every answer is written in the story: it takes orders, loses replies, lags and is traded by hand.

It knows nothing of ours but the port. What it did stands in `taken`, the proof against which the books are held.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.order import Fill, OrderState
from tradewright.domain.trading.ports.broker import (
    DUPLICATE_CODE,
    GONE_CODE,
    NOT_FOUND_CODE,
    Accepted,
    AccountReport,
    AlreadyTerminal,
    BrokerEvent,
    BrokerUnavailable,
    CancelOutcome,
    Capabilities,
    DeniedLocally,
    FillUpdate,
    LegRequest,
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
from tradewright.domain.trading.signal import OrderType, Side
from tradewright.kernel.ids import ClientOrderId, VenueExecutionId, VenueOrderId

ZERO = Decimal(0)
SPREAD = Decimal("0.10")
Fate = Literal["answer", "lose_reply", "lose_request", "refuse", "deny"]
"""What becomes of one call: answered; taken and the reply lost; lost on the way; refused by the venue; answered by a part
of the venue that does not know the order (a new one is refused then).
"""
_OPEN: frozenset[OrderState] = frozenset({"held", "working", "partly_filled"})


@dataclass
class Resting:
    """One order as the venue has it."""

    client_id: ClientOrderId | None
    venue_id: VenueOrderId
    symbol: str
    side: Side
    order_type: OrderType
    quantity: Decimal
    placed_at: datetime
    limit: Decimal | None = None
    stop: Decimal | None = None
    reduce_only: bool = False
    filled: Decimal = ZERO
    state: OrderState = "working"
    parent: VenueOrderId | None = None
    is_triggered: bool = False
    trail_amount: Decimal | None = None
    trail_percent: Decimal | None = None
    activation: Decimal | None = None
    expires_at: datetime | None = None

    @property
    def remaining(self) -> Decimal:
        return self.quantity - self.filled

    @property
    def is_open(self) -> bool:
        return self.state in _OPEN

    @property
    def change(self) -> Decimal:
        """What the position changes by if the rest fills."""
        return self.remaining if self.side == "buy" else -self.remaining


class ScriptedVenue:
    """One account at a venue with the given capabilities. Synchronous at heart: no call ever waits."""

    def __init__(self, capabilities: Capabilities, now: Callable[[], datetime]) -> None:
        self._capabilities = capabilities
        self._now = now
        self.prices: dict[str, Decimal] = {}
        self.orders: list[Resting] = []
        self.held: dict[str, Decimal] = {}
        self.fills: list[Fill] = []
        self.said: deque[BrokerEvent] = deque()
        self.fate: Fate = "answer"
        self.offered: Decimal | None = None
        """The most that one order fills at once; None: all of it."""
        self.lag = timedelta(0)
        """How long a look-up does not find what was just taken."""
        self.reads_fail = False
        self._numbers = 0

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    # What happens at the venue --------------------------------------------------------------------------------

    def move(self, symbol: str, price: Decimal) -> None:
        """Move the market and fill what that makes fillable."""
        self.prices[symbol] = price
        for order in [order for order in self.orders if order.is_open and order.symbol == symbol]:
            if order.is_open:  # its sibling may have ended it meanwhile
                self._work(order)

    def by_hand(self, symbol: str, side: Side, quantity: Decimal, limit: Decimal | None = None) -> None:
        """Trade as the account's owner would in the venue's own app, at the market or at a price; nobody can sell short
        where there are no shorts.
        """
        if side == "sell" and not self._capabilities.short and self.held.get(symbol, ZERO) < quantity:
            return
        kind: OrderType = "market" if limit is None else "limit"
        self._take(Resting(None, self._venue_id(), symbol, side, kind, quantity, self._now(), limit))

    def take_back_by_hand(self) -> None:
        """End every order that the account's owner has resting."""
        for order in self.orders:
            if order.is_open and order.client_id is None and order.parent is None:
                self._end(order, "cancelled")

    def expire(self) -> None:
        """End what was to live until now."""
        for order in self.orders:
            if order.is_open and order.expires_at is not None and order.expires_at <= self._now():
                self._end(order, "expired")

    def take_back(self, which: int, kind: str) -> bool:
        """Take back or correct one execution of an order that has ended; return whether there is one.

        Nothing is taken back of a purchase whose coins are gone where nobody can be short.
        """
        gone = {fill.corrects for fill in self.fills}
        found = [
            (order, fill)
            for fill in self.fills
            if fill.kind == "trade" and fill.client_order_id and fill.venue_execution_id not in gone
            for order in self.orders
            if order.venue_id == fill.venue_order_id and not order.is_open and self._can_give_back(fill)
        ]
        if not found:
            return False
        order, fill = found[which % len(found)]
        self._numbers += 1
        number = VenueExecutionId(f"B{self._numbers}")
        change = fill.quantity if fill.side == "buy" else -fill.quantity
        told = replace(fill, venue_execution_id=number, kind="bust", corrects=fill.venue_execution_id)
        if kind == "correction":
            told = replace(told, kind="correction", price=fill.price + 1)
        else:
            order.filled -= fill.quantity
            self.held[fill.symbol] = self.held.get(fill.symbol, ZERO) - change
        told = replace(told, occurred_at=self._now())
        self.fills.append(told)
        self.said.append(FillUpdate(told))
        return True

    def _can_give_back(self, fill: Fill) -> bool:
        return (
            self._capabilities.short
            or fill.side == "sell"
            or self.held.get(fill.symbol, ZERO) >= fill.quantity
        )

    def exposure(self, symbol: str) -> Decimal:
        """Return the largest absolute position that open orders could still lead to, in units."""
        held = self.held.get(symbol, ZERO)
        adding = [order.change for order in self.orders if order.is_open and order.symbol == symbol and not order.reduce_only
                  and order.state != "held"]  # fmt: skip
        up, down = sum((c for c in adding if c > 0), ZERO), sum((c for c in adding if c < 0), ZERO)
        return max(abs(held), abs(held + up), abs(held + down))

    # The port ---------------------------------------------------------------------------------------------------

    async def connect(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close."""

    async def account(self) -> AccountReport:
        self._may_fail()
        return AccountReport("USD", Decimal(1_000_000), Decimal(1_000_000), can_trade=True)

    async def positions(self) -> Sequence[PositionReport]:
        self._may_fail()
        return [
            PositionReport(symbol, held, self.prices[symbol]) for symbol, held in self.held.items() if held
        ]

    async def open_orders(self) -> Sequence[OrderReport]:
        self._may_fail()
        return [self._report(order) for order in self.orders if order.is_open and self._is_visible(order)]

    async def find_order(self, client_order_id: ClientOrderId) -> OrderReport | None:
        self._may_fail()
        order = self._find(client_order_id)
        return self._report(order) if order is not None and self._is_visible(order) else None

    async def fills_since(self, cursor: str | None) -> tuple[Sequence[Fill], str | None]:
        self._may_fail()
        begun = int(cursor or 0)
        return self.fills[begun:], str(len(self.fills)) if self.fills else None

    async def instruments(self) -> Sequence[VenueInstrument]:
        return ()

    async def quote(self, symbol: str) -> Quote | None:
        price = self.prices.get(symbol)
        return None if price is None else Quote(symbol, price - SPREAD, price + SPREAD, price, self._now())

    async def watch(self, symbols: Collection[str]) -> None:
        """Quotes are the story's business."""

    async def events(self) -> AsyncIterator[BrokerEvent]:
        while self.said:
            yield self.said.popleft()

    async def place(self, request: OrderRequest) -> PlaceOutcome:
        match self._draw():
            case "lose_request":
                return Unknown("the connection broke")
            case "refuse" | "deny":
                return Rejected("refused", "the venue does not want it")
            case fate:
                outcome = self._placed(request)
                return outcome if fate == "answer" else Unknown("the reply was lost")

    async def cancel(self, client_order_id: ClientOrderId) -> CancelOutcome:
        match self._draw():
            case "lose_request":
                return Unknown("the connection broke")
            case "refuse":
                return Rejected("refused", "the venue does not cancel it now")
            case "deny":
                return Rejected(NOT_FOUND_CODE, "no such order")
            case fate:
                order = self._find(client_order_id)
                if order is None:
                    return (
                        Rejected(NOT_FOUND_CODE, "no such order")
                        if fate == "answer"
                        else Unknown("reply lost")
                    )
                was_open = order.is_open
                if was_open:
                    self._end(order, "cancelled")
                if fate != "answer":
                    return Unknown("the reply was lost")
                return (
                    Accepted(order.venue_id, client_order_id) if was_open else AlreadyTerminal(order.venue_id)
                )

    async def replace(self, client_order_id: ClientOrderId, change: OrderChange) -> ReplaceOutcome:
        if self._capabilities.replace == "none":
            return DeniedLocally("this venue replaces nothing")
        match self._draw():
            case "lose_request":
                return Unknown("the connection broke")
            case "refuse" | "deny":
                return Rejected("refused", "the venue does not change it now")
            case fate:
                order = self._find(client_order_id)
                if order is None or not order.is_open:
                    return AlreadyTerminal(None) if fate == "answer" else Unknown("the reply was lost")
                order.quantity = change.quantity or order.quantity
                order.limit, order.stop = change.limit_price or order.limit, change.stop_price or order.stop
                if order.filled >= order.quantity:
                    order.quantity, order.state = order.filled, "filled"
                    self._tell(order)
                else:
                    self._work(order)
                return (
                    Accepted(order.venue_id, client_order_id)
                    if fate == "answer"
                    else Unknown("the reply was lost")
                )

    # Inside -----------------------------------------------------------------------------------------------------

    def _draw(self) -> Fate:
        fate, self.fate = self.fate, "answer"
        return fate

    def _may_fail(self) -> None:
        if self.reads_fail:
            raise BrokerUnavailable("unreachable", "the venue does not answer")

    def _venue_id(self) -> VenueOrderId:
        self._numbers += 1
        return VenueOrderId(f"V{self._numbers}")

    def _find(self, client_order_id: ClientOrderId) -> Resting | None:
        return next((order for order in reversed(self.orders) if order.client_id == client_order_id), None)

    def _is_visible(self, order: Resting) -> bool:
        return self._now() - order.placed_at >= self.lag

    def _placed(self, request: OrderRequest) -> PlaceOutcome:
        known = self._find(request.client_order_id)
        refuses = self._capabilities.duplicates
        if known is not None and (refuses == "for_ever" or (refuses == "while_open" and known.is_open)):
            return Rejected(DUPLICATE_CODE, "client order id must be unique")
        held = self.held.get(request.symbol, ZERO)
        change = request.quantity if request.side == "buy" else -request.quantity
        if request.reduce_only and held * change >= 0:
            return Rejected(GONE_CODE, "nothing to reduce")
        if self._capabilities.reduce_only == "implicit" and held + change < 0:
            return Rejected("insufficient", "not enough to sell")
        if not self._capabilities.crosses_zero and held * change < 0 and abs(change) > abs(held):
            return Rejected("crosses_zero", "an order may not turn a position round")
        if self._capabilities.holds_quantity and change < 0:
            waiting = sum((-o.change for o in self.orders if o.is_open and o.symbol == request.symbol and o.change < 0
                           and o.state != "held" and not self._is_pair(o)), ZERO)  # fmt: skip
            if held > 0 and held - waiting < request.quantity:
                return Rejected("quantity_held", "the quantity is held by other orders")
        order = Resting(
            client_id=request.client_order_id,
            venue_id=self._venue_id(),
            symbol=request.symbol,
            side=request.side,
            order_type=request.order_type,
            quantity=request.quantity,
            placed_at=self._now(),
            limit=request.limit_price,
            stop=request.stop_price,
            reduce_only=request.reduce_only,
            trail_amount=request.trail_amount,
            trail_percent=request.trail_percent,
            activation=request.activation_price,
            expires_at=request.expires_at,
        )
        if request.time_in_force == "fok" and self.offered is not None and self.offered < order.quantity:
            return Rejected("fill_or_kill", "it cannot fill at once")
        for leg in (request.stop_loss, request.take_profit):
            if leg is not None:
                self.orders.append(self._leg(order, leg))
        self._take(order)
        if request.time_in_force in ("ioc", "fok") and order.is_open:
            self._end(order, "cancelled")
        return Accepted(order.venue_id, request.client_order_id)

    def _is_pair(self, order: Resting) -> bool:
        """Whether it is the target of a bracket whose stop holds the quantity already."""
        return order.parent is not None and order.order_type == "limit"

    def _leg(self, entry: Resting, leg: LegRequest) -> Resting:
        side: Side = "sell" if entry.side == "buy" else "buy"
        return Resting(leg.client_order_id, self._venue_id(), entry.symbol, side, leg.order_type,
                       leg.quantity_max or entry.quantity, self._now(), leg.limit_price, leg.stop_price, reduce_only=True,
                       state="held", parent=entry.venue_id, trail_amount=leg.trail_amount, trail_percent=leg.trail_percent,
                       activation=leg.activation_price)  # fmt: skip

    def _take(self, order: Resting) -> None:
        self.orders.append(order)
        self._tell(order)
        self._work(order)

    def _work(self, order: Resting) -> None:
        """Fill what the market allows; a stop that is touched becomes a market order."""
        if order.state == "held":
            return
        price = self.prices[order.symbol]
        offer = price + SPREAD if order.side == "buy" else price - SPREAD
        is_buy = order.side == "buy"
        if order.order_type == "trailing_stop" and not self._trail(order, offer):
            return
        if order.stop is not None and not order.is_triggered:
            order.is_triggered = offer >= order.stop if is_buy else offer <= order.stop
            if not order.is_triggered:
                return
        if order.limit is not None and not (offer <= order.limit if is_buy else offer >= order.limit):
            return
        quantity = order.remaining if self.offered is None else min(order.remaining, self.offered)
        if order.reduce_only:
            held = self.held.get(order.symbol, ZERO)
            quantity = min(quantity, abs(held)) if held * order.change < 0 else ZERO
        if quantity <= 0:
            if order.reduce_only:
                self._end(order, "cancelled")
            return
        self._fill(order, quantity, offer)

    def _trail(self, order: Resting, offer: Decimal) -> bool:
        """Move a stop that trails behind the market; return whether it has begun."""
        is_buy = order.side == "buy"
        if order.activation is not None:
            if (offer > order.activation) if is_buy else (offer < order.activation):
                return order.stop is not None
            order.activation = None
        distance = order.trail_amount or offer * (order.trail_percent or ZERO) / 100
        wanted = offer + distance if is_buy else offer - distance
        if order.stop is None or ((wanted < order.stop) if is_buy else (wanted > order.stop)):
            order.stop = wanted
        return True

    def _fill(self, order: Resting, quantity: Decimal, price: Decimal) -> None:
        self._numbers += 1
        number, client_id = VenueExecutionId(f"X{self._numbers}"), order.client_id or ClientOrderId("")
        fill = Fill(
            number, client_id, order.venue_id, order.symbol, order.side, quantity, price, ZERO, self._now()
        )
        order.filled += quantity
        order.state = "filled" if order.remaining == 0 else "partly_filled"
        change = quantity if order.side == "buy" else -quantity
        self.held[order.symbol] = self.held.get(order.symbol, ZERO) + change
        self.fills.append(fill)
        self.said.append(FillUpdate(fill))
        self._tell(order)
        legs = [leg for leg in self.orders if leg.parent == order.venue_id and leg.is_open]
        for leg in legs:
            if order.state == "filled" and leg.state == "held":
                leg.state = "working"
                self._tell(leg)
        if order.parent is not None:
            for sibling in [
                o for o in self.orders if o.parent == order.parent and o is not order and o.is_open
            ]:
                if order.state == "filled":
                    self._end(sibling, "cancelled")
                else:
                    sibling.quantity = max(order.remaining + sibling.filled, Decimal("0.0001"))
                    self._tell(sibling)

    def _end(self, order: Resting, state: OrderState) -> None:
        order.state = state
        self._tell(order)
        for leg in [leg for leg in self.orders if leg.parent == order.venue_id and leg.state == "held"]:
            if order.filled:
                leg.quantity, leg.state = min(leg.quantity, order.filled), "working"
                self._tell(leg)
            else:
                self._end(leg, "cancelled")

    def _tell(self, order: Resting) -> None:
        self.said.append(OrderUpdate(self._report(order)))

    def _report(self, order: Resting) -> OrderReport:
        return OrderReport(
            client_order_id=order.client_id,
            venue_order_id=order.venue_id,
            symbol=order.symbol,
            side=order.side,
            order_type=order.order_type,
            quantity=order.quantity,
            filled_quantity=order.filled,
            state=order.state,
            reason=None,
            updated_at=self._now(),
            limit_price=order.limit,
            stop_price=order.stop,
            reduce_only=order.reduce_only,
            parent_venue_order_id=order.parent,
        )
