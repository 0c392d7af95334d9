"""Rows of limits, switches and account books, and their translation to and from what the verbs speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from tradewright.domain.trading.book import AccountBook, DayBook
from tradewright.domain.trading.day import ZoneChange
from tradewright.domain.trading.documents import limits_from_document, limits_to_document
from tradewright.domain.trading.market import PLATFORM
from tradewright.domain.trading.position import Position
from tradewright.domain.trading.risk import SwitchLevel
from tradewright.domain.trading.signal import RiskLimits
from tradewright.kernel.ids import AccountId, CorrelationId, SignalId, UserId
from tradewright.platform.db import Tx, statements

Scope = Literal["user", "account"]
KillAction = Literal["pause_entries", "reduce_only", "halt", "flatten", "release"]

_sql = statements(__package__)


@dataclass(frozen=True, slots=True)
class LimitsKept:
    """Limits of the user and of each account that has any."""

    user: RiskLimits
    accounts: Mapping[AccountId, RiskLimits]


@dataclass(frozen=True, slots=True)
class KillSwitch:
    """Where one switch stands, why, by whom (`str(actor)`; "operator" for the platform's) and since when."""

    scope: Scope | Literal["platform"]
    scope_id: UUID
    level: SwitchLevel
    reason: str
    set_by: str
    set_at: datetime
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a switch, as the log keeps it; `signals` counts the requests to the executor it wrote."""

    scope: Scope | Literal["platform"]
    scope_id: UUID
    action: KillAction | Literal["unlock"]
    level_before: SwitchLevel
    level: SwitchLevel
    reason: str
    policy: dict[str, Any] | None
    locked_until: datetime | None
    pressed_by: str
    signals: int
    pressed_at: datetime


@dataclass(frozen=True, slots=True)
class DayPeak:
    """The highest equity of an account on its present trading day, and the last one noted."""

    peak: Decimal
    last: Decimal


async def bump_epoch(tx: Tx, user_id: UserId) -> int:
    """Make this change govern the executor's very next decision; call it before reading what is changed."""
    return int(await _sql.bump_epoch(tx, user_id=user_id))


async def load_limits(tx: Tx, user_id: UserId) -> LimitsKept:
    user, accounts = RiskLimits(), {}
    async for row in _sql.list_limits(tx, user_id=user_id):
        limits = limits_from_document(row["document"])
        if row["scope"] == "user":
            user = limits
        else:
            accounts[AccountId(row["scope_id"])] = limits
    return LimitsKept(user, accounts)


async def save_limits(
    tx: Tx, user_id: UserId, *, scope: Scope, scope_id: UUID, limits: RiskLimits, now: datetime
) -> None:
    await _sql.save_limits(
        tx,
        user_id=user_id,
        scope=scope,
        scope_id=scope_id,
        document=limits_to_document(limits),
        loss_daily_max=limits.loss_daily_max,
        trades_daily_max=limits.trades_daily_max,
        positions_max=limits.positions_max,
        order_notional_max=limits.order_notional_max,
        now=now,
    )


async def list_kill_switches(tx: Tx, user_id: UserId) -> list[KillSwitch]:
    """Return every switch ever set, released ones too; the operator's comes first."""
    platform = await _sql.find_platform_switch(tx)
    own = [_kill_switch(row) async for row in _sql.list_kill_switches(tx, user_id=user_id)]
    return [_kill_switch(platform), *own] if platform else own


async def find_kill_switch(tx: Tx, user_id: UserId, *, scope: Scope, scope_id: UUID) -> KillSwitch | None:
    row = await _sql.find_kill_switch(tx, user_id=user_id, scope=scope, scope_id=scope_id)
    return _kill_switch(row) if row else None


async def save_kill_switch(tx: Tx, user_id: UserId, switch: KillSwitch) -> None:
    await _sql.save_kill_switch(
        tx,
        user_id=user_id,
        scope=switch.scope,
        scope_id=switch.scope_id,
        level=switch.level,
        reason=switch.reason,
        set_by=switch.set_by,
        now=switch.set_at,
        locked_until=switch.locked_until,
    )


async def log_press(tx: Tx, user_id: UserId, log_id: UUID, press: Press) -> None:
    await _sql.insert_press(
        tx,
        user_id=user_id,
        log_id=log_id,
        scope=press.scope,
        scope_id=press.scope_id,
        action=press.action,
        level_before=press.level_before,
        level=press.level,
        reason=press.reason,
        policy=press.policy,
        locked_until=press.locked_until,
        pressed_by=press.pressed_by,
        signals=press.signals,
        now=press.pressed_at,
    )


async def list_presses(tx: Tx, user_id: UserId, *, at_most: int) -> list[Press]:
    """Return the newest presses of this trader and of the operator, newest first."""
    return [Press(**row) async for row in _sql.list_presses(tx, user_id=user_id, at_most=at_most)]


async def list_day_peaks(tx: Tx, user_id: UserId, *, now: datetime) -> dict[AccountId, DayPeak]:
    return {
        AccountId(row["account_id"]): DayPeak(row["peak"], row["last"])
        async for row in _sql.list_day_peaks(tx, user_id=user_id, now=now)
    }


async def get_shard(tx: Tx, user_id: UserId) -> int:
    return int(await _sql.find_shard(tx, user_id=user_id))


async def list_account_ids(tx: Tx, user_id: UserId) -> list[AccountId]:
    """Return the accounts that may still hold something: all but closed ones."""
    return [AccountId(row["account_id"]) async for row in _sql.list_accounts(tx, user_id=user_id)]


async def list_books(tx: Tx, user_id: UserId) -> list[AccountBook]:
    """Return the books of every account that is not closed, with their open positions and without orders."""
    positions: dict[AccountId, dict[str, Position]] = {}
    async for row in _sql.list_open_positions(tx, user_id=user_id):
        positions.setdefault(AccountId(row["account_id"]), {})[row["symbol"]] = _position(row)
    return [
        _book(row, user_id, positions.get(AccountId(row["account_id"]), {}))
        async for row in _sql.list_books(tx, user_id=user_id)
    ]


async def insert_switch_signal(
    tx: Tx,
    user_id: UserId,
    account_id: AccountId,
    *,
    signal_id: SignalId,
    correlation_id: CorrelationId,
    intent: dict[str, Any],
    now: datetime,
) -> int | None:
    """Ask for what rests to be cancelled, or for everything to be cancelled and closed; return the shard to wake.

    None when such a request of the same switch waits there already.
    """
    shard: int | None = await _sql.insert_switch_signal(
        tx,
        user_id=user_id,
        signal_id=signal_id,
        account_id=account_id,
        correlation_id=correlation_id,
        intent=intent,
        action=intent["action"],
        now=now,
    )
    return shard


def _kill_switch(row: Any) -> KillSwitch:
    return KillSwitch(
        scope=row["scope"],
        scope_id=row["scope_id"],
        level=row["level"],
        reason=row["reason"],
        set_by=row["set_by"],
        set_at=row["set_at"],
        locked_until=row["locked_until"],
    )


def _book(row: Any, user_id: UserId, positions: Mapping[str, Position]) -> AccountBook:
    day = None
    if row["trading_day"] is not None:
        day = DayBook(row["trading_day"], row["day_equity_start"], row["day_trades"])
    return AccountBook(
        account_id=AccountId(row["account_id"]),
        user_id=user_id,
        currency=row["currency"],
        timezone=row["timezone"],
        zone_change=None
        if row["timezone_before"] is None
        else ZoneChange(row["timezone_before"], row["timezone_from"]),
        starting_cash=row["starting_cash"],
        realised=row["realised"],
        fees=row["fees"],
        positions=positions,
        day=day,
        venue=PLATFORM if row["broker"] == PLATFORM else f"{row['broker']}:{row['environment']}",
    )


def _position(row: Any) -> Position:
    return Position(
        symbol=row["symbol"],
        quantity=row["quantity"],
        average_price=row["average_price"],
        realised=row["realised"],
        fees=row["fees"],
        multiplier=row["multiplier"],
        opened_at=row["opened_at"],
    )
