"""Stop everything, or let it go on: the kill switch of the user or of one account.

It needs nothing but the database: the switch row and the bumped epoch govern the executor's next decision
however long the executor, the bus or the venue has been away. Pressing twice changes nothing the second
time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, assert_never
from uuid import UUID

from tradewright.domain.trading.documents import intent_to_json
from tradewright.domain.trading.signal import Intent
from tradewright.features.brokerage import AccountNotFound
from tradewright.features.risk import store
from tradewright.features.risk.documents import kill_switch_document
from tradewright.features.risk.store import KillSwitch, Level, Scope
from tradewright.kernel.ids import AccountId, SignalId
from tradewright.platform import audit, outbox
from tradewright.platform.bus import subjects
from tradewright.platform.context import Context
from tradewright.platform.db import Tx

KillAction = Literal["pause_entries", "flatten", "release"]
_AUDITED: dict[KillAction, str] = {
    "pause_entries": "kill_switch.paused",
    "flatten": "kill_switch.flattened",
    "release": "kill_switch.released",
}


@dataclass(frozen=True, slots=True)
class Pressed:
    """The switch as it stands, and the flatten signals this press wrote (none when they waited already)."""

    switch: KillSwitch
    signal_ids: list[SignalId]


async def press_kill_switch(
    cx: Context, *, account_id: AccountId | None, action: KillAction, reason: str
) -> Pressed:
    """Set the switch of one account, or of the whole user when `account_id` is None.

    `pause_entries` refuses every order that opens or adds; `flatten` does that and asks for everything to be
    cancelled and closed; `release` allows entries again, in this scope only. Raises AccountNotFound.
    """
    now = cx.now
    scope: Scope = "user" if account_id is None else "account"
    scope_id: UUID = account_id or cx.user_id
    async with cx.transaction() as tx:
        # First of all, so that two presses queue up here and the second finds what the first wrote.
        await store.bump_epoch(tx, cx.user_id)
        accounts = await store.list_account_ids(tx, cx.user_id)
        if account_id is not None and account_id not in accounts:
            raise AccountNotFound(f"You have no account {account_id}.", account_id=str(account_id))
        before = await store.find_kill_switch(tx, cx.user_id, scope=scope, scope_id=scope_id)
        switch = _switch(
            before,
            scope=scope,
            scope_id=scope_id,
            level=_level(action),
            reason=reason,
            set_by=str(cx.actor),
            now=now,
        )
        await store.save_kill_switch(tx, cx.user_id, switch)
        targets = accounts if account_id is None else [account_id]
        written, shards = await _ask_to_flatten(cx, tx, targets, now) if action == "flatten" else ([], set())
        document = kill_switch_document(switch)
        await audit.record(
            tx,
            cx,
            action=_AUDITED[action],
            subject=f"{scope}:{scope_id}",
            before=kill_switch_document(before) if before else None,
            after={**document, "signals": [str(signal_id) for signal_id in written]},
        )
        await outbox.add(tx, cx.user_id, [outbox.Event("kill_switch.changed", document)])
    await outbox.wake(cx.bus)
    for shard in shards:
        await cx.bus.publish(subjects.wake_shard(shard))
    return Pressed(switch, written)


def _level(action: KillAction) -> Level:
    match action:
        case "pause_entries" | "flatten":
            return "entries_paused"
        case "release":
            return "none"
        case _ as never:
            assert_never(never)


def _switch(
    before: KillSwitch | None,
    *,
    scope: Scope,
    scope_id: UUID,
    level: Level,
    reason: str,
    set_by: str,
    now: datetime,
) -> KillSwitch:
    """Return the switch after the press; a press that changes nothing keeps who set it, when and why."""
    if before is not None and before.level == level and reason in ("", before.reason):
        return before
    return KillSwitch(scope=scope, scope_id=scope_id, level=level, reason=reason, set_by=set_by, set_at=now)


async def _ask_to_flatten(
    cx: Context, tx: Tx, accounts: list[AccountId], now: datetime
) -> tuple[list[SignalId], set[int]]:
    written: list[SignalId] = []
    shards: set[int] = set()
    for account_id in accounts:
        signal_id = SignalId(cx.new_id())
        shard = await store.insert_flatten_signal(
            tx,
            cx.user_id,
            account_id,
            signal_id=signal_id,
            correlation_id=cx.correlation_id,
            intent=intent_to_json(Intent(action="flatten", symbol=None)),
            now=now,
        )
        if shard is not None:
            written.append(signal_id)
            shards.add(shard)
    return written, shards
