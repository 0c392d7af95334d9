"""Unlink an account: its key is forgotten, its history stays."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from tradewright.features.brokerage import history_store, link_store, store
from tradewright.features.brokerage.documents import account_document
from tradewright.features.brokerage.errors import AccountNotFound, OrdersAlive
from tradewright.features.brokerage.events import switched
from tradewright.features.brokerage.verbs.value_account import AccountView, Mark, value_account
from tradewright.platform import audit, outbox
from tradewright.platform.context import Context
from tradewright.platform.outbox import Event


async def unlink_account(cx: Context, account_id: UUID, mark: Mark, *, is_forced: bool) -> AccountView:
    """Close the account and forget its key. Orders at the venue stay there: without `is_forced`, OrdersAlive tells of them.

    Raises AccountNotFound.
    """
    async with cx.transaction() as tx:
        await store.bump_epoch(tx, cx.user_id)
        if not await store.lock_account(tx, cx.user_id, account_id):
            raise AccountNotFound("There is no such broker account.", account_id=str(account_id))
        before = await store.find_account(tx, cx.user_id, account_id)
        if before is None:
            raise AssertionError("an account that is locked has no book")
        alive = await store.count_live_orders(tx, cx.user_id, account_id)
        if alive and not is_forced:
            raise OrdersAlive("Orders of this account are alive; they would go on without us.", orders=alive)
        after = replace(before, status="closed", link=None)
        await link_store.set_credential(tx, cx.user_id, account_id, None)
        await link_store.delete_link(tx, cx.user_id, account_id)
        await store.update_account(tx, cx.user_id, after)
        held = [
            one for owner, one in await history_store.list_holdings(tx, cx.user_id) if owner == account_id
        ]
        view = value_account(after, held, mark, now=cx.now)
        await audit.record(
            tx,
            cx,
            action="account.unlinked",
            subject=f"account:{account_id}",
            before={"status": before.status, "link": before.link.document() if before.link else None},
            after={"status": "closed", "orders_alive": alive},
        )
        await outbox.add(tx, cx.user_id, [Event("account.changed", account_document(view)), switched(after)])
    await outbox.wake(cx.bus)
    return view
