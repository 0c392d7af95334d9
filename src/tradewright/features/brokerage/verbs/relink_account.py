"""Give a linked account another key, or look again at what its present one may do."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from tradewright.domain.trading.ports.linking import Credential, Linkers
from tradewright.features.brokerage import history_store, link_store, store
from tradewright.features.brokerage.account import Account, AccountStatus
from tradewright.features.brokerage.credentials import open_credential, seal_credential
from tradewright.features.brokerage.documents import account_document
from tradewright.features.brokerage.errors import (
    AccountNotFound,
    AnotherAccount,
    CredentialNotAccepted,
    NotLinked,
)
from tradewright.features.brokerage.events import switched
from tradewright.features.brokerage.inspecting import Door, inspect, refusal_of
from tradewright.features.brokerage.links import Link
from tradewright.features.brokerage.verbs.value_account import AccountView, Mark, value_account
from tradewright.platform import audit, outbox
from tradewright.platform.context import Context
from tradewright.platform.outbox import Event


async def relink_account(
    cx: Context, venues: Linkers, account_id: UUID, credential: Credential, mark: Mark
) -> AccountView:
    """Put a new key in the place of the old one. Raises AnotherAccount, NotLinked, and as linking does."""
    account, _ = await _linked(cx, account_id)
    door = door_of(account)
    inspection = await inspect(cx, venues, door, credential)
    refusal = refusal_of(inspection)
    if refusal is not None:
        raise refusal
    link = Link.of(credential, inspection, now=cx.now, base_url=door.base_url)
    known = account.link.venue_account if account.link else None
    if known is not None and link.venue_account != known:
        raise AnotherAccount("This key is of another account at the venue.", account_id=str(account_id))
    return await _keep(cx, account, link, mark, action="account.relinked", credential=credential)


async def check_account(cx: Context, venues: Linkers, account_id: UUID, mark: Mark) -> AccountView:
    """Try the account's key again and return the account with what was found; a dead key marks it.

    Raises NotLinked, VenueSilent.
    """
    account, sealed = await _linked(cx, account_id)
    if sealed is None or account.link is None:
        raise NotLinked("This account has no key to check.", account_id=str(account_id))
    credential = open_credential(cx.vault, sealed, cx.user_id)
    door = door_of(account)
    try:
        inspection = await inspect(cx, venues, door, credential)
    except CredentialNotAccepted as error:
        reason = error.faults[0].message if error.faults else error.detail
        dead = replace(account.link, status="revoked", can_trade=False, reason=reason, checked_at=cx.now)
        return await _keep(cx, account, dead, mark, action="account.revoked")
    link = Link.of(credential, inspection, now=cx.now, base_url=door.base_url)
    # A right that was added to the key since (withdrawals) ends its use as surely as a dead one.
    refusal = refusal_of(inspection)
    if refusal is not None:
        link = replace(link, status="revoked", can_trade=False, reason=refusal.detail)
    return await _keep(cx, account, link, mark, action="account.checked")


def door_of(account: Account) -> Door:
    """Return where the account's key is tried."""
    return Door(account.broker, account.environment, account.base_url)


async def _linked(cx: Context, account_id: UUID) -> tuple[Account, bytes | None]:
    async with cx.transaction() as tx:
        account = await store.find_account(tx, cx.user_id, account_id)
        sealed = await link_store.find_credential(tx, cx.user_id, account_id)
    if account is None:
        raise AccountNotFound("There is no such broker account.", account_id=str(account_id))
    if account.broker == "paper" or account.status == "closed":
        raise NotLinked("This account is not linked to a venue.", account_id=str(account_id))
    return account, sealed


async def _keep(
    cx: Context,
    account: Account,
    link: Link,
    mark: Mark,
    *,
    action: str,
    credential: Credential | None = None,
) -> AccountView:
    """Store what was found. A dead key ends the account's trading, and a good one in its place begins it again; an account
    that its trader has disconnected stays so.
    """
    async with cx.transaction() as tx:
        await store.bump_epoch(tx, cx.user_id)
        if not await store.lock_account(tx, cx.user_id, account.account_id):
            raise AccountNotFound("There is no such broker account.", account_id=str(account.account_id))
        present = await store.find_account(tx, cx.user_id, account.account_id)
        if present is None or present.status == "closed":
            raise NotLinked("This account was unlinked meanwhile.", account_id=str(account.account_id))
        was_dead = present.link is None or present.link.status == "revoked"
        status: AccountStatus = "active" if was_dead else present.status
        if link.status == "revoked":
            status = "disconnected"
        relinked_at = present.relinked_at if credential is None else cx.now
        after = replace(present, link=link, status=status, relinked_at=relinked_at)
        await link_store.set_link(tx, cx.user_id, account.account_id, link)
        await store.update_account(tx, cx.user_id, after)
        if credential is not None:
            sealed = seal_credential(cx.vault, credential, cx.user_id)
            await link_store.set_credential(tx, cx.user_id, account.account_id, sealed)
        held = [
            one
            for owner, one in await history_store.list_holdings(tx, cx.user_id)
            if owner == account.account_id
        ]
        view = value_account(after, held, mark, now=cx.now)
        await audit.record(
            tx,
            cx,
            action=action,
            subject=f"account:{account.account_id}",
            before=_facts(present),
            after=_facts(after),
        )
        events = [Event("account.changed", account_document(view))]
        if credential is not None or status != present.status:
            events.append(switched(after))
        await outbox.add(tx, cx.user_id, events)
    await outbox.wake(cx.bus)
    return view


def _facts(account: Account) -> dict[str, object]:
    return {"status": account.status, "link": account.link.document() if account.link else None}
