"""Change a broker account: its name, its zone, how its fills behave, whether it trades."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tradewright.domain.trading.day import zone_changed
from tradewright.features.brokerage import history_store, store
from tradewright.features.brokerage.account import Account, AccountStatus
from tradewright.features.brokerage.documents import account_document
from tradewright.features.brokerage.errors import AccountNotFound, NotLinked, OrdersAlive
from tradewright.features.brokerage.events import switched
from tradewright.features.brokerage.verbs.value_account import AccountView, Mark, value_account
from tradewright.kernel.errors import Fault, Invalid
from tradewright.platform import audit, outbox
from tradewright.platform.context import Context
from tradewright.platform.outbox import Event


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What to change; None leaves it. `config` holds only keys of PaperConfig, never its starting cash."""

    label: str | None = None
    timezone: str | None = None
    status: AccountStatus | None = None
    config: dict[str, Decimal | int | None] | None = None


async def change_account(cx: Context, account_id: UUID, change: AccountChange, mark: Mark) -> AccountView:
    """Change the account and return it; executors see it before their next decision. A new zone holds from the end of the
    present trading day on.

    Raises AccountNotFound, NotLinked for an account without a key that works, OrdersAlive for closing one whose orders would
    go on out of every kill switch's reach, Invalid for fills of a linked account, RiskScopeRequired when a key that may only
    trade would let an account trade again or move the end of its trading day.
    """
    async with cx.transaction() as tx:
        await store.bump_epoch(tx, cx.user_id)
        if not await store.lock_account(tx, cx.user_id, account_id):
            raise AccountNotFound("There is no such broker account.", account_id=str(account_id))
        before = await store.find_account(tx, cx.user_id, account_id)
        if before is None:
            raise AssertionError("an account that is locked has no book")
        if change.status == "closed" and (alive := await store.count_live_orders(tx, cx.user_id, account_id)):
            raise OrdersAlive("Orders of this account are alive; cancel them first.", orders=alive)
        after = _changed(before, change, cx.now)
        if _loosens(before, after):
            cx.require_risk()
        await store.update_account(tx, cx.user_id, after)
        held = [
            one
            for owner, one in await history_store.list_holdings(tx, cx.user_id)
            if owner == after.account_id
        ]
        view = value_account(after, held, mark, now=cx.now)
        await audit.record(
            tx,
            cx,
            action="account.changed",
            subject=f"account:{after.account_id}",
            before=_facts(before),
            after=_facts(after),
        )
        events = [Event("account.changed", account_document(view))]
        if after.status != before.status:
            events.append(switched(after))
        await outbox.add(tx, cx.user_id, events)
    await outbox.wake(cx.bus)
    return view


def _changed(account: Account, change: AccountChange, now: datetime) -> Account:
    if change.status == "active" and not account.is_usable:
        raise NotLinked(
            "This account has no key that works; link it again.", account_id=str(account.account_id)
        )
    if change.config and account.config is None:
        fault = Fault("$.config", "paper", "only paper accounts have settings of their fills")
        raise Invalid("A linked account fills as its venue does.", faults=(fault,))
    config = account.config and replace(account.config, **(change.config or {}))  # type: ignore[arg-type]  # keys are checked at the border
    zone_change = account.zone_change
    if change.timezone is not None and change.timezone != account.timezone:
        zone_change = zone_changed(now, account.timezone, zone_change, change.timezone)
    return replace(
        account,
        zone_change=zone_change,
        label=account.label if change.label is None else change.label.strip(),
        timezone=change.timezone or account.timezone,
        status=change.status or account.status,
        config=config,
    )


def _loosens(before: Account, after: Account) -> bool:
    """Return whether the change takes away what holds the trader back: another zone ends a trading day, and with it what
    its losses and trades have used of their limits, at another hour.
    """
    return (after.status == "active" != before.status) or after.timezone != before.timezone


def _facts(account: Account) -> dict[str, Any]:
    return {
        "label": account.label,
        "timezone": account.timezone,
        "status": account.status,
        "config": account.config_document,
    }
