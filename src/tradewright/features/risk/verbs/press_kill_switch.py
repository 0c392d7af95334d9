"""Stop everything, or let it go on: the kill switch of the user or of one account.

It needs nothing but the database: the switch row and the bumped epoch govern the executor's next decision however long the
executor, the bus or the venue has been away, and what must be cancelled or closed waits there as signals do. A press raises
the level, only a release lowers it; pressing twice changes nothing the second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, assert_never
from uuid import UUID

from tradewright.domain.trading.documents import intent_to_json
from tradewright.domain.trading.risk import SwitchLevel
from tradewright.domain.trading.risk.switch import stricter
from tradewright.domain.trading.signal import Intent
from tradewright.features.brokerage import AccountNotFound
from tradewright.features.risk import store
from tradewright.features.risk.documents import kill_switch_document
from tradewright.features.risk.errors import SwitchLocked
from tradewright.features.risk.store import KillAction, KillSwitch, Press, Scope
from tradewright.kernel.ids import AccountId, SignalId
from tradewright.platform import audit, outbox
from tradewright.platform.bus import subjects
from tradewright.platform.context import Context
from tradewright.platform.db import Tx

_AUDITED: dict[KillAction, str] = {
    "pause_entries": "kill_switch.paused",
    "reduce_only": "kill_switch.reduced",
    "halt": "kill_switch.halted",
    "flatten": "kill_switch.flattened",
    "release": "kill_switch.released",
}


@dataclass(frozen=True, slots=True)
class FlattenPolicy:
    """What a flatten leaves alone: long positions without leverage, orders in symbols where nothing is closed."""

    positions: Literal["all", "keep_spot"] = "all"
    resting: Literal["cancel", "keep"] = "cancel"


@dataclass(frozen=True, slots=True)
class Pressed:
    """The switch as it stands, and the signals this press wrote (none when they waited already)."""

    switch: KillSwitch
    signal_ids: list[SignalId]


async def press_kill_switch(
    cx: Context,
    *,
    account_id: AccountId | None,
    action: KillAction,
    reason: str,
    policy: FlattenPolicy | None = None,
    lock_minutes: int | None = None,
) -> Pressed:
    """Press the switch of one account, or of the whole user when `account_id` is None.

    `pause_entries` refuses every order that opens or adds; `reduce_only` cancels resting entries as well; `halt` leaves
    exits to a person's own hand; `flatten` is reduce_only and asks for everything to be cancelled and closed; `release`
    lets all go on, in this scope only. `lock_minutes` keeps anybody but the operator from releasing it so long.
    Raises AccountNotFound and SwitchLocked, and RiskScopeRequired for a release by a key that may only trade.
    """
    if action == "release":
        cx.require_risk()
    scope: Scope = "user" if account_id is None else "account"
    scope_id: UUID = account_id or cx.user_id
    async with cx.transaction() as tx:
        # First of all, so that two presses queue up here and the second finds what the first wrote.
        await store.bump_epoch(tx, cx.user_id)
        now = (
            cx.now
        )  # of whoever has his turn: what a release takes back is told by the time it was asked for
        accounts = await store.list_account_ids(tx, cx.user_id)
        if account_id is not None and account_id not in accounts:
            raise AccountNotFound(f"You have no account {account_id}.", account_id=str(account_id))
        before = await store.find_kill_switch(tx, cx.user_id, scope=scope, scope_id=scope_id)
        pressed = KillSwitch(
            scope=scope,
            scope_id=scope_id,
            level=_level(before, action, now),
            reason=reason,
            set_by=str(cx.actor),
            set_at=now,
            locked_until=_lock(before, action, lock_minutes, now),
        )
        switch = pressed if before is None or _differs(before, pressed) else before
        await store.save_kill_switch(tx, cx.user_id, switch)
        targets = accounts if account_id is None else [account_id]
        intent = _intent(action, policy or FlattenPolicy(), scope_id)
        written, shards = ([], set()) if intent is None else await _ask(cx, tx, targets, intent, now)
        await _record(
            cx, tx, before, switch, action=action, reason=reason, policy=policy, written=written, now=now
        )
    await outbox.wake(cx.bus)
    for shard in shards:
        await cx.bus.publish(subjects.wake_shard(shard))
    return Pressed(switch, written)


def _level(before: KillSwitch | None, action: KillAction, now: datetime) -> SwitchLevel:
    level: SwitchLevel = "none" if before is None else before.level
    match action:
        case "pause_entries":
            return stricter(level, "entries_paused")
        case "reduce_only" | "flatten":
            return stricter(level, "reduce_only")
        case "halt":
            return stricter(level, "halted")
        case "release":
            if before is not None and before.locked_until is not None and now < before.locked_until:
                words = f"The kill switch is locked until {before.locked_until:%Y-%m-%d %H:%M} UTC."
                raise SwitchLocked(words, locked_until=before.locked_until.isoformat())
            return "none"
        case _ as never:
            assert_never(never)


def _lock(
    before: KillSwitch | None, action: KillAction, minutes: int | None, now: datetime
) -> datetime | None:
    """Return until when the switch stays locked: a press may lengthen a lock and never shortens it."""
    kept = None if before is None or before.locked_until is None else max(before.locked_until, now)
    kept = None if kept == now else kept
    if action == "release" or minutes is None:
        return kept
    wanted = now + timedelta(minutes=minutes)
    return wanted if kept is None else max(wanted, kept)


def _differs(before: KillSwitch, after: KillSwitch) -> bool:
    """Whether the press changed anything; one that does not keeps who set the switch, when and why."""
    if (before.level, before.locked_until) != (after.level, after.locked_until):
        return True
    return after.reason not in ("", before.reason)


def _intent(action: KillAction, policy: FlattenPolicy, scope_id: UUID) -> Intent | None:
    match action:
        case "reduce_only" | "halt":
            return Intent("cancel", None, pressed_in=scope_id)
        case "flatten":
            return Intent(
                "flatten",
                None,
                keep_spot=policy.positions == "keep_spot",
                keep_resting=policy.resting == "keep",
                pressed_in=scope_id,
            )
        case "pause_entries" | "release":
            return None
        case _ as never:
            assert_never(never)


async def _ask(
    cx: Context, tx: Tx, accounts: list[AccountId], intent: Intent, now: datetime
) -> tuple[list[SignalId], set[int]]:
    written: list[SignalId] = []
    shards: set[int] = set()
    for account_id in accounts:
        signal_id = SignalId(cx.new_id())
        shard = await store.insert_switch_signal(
            tx,
            cx.user_id,
            account_id,
            signal_id=signal_id,
            correlation_id=cx.correlation_id,
            intent=intent_to_json(intent),
            now=now,
        )
        if shard is not None:
            written.append(signal_id)
            shards.add(shard)
    return written, shards


async def _record(
    cx: Context,
    tx: Tx,
    before: KillSwitch | None,
    switch: KillSwitch,
    *,
    action: KillAction,
    reason: str,
    policy: FlattenPolicy | None,
    written: list[SignalId],
    now: datetime,
) -> None:
    """Write who pressed what and when: in the log of presses, in the audit, and as an event."""
    told = policy or FlattenPolicy()
    press = Press(
        scope=switch.scope,
        scope_id=switch.scope_id,
        action=action,
        level_before="none" if before is None else before.level,
        level=switch.level,
        reason=reason,
        policy={"positions": told.positions, "resting": told.resting} if action == "flatten" else None,
        locked_until=switch.locked_until,
        pressed_by=str(cx.actor),
        signals=len(written),
        pressed_at=now,
    )
    await store.log_press(tx, cx.user_id, cx.new_id(), press)
    document = kill_switch_document(switch)
    await audit.record(
        tx,
        cx,
        action=_AUDITED[action],
        subject=f"{switch.scope}:{switch.scope_id}",
        before=kill_switch_document(before) if before else None,
        after={**document, "signals": [str(signal_id) for signal_id in written]},
    )
    await outbox.add(tx, cx.user_id, [outbox.Event("kill_switch.changed", document)])
