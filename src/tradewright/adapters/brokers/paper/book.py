"""The paper venue's book of one account: what it holds and which orders are alive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from tradewright.domain.trading.order import OrderState
from tradewright.domain.trading.ports.broker import OrderReport
from tradewright.domain.trading.signal import OrderType, Side, TimeInForce
from tradewright.kernel.ids import ClientOrderId, VenueOrderId
from tradewright.kernel.money import ZERO

LIVE: frozenset[OrderState] = frozenset({"held", "working", "partly_filled"})


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """One order as the venue keeps it. A leg names its parent and is sized by what the parent filled.

    `unguarded` of a leg is how much its parent fills before there is anything to guard: a reversal first closes.
    """

    client_order_id: ClientOrderId
    venue_order_id: VenueOrderId
    symbol: str
    side: Side
    order_type: OrderType
    quantity: Decimal
    time_in_force: TimeInForce
    received_at: datetime
    updated_at: datetime
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    reduce_only: bool = False
    parent: ClientOrderId | None = None
    filled_quantity: Decimal = ZERO
    state: OrderState = "working"
    triggered: bool = False
    reason: str | None = None
    unguarded: Decimal = ZERO
    trail_amount: Decimal | None = None
    trail_percent: Decimal | None = None
    activation_price: Decimal | None = None
    """Where the market must have been before the trail begins; None once it was, or when it began at once."""
    expires_at: datetime | None = None

    @property
    def is_trailing(self) -> bool:
        """Whether its stop follows the market; `stop_price` is where it stands, None before the trail begins."""
        return self.order_type == "trailing_stop"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    def report(self) -> OrderReport:
        return OrderReport(
            client_order_id=self.client_order_id,
            venue_order_id=self.venue_order_id,
            symbol=self.symbol,
            side=self.side,
            order_type=self.order_type,
            quantity=self.quantity,
            filled_quantity=self.filled_quantity,
            state=self.state,
            reason=self.reason,
            updated_at=self.updated_at,
            limit_price=self.limit_price,
            stop_price=self.stop_price,
            reduce_only=self.reduce_only,
        )


@dataclass(frozen=True, slots=True)
class Holding:
    """Net position in one symbol: signed units, and the average price of what is open."""

    quantity: Decimal
    average_price: Decimal


@dataclass(frozen=True, slots=True)
class Book:
    """One account at the venue. `cash` is starting cash plus realised profit less fees.

    `orders` holds every live order, and the finished members of a family (parent and legs) that has a
    live one. `holdings` has no empty ones.
    """

    cash: Decimal
    holdings: Mapping[str, Holding]
    orders: Mapping[ClientOrderId, PaperOrder]

    def held(self, symbol: str) -> Decimal:
        """Return the signed net position in `symbol`; zero when there is none."""
        holding = self.holdings.get(symbol)
        return holding.quantity if holding else ZERO

    def live_orders(self, symbol: str | None = None) -> Iterator[PaperOrder]:
        for order in self.orders.values():
            if order.is_live and symbol in (None, order.symbol):
                yield order


def signed(side: Side, quantity: Decimal) -> Decimal:
    return quantity if side == "buy" else -quantity


def add_to_holding(
    before: Holding | None, *, change: Decimal, price: Decimal
) -> tuple[Holding | None, Decimal]:
    """Return the holding after `change` signed units at `price`, and the points realised (per unit × units).

    Adding averages the price, reducing keeps it, and going through zero opens the rest at `price`.
    """
    if before is None or before.quantity == 0:
        return Holding(change, price), ZERO
    after = before.quantity + change
    if before.quantity * change > 0:
        cost = before.quantity * before.average_price + change * price
        return Holding(after, cost / after), ZERO
    closed = min(abs(change), abs(before.quantity)).copy_sign(before.quantity)
    realised = closed * (price - before.average_price)
    if after == 0:
        return None, realised
    if after * before.quantity > 0:
        return replace(before, quantity=after), realised
    return Holding(after, price), realised
