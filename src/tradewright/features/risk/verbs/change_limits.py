"""Change limits: of the user, of accounts, or both at once, governing the executor's very next decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from tradewright.domain.trading.documents import limits_to_document
from tradewright.domain.trading.risk.loosening import loosens
from tradewright.domain.trading.signal import RiskLimits
from tradewright.features.brokerage import AccountNotFound
from tradewright.features.risk import store
from tradewright.features.risk.documents import limits_document
from tradewright.features.risk.store import LimitsKept, Scope
from tradewright.kernel.ids import AccountId
from tradewright.platform import audit, outbox
from tradewright.platform.context import Context

LimitChange = Mapping[str, Any]
"""Fields of `RiskLimits` to set; None takes that limit away, a field that is not there stays as it is."""


async def change_limits(
    cx: Context, *, user: LimitChange | None, accounts: Mapping[AccountId, LimitChange]
) -> LimitsKept:
    """Set what is given, leave the rest, and return the limits that hold now.

    Raises AccountNotFound when one account is not this user's, RiskScopeRequired when a key that may only trade would
    loosen one of them; either way nothing changes.
    """
    now = cx.now
    async with cx.transaction() as tx:
        await store.bump_epoch(tx, cx.user_id)
        before = await store.load_limits(tx, cx.user_id)
        known = set(await store.list_account_ids(tx, cx.user_id))
        changes = _plan(cx, before, user=user, accounts=accounts, known=known)
        if any(loosens(change.before, change.after) for change in changes):
            cx.require_risk()
        for change in changes:
            await store.save_limits(
                tx, cx.user_id, scope=change.scope, scope_id=change.scope_id, limits=change.after, now=now
            )
            await audit.record(
                tx,
                cx,
                action="risk.limits_changed",
                subject=f"{change.scope}:{change.scope_id}",
                before=limits_to_document(change.before),
                after=limits_to_document(change.after),
            )
        after = await store.load_limits(tx, cx.user_id)
        await outbox.add(tx, cx.user_id, [outbox.Event("risk.changed", limits_document(after))])
    await outbox.wake(cx.bus)
    return after


@dataclass(frozen=True, slots=True)
class _Change:
    scope: Scope
    scope_id: UUID
    before: RiskLimits
    after: RiskLimits


def _plan(
    cx: Context,
    kept: LimitsKept,
    *,
    user: LimitChange | None,
    accounts: Mapping[AccountId, LimitChange],
    known: set[AccountId],
) -> list[_Change]:
    changes: list[_Change] = []
    if user is not None:
        changes.append(_Change("user", cx.user_id, kept.user, replace(kept.user, **user)))
    for account_id, change in accounts.items():
        if account_id not in known:
            raise AccountNotFound(f"You have no account {account_id}.", account_id=str(account_id))
        own = kept.accounts.get(account_id, RiskLimits())
        changes.append(_Change("account", account_id, own, replace(own, **change)))
    return changes
