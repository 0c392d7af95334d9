"""Show the trader's broker accounts with what they are worth now."""

from __future__ import annotations

from uuid import UUID

from tradewright.features.brokerage import history_store, store
from tradewright.features.brokerage.errors import AccountNotFound
from tradewright.features.brokerage.verbs.value_account import AccountView, Mark, value_account
from tradewright.platform.context import Context


async def list_accounts(cx: Context, mark: Mark) -> list[AccountView]:
    """Return every account, oldest first, closed ones too."""
    async with cx.transaction() as tx:
        accounts = await store.list_accounts(tx, cx.user_id)
        holdings = await history_store.list_holdings(tx, cx.user_id)
    now = cx.now
    return [
        value_account(
            account, [held for owner, held in holdings if owner == account.account_id], mark, now=now
        )
        for account in accounts
    ]


async def get_account(cx: Context, account_id: UUID, mark: Mark) -> AccountView:
    """Return one account. Raises AccountNotFound."""
    async with cx.transaction() as tx:
        account = await store.find_account(tx, cx.user_id, account_id)
        holdings = await history_store.list_holdings(tx, cx.user_id)
    if account is None:
        raise AccountNotFound("There is no such broker account.", account_id=str(account_id))
    held = [position for owner, position in holdings if owner == account.account_id]
    return value_account(account, held, mark, now=cx.now)
