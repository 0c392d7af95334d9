"""The shapes of limits and kill switches on the wire."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from tradewright.domain.trading.risk import SwitchLevel
from tradewright.domain.trading.signal import Blackout, Session
from tradewright.features.risk.store import KillAction
from tradewright.platform.http import DecimalOut, PositiveDecimal

COUNT_MAX = 1_000_000
"""More trades or positions than anyone has; keeps the number inside its column."""
WINDOW_MAX_S = 3_600
"""The longest time that sent orders are remembered for."""
STREAK_MAX = 50
"""As many finished trades are remembered."""
LOCK_MAX_MINUTES = 7 * 24 * 60
SYMBOLS_MAX = 500
SPANS_MAX = 200

Count = Annotated[int, Field(ge=0, le=COUNT_MAX, strict=True)]
Seconds = Annotated[int, Field(ge=1, le=WINDOW_MAX_S, strict=True)]
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{0,200}$")]
Symbol = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9.!:/_-]{1,64}$", to_upper=True)]
Symbols = Annotated[list[Symbol], Field(max_length=SYMBOLS_MAX)]


def _percent(value: Decimal) -> Decimal:
    if value > 100:
        raise PydanticCustomError("percent", "a percent lies above 0 and at most 100")
    return value


Percent = Annotated[PositiveDecimal, AfterValidator(_percent)]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Output(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SessionInput(_Input):
    """A weekly window, by the account's clock: ISO weekdays (1 Monday … 7 Sunday); `until` not after `since` ends on the
    next day.
    """

    days: Annotated[list[Annotated[int, Field(ge=1, le=7, strict=True)]], Field(min_length=1, max_length=7)]
    since: time
    until: time

    @model_validator(mode="after")
    def _without_zone(self) -> SessionInput:
        if self.since.tzinfo is not None or self.until.tzinfo is not None:
            raise PydanticCustomError("local_time", "times are by the account's clock, without a zone")
        return self


class BlackoutInput(_Input):
    """A span without entries; `symbols` empty means all of them."""

    since: AwareDatetime
    until: AwareDatetime
    reason: Line = ""
    symbols: Symbols = Field(default_factory=list)

    @model_validator(mode="after")
    def _in_order(self) -> BlackoutInput:
        if self.until <= self.since:
            raise PydanticCustomError("ordered", "until must come after since")
        return self


class LimitsInput(_Input):
    """Limits to set: null or an empty list takes one away, one that is left out stays as it is. Money in account currency,
    percents above 0 and at most 100, windows in seconds.
    """

    loss_daily_max: PositiveDecimal | None = None
    loss_daily_percent_max: Percent | None = None
    trades_daily_max: Count | None = None
    trades_open_max: Count | None = None
    positions_max: Count | None = None
    order_notional_max: PositiveDecimal | None = None
    position_notional_max: PositiveDecimal | None = None
    exposure_gross_max: PositiveDecimal | None = None
    exposure_net_max: PositiveDecimal | None = None
    leverage_max: PositiveDecimal | None = None
    symbols_allowed: Symbols | None = None
    symbols_denied: Symbols | None = None
    sessions: Annotated[list[SessionInput], Field(max_length=SPANS_MAX)] | None = None
    blackouts: Annotated[list[BlackoutInput], Field(max_length=SPANS_MAX)] | None = None
    cooldown_losses: Annotated[int, Field(ge=1, le=STREAK_MAX, strict=True)] | None = None
    cooldown_minutes: Annotated[int, Field(ge=1, le=LOCK_MAX_MINUTES, strict=True)] | None = None
    price_collar_percent: Percent | None = None
    quote_age_max_s: Seconds | None = None
    duplicate_window_s: Seconds | None = None
    orders_per_minute_max: Count | None = None

    def changes(self) -> dict[str, Any]:
        """Return the fields that were sent, as `RiskLimits` holds them."""
        return {name: _held(name, getattr(self, name)) for name in self.model_fields_set}


def _held(name: str, value: Any) -> Any:
    match name:
        case "symbols_allowed" | "symbols_denied":
            return frozenset(value or ())
        case "sessions":
            return tuple(Session(frozenset(one.days), one.since, one.until) for one in value or ())
        case "blackouts":
            return tuple(
                Blackout(one.since, one.until, one.reason, frozenset(one.symbols)) for one in value or ()
            )
        case _:
            return value


class RiskInput(_Input):
    """Limits of the user, of accounts by id, or both; scopes that are left out stay as they are."""

    user: LimitsInput | None = None
    accounts: dict[UUID, LimitsInput] = Field(default_factory=dict)


class FlattenPolicyInput(_Input):
    """What a flatten leaves alone: long positions without leverage (keep_spot), orders where nothing is closed (keep)."""

    positions: Literal["all", "keep_spot"] = "all"
    resting: Literal["cancel", "keep"] = "cancel"


class KillSwitchInput(_Input):
    """Which switch, and what to do with it. `policy` is for flatten; `lock_minutes` keeps it from being released so long."""

    scope: Literal["user", "account", "platform"]
    account_id: UUID | None = None
    action: KillAction
    policy: FlattenPolicyInput | None = None
    lock_minutes: Annotated[int, Field(ge=1, le=LOCK_MAX_MINUTES, strict=True)] | None = None
    reason: Line = ""


class SessionWindow(_Output):
    days: list[int]
    since: str
    until: str


class BlackoutSpan(_Output):
    since: datetime
    until: datetime
    reason: str
    symbols: list[str]


class Limits(_Output):
    """Limits of one scope; null, or an empty list, means that the scope sets no such limit."""

    loss_daily_max: DecimalOut | None
    loss_daily_percent_max: DecimalOut | None
    trades_daily_max: int | None
    trades_open_max: int | None
    positions_max: int | None
    order_notional_max: DecimalOut | None
    position_notional_max: DecimalOut | None
    exposure_gross_max: DecimalOut | None
    exposure_net_max: DecimalOut | None
    leverage_max: DecimalOut | None
    symbols_allowed: list[str]
    symbols_denied: list[str]
    sessions: list[SessionWindow]
    blackouts: list[BlackoutSpan]
    cooldown_losses: int | None
    cooldown_minutes: int | None
    price_collar_percent: DecimalOut | None
    quote_age_max_s: int | None
    duplicate_window_s: int | None
    orders_per_minute_max: int | None


class KillSwitch(_Output):
    """Where one switch stands, why, by whom and since when, and until when nobody but the operator may release it."""

    scope: Literal["user", "account", "platform"]
    scope_id: UUID
    level: SwitchLevel
    reason: str
    set_by: str
    set_at: datetime
    locked_until: datetime | None


class KillSwitchPressed(KillSwitch):
    """The switch as it stands, with the signals this press wrote (none when they waited already)."""

    signal_ids: list[UUID]


class FlattenPolicy(_Output):
    positions: Literal["all", "keep_spot"]
    resting: Literal["cancel", "keep"]


class KillSwitchPress(_Output):
    """One press, of whoever; `signals` counts the requests to cancel or close that it wrote. unlock is the operator's."""

    scope: Literal["user", "account", "platform"]
    scope_id: UUID
    action: KillAction | Literal["unlock"]
    level_before: SwitchLevel
    level: SwitchLevel
    reason: str
    policy: FlattenPolicy | None
    locked_until: datetime | None
    pressed_by: str
    signals: int
    pressed_at: datetime


