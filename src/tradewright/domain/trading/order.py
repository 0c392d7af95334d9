"""The order and its life: states, the events that move it, and the facts a venue may report.

The transition function lives in `lifecycle.py`; this file only says what there is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from tradewright.domain.trading.signal import OrderType, Side, TimeInForce
from tradewright.kernel.ids import (
    AccountId,
    ClientOrderId,
    CorrelationId,
    OrderId,
    SignalId,
    UserId,
    VenueExecutionId,
    VenueOrderId,
)
from tradewright.kernel.money import ZERO

Leg = Literal["entry", "stop", "target", "exit"]
OrderState = Literal[
    "held",  # a protective leg that waits for its entry to fill
    "submitting",  # committed here, the venue has not answered yet
    "unknown",  # sent, and nobody can say yet whether the venue has it
    "working",  # live at the venue
    "partly_filled",  # live at the venue with part done
    "filled",
    "cancelled",
    "rejected",  # the venue said no
    "expired",
    "not_placed",  # proved never to have reached the venue
]
FillKind = Literal[
    "trade", "liquidation", "deleveraging", "settlement", "bust", "correction", "adjustment", "fee"
]
"""adjustment: our own entry that makes the books equal the venue's after a person said so; fee: a fee told later."""
TERMINAL: frozenset[OrderState] = frozenset({"filled", "cancelled", "rejected", "expired", "not_placed"})


@dataclass(frozen=True, slots=True)
class OrderForm:
    """The size and the prices of an order until `until`, when it was given others."""

    quantity: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """One order as our books know it. Prices in quote currency, quantity in units, always positive."""

    order_id: OrderId
    client_order_id: ClientOrderId
    user_id: UserId
    account_id: AccountId
    signal_id: SignalId
    correlation_id: CorrelationId
    leg: Leg
    symbol: str
    side: Side
    order_type: OrderType
    quantity: Decimal
    time_in_force: TimeInForce
    created_at: datetime
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    reduce_only: bool = False
    parent_order_id: OrderId | None = None
    venue_order_id: VenueOrderId | None = None
    state: OrderState = "submitting"
    filled_quantity: Decimal = ZERO
    average_price: Decimal | None = None
    cancel_requested: bool = False
    unwanted: bool = False
    """Whether a flatten or a full close asked for its end: what it fills all the same must be closed."""
    reason: str | None = None
    tag: str | None = None
    event_count: int = 0
    trail_amount: Decimal | None = None
    """Distance of a trailing stop in quote currency; one of this and `trail_percent` (0–100) for trailing_stop."""
    trail_percent: Decimal | None = None
    activation_price: Decimal | None = None
    """Where the market must have been before the trail begins; None: from the first moment."""
    post_only: bool = False
    extended_hours: bool = False
    expires_at: datetime | None = None
    """For gtd: when the venue ends it."""
    cancel_at: datetime | None = None
    """When we ask for its cancel if it still rests."""
    is_managed: bool = False
    """A protective leg that we keep ourselves, because the venue cannot keep it beside its entry or its sibling."""
    replaces: OrderId | None = None
    """The order whose place this one takes (a leg resized or moved, an exit sent again)."""
    unknown_since: datetime | None = None
    """Since when nobody can say whether the venue has it; None outside the state unknown."""
    asked: ReplaceRequested | None = field(default=None, compare=False)
    """The change that the venue was asked for and has not answered: it may have made it already, so risk counts both forms.
    Kept in memory alone: the first look of a new life shows the order as it is.
    """
    was: OrderForm | None = field(default=None, compare=False)
    """What it was before the venue last changed it: what the venue says of that form is late. Kept in memory alone."""

    @property
    def is_terminal(self) -> bool:
        return self.state in TERMINAL

    @property
    def is_protective(self) -> bool:
        return self.leg in ("stop", "target")

    @property
    def signed_remaining(self) -> Decimal:
        """What the position changes by if the rest fills: positive for buys."""
        return self.remaining if self.side == "buy" else -self.remaining

    @property
    def quantity_most(self) -> Decimal:
        """The larger of its size and the one that the venue was asked for and may have given it already."""
        asked = None if self.asked is None else self.asked.quantity
        return self.quantity if asked is None else max(self.quantity, asked)

    @property
    def remaining(self) -> Decimal:
        return max(self.quantity - self.filled_quantity, ZERO)


@dataclass(frozen=True, slots=True)
class Fill:
    """One execution as the venue reports it; `venue_execution_id` is unique within the account for ever."""

    venue_execution_id: VenueExecutionId
    client_order_id: ClientOrderId
    venue_order_id: VenueOrderId
    symbol: str
    side: Side
    quantity: Decimal
    price: Decimal
    fee: Decimal
    occurred_at: datetime
    fee_currency: str | None = None
    """None: the account's currency. A spot venue may take its fee in the coin that was bought."""
    kind: FillKind = "trade"
    corrects: VenueExecutionId | None = None
    """For bust and correction: the execution that is taken back or replaced."""


@dataclass(frozen=True, slots=True)
class VenueAccepted:
    venue_order_id: VenueOrderId
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class VenueRejected:
    code: str
    text: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class OutcomeUnknown:
    """The order was sent and nothing proves either way."""

    cause: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ProvedAbsent:
    """Evidence shows the venue never took the order."""

    evidence: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class OrderFilled:
    fill: Fill


@dataclass(frozen=True, slots=True)
class LegResized:
    """The venue sized a protective leg to what its entry really filled."""

    quantity: Decimal
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class CancelRequested:
    """`unwanted`: asked for by whoever wants to be flat, not just to be rid of the order."""

    occurred_at: datetime
    unwanted: bool = False


@dataclass(frozen=True, slots=True)
class CancelRefused:
    text: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class VenueCancelled:
    """`filled` is what the venue says had filled by then; its fills may still be on their way to us."""

    reason: str
    occurred_at: datetime
    filled: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class VenueExpired:
    """`filled` as for VenueCancelled."""

    reason: str
    occurred_at: datetime
    filled: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class ReplaceRequested:
    """We are about to ask the venue to change the order: what is None stays as it is."""

    occurred_at: datetime
    quantity: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ReplaceRefused:
    """The venue left the order as it was."""

    text: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class OrderReplaced:
    """The venue changed a working order in place of ours or gave it a new id: what is None stays as it was."""

    venue_order_id: VenueOrderId
    occurred_at: datetime
    quantity: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LegReleased:
    """A leg that we keep leaves our hands: it is about to be sent, at this size."""

    quantity: Decimal
    occurred_at: datetime


OrderEvent = (
    VenueAccepted
    | VenueRejected
    | OutcomeUnknown
    | ProvedAbsent
    | OrderFilled
    | LegResized
    | LegReleased
    | ReplaceRequested
    | ReplaceRefused
    | OrderReplaced
    | CancelRequested
    | CancelRefused
    | VenueCancelled
    | VenueExpired
)
