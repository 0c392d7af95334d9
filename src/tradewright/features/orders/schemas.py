"""The shapes of orders on the wire: what a request may say, and what an answer says.

Answers have exactly the keys of `documents.py`; decimals are strings, times ISO 8601 UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from tradewright.domain.trading.alerts import normalise_symbol
from tradewright.domain.trading.order import Leg, OrderState
from tradewright.domain.trading.signal import (
    DistanceMode,
    OrderType,
    PriceSource,
    ProtectionMode,
    Side,
    SizingMode,
    TimeInForce,
)
from tradewright.features.orders.intents import QTY_MODES
from tradewright.features.orders.signal_schema import Signal
from tradewright.kernel.money import ZERO
from tradewright.platform.http import DecimalIn, DecimalOut, PositiveDecimal


def _word(value: object) -> object:
    """Read `Stop-Limit` as `stop_limit`: people write choices as they please."""
    return value.strip().lower().replace("-", "_").replace(" ", "_") if isinstance(value, str) else value


def _qty_mode(value: object) -> object:
    word = _word(value)
    return QTY_MODES.get(word, word) if isinstance(word, str) else word


def _symbol(text: str) -> str:
    try:
        return normalise_symbol(text)
    except ValueError as cause:
        raise PydanticCustomError("symbol", "write a symbol such as BTCUSD") from cause


WAIT_MAX_S = 86_400
"""A day: whoever waits longer asks again."""
Seconds = Annotated[int, Field(ge=1, le=WAIT_MAX_S, strict=True)]
OrderAction = Literal["buy", "sell", "exit", "reverse", "add", "target", "breakeven"]
Symbol = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_symbol)]
Choice = BeforeValidator(_word)
Tag = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{0,64}$")]
"""One line that comes back on the order; the database holds no NUL, and nobody wants other control characters."""
Broker = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,32}$"), Choice]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OrderProtectionInput(_Input):
    """Where a stop or a target stands; risk_reward is for targets, as a multiple of the distance to the
    stop.
    """

    mode: Annotated[ProtectionMode, Choice]
    value: PositiveDecimal


class OrderTrailInput(_Input):
    """A distance at which a stop follows the market; `activation` is how far the price must first move in favour."""

    mode: Annotated[DistanceMode, Choice]
    value: PositiveDecimal
    activation: PositiveDecimal | None = None


class OrderPriceFromInput(_Input):
    """A limit price from the quote of the moment: a side of it, moved by a signed offset."""

    source: Annotated[PriceSource, Choice]
    offset: DecimalIn = ZERO
    mode: Annotated[DistanceMode, Choice] = "price"


class OrderInput(_Input):
    """One order. `qty` is units (fixed), lots, quote currency (notional), account currency (risk_money) or percent, above 0
    and at most 100. `action` stands in for `side` where something else than a buy or a sell is meant.
    """

    broker: Broker | None = Field(None, description="Enough while it has one active account.")
    account_id: UUID | None = None
    action: Annotated[OrderAction, Choice] | None = None
    side: Annotated[Side, Choice] | None = Field(
        None, description="Needed without an action; with reverse, the new side."
    )
    type: Annotated[OrderType, Choice] = "market"
    symbol: Symbol
    qty_mode: Annotated[SizingMode, BeforeValidator(_qty_mode)] = "fixed"
    qty: PositiveDecimal | None = Field(
        None, description="Needed to buy, sell and add; an exit without it closes all."
    )
    target_quantity: DecimalIn | None = Field(
        None, description="For action target: units to hold, with their sign."
    )
    trail: OrderTrailInput | None = Field(None, description="Distance of a trailing_stop order.")
    trailing_stop: OrderTrailInput | None = Field(None, description="A protective stop that follows.")
    price_from: OrderPriceFromInput | None = Field(None, description="Instead of limit_price.")
    post_only: bool = False
    extended_hours: bool = False
    expires_at: AwareDatetime | None = Field(None, description="For gtd: when it ends.")
    delay_s: Seconds | None = Field(None, description="Decide only so many seconds from now.")
    cancel_after_s: Seconds | None = Field(None, description="End what still rests after so many seconds.")
    limit_price: PositiveDecimal | None = None
    stop_price: PositiveDecimal | None = None
    sl: OrderProtectionInput | None = None
    tp: OrderProtectionInput | None = None
    time_in_force: Annotated[TimeInForce, Choice] = "gtc"
    reduce_only: bool = False
    tag: Tag | None = None


class ReplaceInput(_Input):
    """What a live order is to become; what is left out stays. `quantity` is the new total, what has filled included."""

    quantity: PositiveDecimal | None = None
    limit_price: PositiveDecimal | None = None
    stop_price: PositiveDecimal | None = None


class CloseInput(_Input):
    """Close one position, or `quantity` units of it."""

    account_id: UUID
    symbol: Symbol
    quantity: PositiveDecimal | None = None


class FlattenInput(_Input):
    """Cancel and close everything, in one account or in all."""

    account_id: UUID | None = None


class _Output(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OrderEvidence(_Output):
    """One look for an order whose fate is unknown; `found` is null when the look itself failed."""

    at: datetime
    source: str
    found: bool | None
    detail: str | None


class OrderInquiry(_Output):
    """Why nobody can say whether the venue has the order, and what has been found so far."""

    causes: list[str]
    evidence: list[OrderEvidence]


class Order(_Output):
    """An order as our books know it. `remaining` is what may fill still; `reason` says why it ended so. `is_managed` marks a
    leg that we keep ourselves, `replaces` the order whose place it takes.
    """

    order_id: UUID
    client_order_id: str
    venue_order_id: str | None
    account_id: UUID
    signal_id: UUID
    correlation_id: UUID
    parent_order_id: UUID | None
    leg: Leg
    symbol: str
    side: Side
    type: OrderType
    quantity: DecimalOut
    filled_quantity: DecimalOut
    remaining: DecimalOut
    limit_price: DecimalOut | None
    stop_price: DecimalOut | None
    time_in_force: TimeInForce
    reduce_only: bool
    tag: str | None
    state: OrderState
    reason: str | None
    average_price: DecimalOut | None
    cancel_requested: bool
    trail_amount: DecimalOut | None
    trail_percent: DecimalOut | None
    activation_price: DecimalOut | None
    post_only: bool
    extended_hours: bool
    expires_at: datetime | None
    cancel_at: datetime | None
    is_managed: bool
    replaces: UUID | None
    unknown_since: datetime | None
    inquiry: OrderInquiry | None
    origin: Literal["signal", "external"]
    created_at: datetime
    submitted_at: datetime | None
    updated_at: datetime


class OrderEvent(_Output):
    """One step of an order's life; `occurred_at` is the venue's clock, or ours for our own acts."""

    number: int
    kind: str
    data: dict[str, Any]
    occurred_at: datetime
    recorded_at: datetime


class OrderDetail(Order):
    """An order with its protective legs and everything that happened to it, oldest first."""

    legs: list[Order]
    events: list[OrderEvent]


class Execution(_Output):
    """One fill. `realised` is what it locked in before its fee; `order_id` is null when the order is not
    ours.
    """

    execution_id: UUID
    account_id: UUID
    order_id: UUID | None
    correlation_id: UUID | None
    venue_execution_id: str
    venue_order_id: str
    symbol: str
    side: Side
    quantity: DecimalOut
    price: DecimalOut
    fee: DecimalOut
    realised: DecimalOut
    occurred_at: datetime
    recorded_at: datetime


class Position(_Output):
    """What is held. `quantity` is signed; `mark_price` and `unrealised_pnl` are null while the market is silent.
    Elsewhere than on paper the price is the venue's own, as last heard at `marked_at`, which may be before its market
    closed.
    """

    account_id: UUID
    symbol: str
    quantity: DecimalOut
    average_price: DecimalOut
    mark_price: DecimalOut | None
    marked_at: datetime | None
    unrealised_pnl: DecimalOut | None
    realised: DecimalOut
    fees: DecimalOut
    opened_at: datetime | None


class PendingSignal(Signal):
    """A signal without an order to show: not decided yet, or carried out without one; `detail` says which."""

    detail: str


class SignalList(_Output):
    """The signals a request made, one for each account."""

    signals: list[Signal]