class KillSwitchLog(_Output):
    """Presses, newest first."""

    items: list[KillSwitchPress]


class Figure(_Output):
    """One counted value beside its limit; `value` is null while it cannot be known, and an entry is denied then."""

    rule: str
    value: DecimalOut | None
    limit: DecimalOut | None
    used_percent: DecimalOut | None


class Drawdown(_Output):
    """How far the account has fallen from the highest equity of its trading day."""

    peak: DecimalOut
    equity: DecimalOut
    drawdown: DecimalOut
    drawdown_percent: DecimalOut | None


class Usage(_Output):
    """What one account has used of its limits; `loss_daily` is null while a held symbol has no price."""

    account_id: UUID
    loss_daily: DecimalOut | None
    trades_daily: int
    positions: int
    figures: list[Figure]
    drawdown: Drawdown | None


class UserUsage(_Output):
    """What all accounts together have used of the user's limits."""

    figures: list[Figure]


class ExposureOfSymbol(_Output):
    """What one symbol of one account is worth: held, and with everything that may still fill in the worst order."""

    account_id: UUID
    symbol: str
    side: Literal["buy", "sell"]
    notional: DecimalOut | None
    reserved: DecimalOut | None
    share: DecimalOut | None


class Risk(_Output):
    """Limits, switches (released ones too), the use of each account and of all together, and exposure by symbol.

    `is_live` says that an executor told the figures; otherwise they are what the database knows, without live orders.
    """

    user: Limits
    accounts: dict[UUID, Limits]
    kill_switch: list[KillSwitch]
    usage: list[Usage]
    usage_user: UserUsage
    exposure: list[ExposureOfSymbol]
    is_live: bool
