"""What happens to orders, and in what the venues' matching differs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from tradewright_fakes.matching.holdings import Account
from tradewright_fakes.matching.orders import Fill, Order, Status

EventKind = Literal[
    "accepted",
    "new",
    "fill",
    "canceled",
    "expired",
    "rejected",
    "replaced",
    "amended",
    "triggered",
    "bust",
    "correct",
    "fee",
    "pending_cancel",
]
Fee = tuple[Decimal, str]
"""Amount and the coin it is taken in."""


@dataclass(frozen=True, slots=True)
class Habits:
    """In what the venues' matching differs."""

    market_remainder: Literal["rest", "expire"]
    """What a market order does with what nobody offered."""
    exits_shrink: bool
    """True: a partial fill of one exit shrinks the other. False: it cancels the other."""
    stop_market_caps: tuple[tuple[Decimal, Decimal], ...] = ()
    """Buy stops become stop-limits: (price below which it holds, rate above the stop), first that fits."""
    immediate_remainder: Status = "canceled"
    """What an immediate-or-cancel order ends as."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an order. `status` is the order's at that moment; the order itself moves on."""

    number: int
    kind: EventKind
    account: Account
    order: Order
    fill: Fill | None
    at: datetime
    status: Status
