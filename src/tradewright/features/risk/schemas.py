"""The shapes of limits and kill switches on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tradewright.platform.http import DecimalOut, PositiveDecimal

COUNT_MAX = 1_000_000
"""More trades or positions than anyone has; keeps the number inside its column."""

Count = Annotated[int, Field(ge=0, le=COUNT_MAX, strict=True)]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Output(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LimitsInput(_Input):
    """Limits to set: null takes one away, one that is left out stays as it is. Money in account currency."""

    loss_daily_max: PositiveDecimal | None = None
    trades_daily_max: Count | None = None
    positions_max: Count | None = None
    order_notional_max: PositiveDecimal | None = None

    def changes(self) -> dict[str, Any]:
        """Return the fields that were sent."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class RiskInput(_Input):
    """Limits of the user, of accounts by id, or both; scopes that are left out stay as they are."""

    user: LimitsInput | None = None
    accounts: dict[UUID, LimitsInput] = Field(default_factory=dict)


class KillSwitchInput(_Input):
    """Which switch, and what to do with it."""

    scope: Literal["user", "account"]
    account_id: UUID | None = None
    action: Literal["pause_entries", "flatten", "release"]
    reason: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{0,200}$")] = ""


class Limits(_Output):
    """Limits of one scope; null means that the scope sets no such limit."""

    loss_daily_max: DecimalOut | None
    trades_daily_max: int | None
    positions_max: int | None
    order_notional_max: DecimalOut | None


class KillSwitch(_Output):
    """Where one switch stands, why, by whom and since when."""

    scope: Literal["user", "account"]
    scope_id: UUID
    level: Literal["none", "entries_paused"]
    reason: str
    set_by: str
    set_at: datetime


class KillSwitchPressed(KillSwitch):
    """The switch as it stands, with the flatten signals this press wrote (none when they waited already)."""

    signal_ids: list[UUID]


class Usage(_Output):
    """What one account has used of its limits today; `loss_daily` is null while a held symbol has no price."""

    account_id: UUID
    loss_daily: DecimalOut | None
    trades_daily: int
    positions: int


class Risk(_Output):
    """Limits, switches (released ones too) and today's use of each account."""

    user: Limits
    accounts: dict[UUID, Limits]
    kill_switch: list[KillSwitch]
    usage: list[Usage]
