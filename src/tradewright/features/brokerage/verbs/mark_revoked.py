"""Mark an account whose key the venue refuses, where that is heard first: in the executor."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tradewright.features.brokerage import history_store, link_store, store
from tradewright.features.brokerage.documents import account_document
from tradewright.features.brokerage.verbs.value_account import value_account
from tradewright.kernel.ids import AccountId, UserId, new_uuid7
from tradewright.platform import audit, outbox
from tradewright.platform.bus import Bus
from tradewright.platform.context import SystemActor
from tradewright.platform.db import Database
from tradewright.platform.outbox import Event

REASON_LENGTH_MAX = 300


async def mark_revoked(
    db: Database,
    bus: Bus,
    user_id: UserId,
    account_id: AccountId,
    *,
    reason: str,
    now: datetime,
    key_mark: str | None = None,
) -> bool:
    """Disconnect the account and tell its trader; False when that was done before, so it may be called for every refusal.

    `reason` is the venue's words; `key_mark` tells which key they were about: the trader may have given another since
    (None: whichever it is). `db` is logged in as the executor, which holds the user's shard.
    """
    async with db.acting([user_id]) as tx:
        account = await store.find_account(tx, user_id, account_id)
        if account is None or account.link is None or account.status != "active":
            return False
        reason = reason[:REASON_LENGTH_MAX]
        if not await link_store.mark_link_revoked(
            tx, user_id, account_id, reason=reason, key_mark=key_mark, now=now
        ):
            return False
        link = replace(account.link, status="revoked", can_trade=False, reason=reason, checked_at=now)
        after = replace(account, status="disconnected", link=link)
        held = [one for owner, one in await history_store.list_holdings(tx, user_id) if owner == account_id]
        document = account_document(value_account(after, held, lambda _: None, now=now))
        await audit.record_for(
            tx,
            user_id=user_id,
            actor=SystemActor("executor"),
            audit_id=new_uuid7(),
            at=now,
            action="account.revoked",
            subject=f"account:{UUID(int=account_id.int)}",
            before={"status": account.status},
            after={"status": after.status, "reason": reason},
        )
        await outbox.add(tx, user_id, [Event("account.changed", document)])
    await outbox.wake(bus)
    return True
