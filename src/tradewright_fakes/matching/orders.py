"""An order as the venue keeps it, the fills it got, and the group it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

Side = Literal["buy", "sell"]
Kind = Literal["market", "limit", "stop", "stop_limit", "trailing_stop"]
TimeInForce = Literal["day", "gtc", "ioc", "fok", "gtd"]
Status = Literal[
    "pending",
    "held",
    "accepted",
    "new",
    "partially_filled",
    "filled",
    "canceled",
    "expired",
    "rejected",
    "replaced",
]
PositionSide = Literal["both", "long", "short"]
Watch = Literal["last", "mark"]
TERMINAL: Final = frozenset({"filled", "canceled", "expired", "rejected", "replaced"})
NOTHING: Final = Decimal(0)


@dataclass(slots=True)
class Fill:
    """One execution. `fee` is what the venue took for it, in `fee_asset`; it may be amended, and the fill busted."""

    id: str
    number: int
    """Counted a symbol: two symbols have the same numbers, as at venues that count so."""
    order_id: str
    account: str
    symbol: str
    side: Side
    position_side: PositionSide
    quantity: Decimal
    price: Decimal
    at: datetime
    is_maker: bool
    fee: Decimal
    fee_asset: str
    realised: Decimal = NOTHING
    """Profit that the position realised by it, in quote currency (zero on spot)."""
    is_busted: bool = False
    position_after: Decimal = NOTHING


@dataclass(slots=True)
class Group:
    """Orders that live and die together: a bracket, an OCO pair, an order that triggers others."""

    id: str
    number: int
    kind: str
    client_id: str = ""
    members: list[Order] = field(default_factory=list)
    exits: list[Order] = field(default_factory=list)
    """Those of which one cancels the other. Held until the entry has filled whole, where there is an entry."""
    entry: Order | None = None


@dataclass(slots=True)
class Order:
    """Amounts are in base units and quote currency. `quantity` is None while a spend (`budget`) has not met a price."""

    id: str
    number: int
    account: str
    client_id: str
    symbol: str
    side: Side
    kind: Kind
    tif: TimeInForce
    created_at: datetime
    quantity: Decimal | None = None
    budget: Decimal | None = None
    """Quote currency to spend (buy) or to raise (sell) instead of a quantity."""
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    triggers_on_rise: bool = False
    """Which way the watched price must come to `stop_price`."""
    watch: Watch = "last"
    trail_amount: Decimal | None = None
    trail_rate: Decimal | None = None
    activation_price: Decimal | None = None
    extreme: Decimal | None = None
    """Best price seen by a trailing stop."""
    reduce_only: bool = False
    post_only: bool = False
    close_position: bool = False
    position_side: PositionSide = "both"
    outside_session: bool = False
    expires_at: datetime | None = None
    origin: str = "api"
    """`api`, `hand` for an order made through the admin door, `liquidation`."""
    status: Status = "pending"
    is_triggered: bool = False
    has_rested: bool = False
    """True once it waited in the book: what it then trades, it made."""
    reason: str = ""
    filled: Decimal = NOTHING
    cost: Decimal = NOTHING
    """Quote currency exchanged by its fills."""
    fills: list[Fill] = field(default_factory=list)
    group: Group | None = None
    replaces: str | None = None
    replaced_by: str | None = None
    updated_at: datetime | None = None
    submitted_at: datetime | None = None
    closed_at: datetime | None = None
    visible_at: datetime | None = None
    """Reads do not show it before this instant (a fault: eventual consistency)."""
    tags: dict[str, object] = field(default_factory=dict)
    """What only the skin understands."""
    on_trigger: Callable[[Order], None] | None = None
    """Called instead of working the order when it triggers: futures make another order of a conditional one."""

    @property
    def is_open(self) -> bool:
        return self.status not in TERMINAL

    @property
    def is_working(self) -> bool:
        """In the book, or waiting for its trigger."""
        return self.status in ("new", "partially_filled")

    @property
    def remaining(self) -> Decimal:
        return NOTHING if self.quantity is None else self.quantity - self.filled

    @property
    def average_price(self) -> Decimal | None:
        return self.cost / self.filled if self.filled else None

    @property
    def waits_for_trigger(self) -> bool:
        return self.kind in ("stop", "stop_limit", "trailing_stop") and not self.is_triggered

    @property
    def is_held(self) -> bool:
        return self.status == "held"
