"""What may be due for something we keep."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import OrderChange
from tradewright.kernel.ids import OrderId


@dataclass(frozen=True, slots=True)
class ReleaseLeg:
    """Send a held exit or entry at this size, with the legs that travel in its request."""

    order_id: OrderId
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class MoveLeg:
    """Give an order at the venue, or a held one, another price or size. It is asked again until the books show it: leave it
    out while an earlier change of the order is unanswered.
    """

    order_id: OrderId
    change: OrderChange


@dataclass(frozen=True, slots=True)
class CancelLeg:
    """End an order: here when it is held, else at the venue. `reason` is for the order's timeline."""

    order_id: OrderId
    reason: str


@dataclass(frozen=True, slots=True)
class NewLeg:
    """Commit a new order: a held one, or one in submitting, which is then sent."""

    order: Order


Tend = ReleaseLeg | MoveLeg | CancelLeg | NewLeg
