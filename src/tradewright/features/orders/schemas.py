"""The shapes of orders on the wire: what a request may say, and what an answer says.

Answers have exactly the keys of `documents.py`; decimals are strings, times ISO 8601 UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from tradewright.domain.trading.alerts import normalise_symbol
from tradewright.domain.trading.order import Leg, OrderState
from tradewright.domain.trading.signal import OrderType, ProtectionMode, Side, SizingMode, TimeInForce
from tradewright.features.orders.intents import QTY_MODES
from tradewright.features.orders.signal_schema import Signal
from tradewright.platform.http import DecimalOut, PositiveDecimal


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


class OrderInput(_Input):
    """One order. `qty` is units (fixed), quote currency (notional) or percent, above 0 and at most 100."""

    broker: Broker | None = Field(None, description="Enough while it has one active account.")
    account_id: UUID | None = None
    side: Annotated[Side, Choice]
    type: Annotated[OrderType, Choice] = "market"
    symbol: Symbol
    qty_mode: Annotated[SizingMode, BeforeValidator(_qty_mode)] = "fixed"
    qty: PositiveDecimal
    limit_price: PositiveDecimal | None = None
    stop_price: PositiveDecimal | None = None
    sl: OrderProtectionInput | None = None
    tp: OrderProtectionInput | None = None
    time_in_force: Annotated[TimeInForce, Choice] = "gtc"
    reduce_only: bool = False
    tag: Tag | None = None


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


class Order(_Output):
    """An order as our books know it. `remaining` is what may fill still; `reason` says why it ended so."""

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
    """What is held. `quantity` is signed; `mark_price` and `unrealised_pnl` are null while the market is
    silent.
    """

    account_id: UUID
    symbol: str
    quantity: DecimalOut
    average_price: DecimalOut
    mark_price: DecimalOut | None
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
