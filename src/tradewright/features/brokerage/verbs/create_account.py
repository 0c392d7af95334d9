"""Open a broker account: the account, its book and its first equity point in one commit."""

from __future__ import annotations

from tradewright.features.brokerage import store
from tradewright.features.brokerage.account import Account
from tradewright.features.brokerage.documents import account_document
from tradewright.features.brokerage.errors import AccountsExhausted
from tradewright.features.brokerage.paper_config import PaperConfig
from tradewright.features.brokerage.verbs.value_account import AccountView
from tradewright.kernel.ids import AccountId
from tradewright.kernel.money import ZERO
from tradewright.platform import audit, outbox
from tradewright.platform.context import Context
from tradewright.platform.db import Tx
from tradewright.platform.outbox import Event

ACCOUNTS_MAX = 50
"""Broker accounts of one trader; every one of them is work for the executor at each price change."""
FIRST_LABEL = "Paper account"


async def create_account(
    cx: Context, *, label: str, timezone: str = "UTC", config: PaperConfig | None = None
) -> AccountView:
    """Open a paper account and return it. Raises AccountsExhausted."""
    async with cx.transaction() as tx:
        view = await _open(tx, cx, label=label, timezone=timezone, config=config or PaperConfig())
    await outbox.wake(cx.bus)
    return view


async def open_first_account(tx: Tx, cx: Context) -> None:
    """Give a trader who just signed up a paper account, in the commit that makes them."""
    await _open(tx, cx, label=FIRST_LABEL, timezone="UTC", config=PaperConfig())


async def refuse_too_many(tx: Tx, cx: Context) -> None:
    """Raise AccountsExhausted for a trader who may open no more; the control row must be locked."""
    if await store.count_accounts(tx, cx.user_id) >= ACCOUNTS_MAX:
        raise AccountsExhausted(
            "You have as many broker accounts as we allow.", limit="accounts", maximum=ACCOUNTS_MAX
        )


async def _open(tx: Tx, cx: Context, *, label: str, timezone: str, config: PaperConfig) -> AccountView:
    now = cx.now
    account = Account(
        account_id=AccountId(cx.new_id()),
        broker="paper",
        label=label.strip(),
        environment="paper",
        currency="USD",
        timezone=timezone,
        status="active",
        config=config,
        created_at=now,
        starting_cash=config.starting_cash,
        realised=ZERO,
        fees=ZERO,
        trading_day=None,
        day_equity_start=None,
    )
    view = AccountView(account, equity=account.cash, day_pnl=ZERO, unrealised_pnl=ZERO)
    document = account_document(view)

    # The control row is locked by the bump, so two that are opened at once are counted one after the other.
    await store.bump_epoch(tx, cx.user_id)
    await refuse_too_many(tx, cx)
    await store.insert_account(tx, cx.user_id, account)
    await audit.record(
        tx, cx, action="account.created", subject=f"account:{account.account_id}", after=document
    )
    await outbox.add(tx, cx.user_id, [Event("account.changed", document)])
    return view
