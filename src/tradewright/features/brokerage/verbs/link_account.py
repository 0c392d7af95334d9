"""Link an account at a real venue: the key is tried, what it may do is kept, and the key itself sealed."""

from __future__ import annotations

from dataclasses import dataclass

from tradewright.domain.trading.ports.linking import Credential, Inspection, Linkers
from tradewright.features.accounts import require_acknowledged_risk
from tradewright.features.brokerage import link_store, store
from tradewright.features.brokerage.account import Account
from tradewright.features.brokerage.credentials import seal_credential
from tradewright.features.brokerage.documents import account_document
from tradewright.features.brokerage.errors import AlreadyLinked, LockLeftBehind
from tradewright.features.brokerage.events import switched
from tradewright.features.brokerage.inspecting import Door, find_venue, inspect, refusal_of
from tradewright.features.brokerage.links import Link
from tradewright.features.brokerage.verbs.create_account import refuse_too_many
from tradewright.features.brokerage.verbs.value_account import AccountView
from tradewright.kernel.ids import AccountId
from tradewright.kernel.money import ZERO
from tradewright.platform import audit, outbox
from tradewright.platform.context import Context
from tradewright.platform.outbox import Event


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """What the trader wants linked, and as what."""

    door: Door
    label: str
    timezone: str
    credential: Credential


async def check_credential(cx: Context, venues: Linkers, door: Door, credential: Credential) -> Inspection:
    """Return what the key may do; nothing is stored. Raises as `inspect` does."""
    return await inspect(cx, venues, door, credential)


async def link_account(cx: Context, venues: Linkers, asked: LinkAsked) -> AccountView:
    """Link the account and return it; it trades from the next signal on.

    Raises RiskNotAcknowledged for real money before its notice was accepted, WithdrawalsAllowed, AccountNotSuitable,
    AlreadyLinked, LockLeftBehind, AccountsExhausted, and as `inspect` does.
    """
    find_venue(cx, venues, asked.door)
    if asked.door.environment == "live":
        async with cx.transaction() as tx:
            await require_acknowledged_risk(tx, cx.user_id)
    inspection = await inspect(cx, venues, asked.door, asked.credential)
    refusal = refusal_of(inspection)
    if refusal is not None:
        raise refusal
    now, door = cx.now, asked.door
    link = Link.of(asked.credential, inspection, now=now, base_url=door.base_url)
    account = Account(
        account_id=AccountId(cx.new_id()),
        broker=door.broker,
        label=asked.label.strip(),
        environment=door.environment,
        currency=inspection.account.currency,
        timezone=asked.timezone,
        status="active",
        config=None,
        base_url=door.base_url,
        created_at=now,
        starting_cash=inspection.account.cash,
        realised=ZERO,
        fees=ZERO,
        trading_day=None,
        day_equity_start=None,
        link=link,
    )
    equity = inspection.account.equity
    view = AccountView(
        account, equity=equity, day_pnl=ZERO, unrealised_pnl=ZERO, connection=account.connection(now)
    )
    document = account_document(view)
    async with cx.transaction() as tx:
        await store.bump_epoch(tx, cx.user_id)
        await refuse_too_many(tx, cx)
        await store.insert_account(tx, cx.user_id, account, equity=equity)
        if not await link_store.insert_link(tx, cx.user_id, account.account_id, door.venue, link):
            linked = await link_store.find_linked(tx, cx.user_id, door.venue, link.venue_account)
            raise AlreadyLinked(_words_of(link), venue=door.venue, account_id=str(linked))
        # Or unlinking would be the way past a lock: the same account under a new id, with no switch on it.
        until = await link_store.find_lock_left_behind(
            tx, cx.user_id, broker=door.broker, environment=door.environment, now=now
        )
        if until is not None:
            words = f"An account here was unlinked while its kill switch is locked until {until:%Y-%m-%d %H:%M} UTC."
            raise LockLeftBehind(words, locked_until=until.isoformat())
        sealed = seal_credential(cx.vault, asked.credential, cx.user_id)
        await link_store.set_credential(tx, cx.user_id, account.account_id, sealed)
        await audit.record(
            tx, cx, action="account.linked", subject=f"account:{account.account_id}", after=document
        )
        await outbox.add(tx, cx.user_id, [Event("account.changed", document), switched(account)])
    await outbox.wake(cx.bus)
    return view


def _words_of(link: Link) -> str:
    if link.venue_account is not None:
        return "This account at the venue is linked already."
    return (
        "The venue does not say which of its accounts this key opens, so only one account of it can be linked:"
        " unlink that one first, or give it the new key."
    )
