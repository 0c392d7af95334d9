"""Which account and which instrument a request means; checked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from tradewright.features.brokerage import AccountNotFound
from tradewright.features.orders import store
from tradewright.features.orders.errors import AccountNotActive
from tradewright.features.orders.rows import AccountChoice
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.ids import AccountId, UserId
from tradewright.platform.db import Tx

ACCOUNTS_NAMED_MAX = 5
"""How many choices a message lists; with more, a person looks at the list of accounts anyway."""


async def choose_account(
    tx: Tx, user_id: UserId, *, account_id: AccountId | None, broker: str | None
) -> AccountId:
    """Return the account that is meant: the one named, or the only active one (at `broker`).

    Raises AccountNotFound, AccountNotActive, or Invalid naming the choices when there is not exactly one.
    """
    if account_id is None:
        return _only_one(await store.list_accounts(tx, user_id), broker=broker)
    account = await get_account(tx, user_id, account_id)
    if broker is not None and account.broker != broker:
        message = f"Account {account_id} is at {account.broker}; leave broker out or say {account.broker!r}."
        raise Invalid(message, faults=(Fault("$.broker", "matches_account", message, broker),))
    if account.status != "active":
        raise AccountNotActive(
            f"Account {account.label!r} is {account.status} and takes no orders.",
            account_id=str(account_id),
            status=account.status,
        )
    return account_id


async def get_account(tx: Tx, user_id: UserId, account_id: AccountId) -> AccountChoice:
    """Return the account. Raises AccountNotFound."""
    account = await store.find_account(tx, user_id, account_id)
    if account is None:
        raise AccountNotFound(f"You have no account {account_id}.", account_id=str(account_id))
    return account


async def require_instrument(
    tx: Tx, user_id: UserId, account_id: AccountId, symbol: str, *, path: str = "$.symbol"
) -> None:
    """Raise Invalid, naming what comes near, unless `symbol` is an instrument where the account is."""
    if await store.has_instrument(tx, user_id, account_id, symbol):
        return
    near = get_close_matches(symbol, await store.list_symbols(tx), n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "GET /instruments lists what can be traded."
    message = f"No instrument is called {symbol!r}; {hint}"
    raise Invalid(message, faults=(Fault(path, "known_symbol", message, symbol),))


def _only_one(accounts: Sequence[AccountChoice], *, broker: str | None) -> AccountId:
    at = f" at {broker}" if broker is not None else ""
    choices = [one for one in accounts if one.status == "active" and broker in (None, one.broker)]
    if len(choices) == 1:
        return choices[0].account_id
    if choices:
        message = f"You have {len(choices)} active accounts{at}; say which in account_id: {_named(choices)}."
        raise Invalid(message, faults=(Fault("$.account_id", "required", message),))
    others = [one for one in accounts if one.status == "active"]
    hint = f"; you have: {_named(others)}" if others else "; add one with POST /accounts"
    message = f"You have no active account{at}{hint}."
    raise Invalid(message, faults=(Fault("$.broker", "has_active_account", message, broker),))


def _named(accounts: Sequence[AccountChoice]) -> str:
    listed = ", ".join(
        f"{one.account_id} ({one.label}, {one.broker})" for one in accounts[:ACCOUNTS_NAMED_MAX]
    )
    return f"{listed}, …" if len(accounts) > ACCOUNTS_NAMED_MAX else listed
