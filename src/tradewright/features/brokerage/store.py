"""Rows of broker accounts, and their translation to and from what the verbs speak of."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from asyncpg import Record

from tradewright.domain.trading.day import ZoneChange
from tradewright.features.brokerage.account import Account
from tradewright.features.brokerage.connection import Told
from tradewright.features.brokerage.links import Link, permissions_of
from tradewright.features.brokerage.paper_config import PaperConfig
from tradewright.kernel.ids import AccountId, UserId
from tradewright.platform.db import Tx, statements

_sql = statements(__package__)


async def bump_epoch(tx: Tx, user_id: UserId) -> None:
    """Make this change govern the executor's very next decision; call it before reading what is changed."""
    await _sql.bump_epoch(tx, user_id=user_id)


async def count_accounts(tx: Tx, user_id: UserId) -> int:
    return int(await _sql.count_accounts(tx, user_id=user_id))


async def insert_account(tx: Tx, user_id: UserId, account: Account, *, equity: Decimal | None = None) -> None:
    """Add the account with an untouched book and its first equity point (`equity`: cash alone when None)."""
    await _sql.insert_account(
        tx,
        user_id=user_id,
        account_id=account.account_id,
        broker=account.broker,
        label=account.label,
        environment=account.environment,
        currency=account.currency,
        timezone=account.timezone,
        config=account.config_document,
        now=account.created_at,
    )
    await _sql.insert_account_book(
        tx,
        user_id=user_id,
        account_id=account.account_id,
        starting_cash=account.starting_cash,
        now=account.created_at,
    )
    await _sql.insert_equity_point(
        tx,
        user_id=user_id,
        account_id=account.account_id,
        at=account.created_at,
        equity=account.starting_cash if equity is None else equity,
        cash=account.starting_cash,
    )


async def list_accounts(tx: Tx, user_id: UserId) -> list[Account]:
    return [_account(row) async for row in _sql.list_accounts(tx, user_id=user_id)]


async def find_account(tx: Tx, user_id: UserId, account_id: UUID) -> Account | None:
    row = await _sql.find_account(tx, user_id=user_id, account_id=account_id)
    return _account(row) if row else None


async def lock_account(tx: Tx, user_id: UserId, account_id: UUID) -> bool:
    """Hold off other changes of this account until the transaction ends; say whether it exists."""
    return await _sql.lock_account(tx, user_id=user_id, account_id=account_id) is not None


async def update_account(tx: Tx, user_id: UserId, account: Account) -> None:
    change = account.zone_change
    await _sql.update_account(
        tx,
        user_id=user_id,
        account_id=account.account_id,
        label=account.label,
        timezone=account.timezone,
        timezone_before=change.before if change else None,
        timezone_from=change.at if change else None,
        config=account.config_document,
        status=account.status,
    )


async def count_live_orders(tx: Tx, user_id: UserId, account_id: UUID) -> int:
    return int(await _sql.count_live_orders(tx, user_id=user_id, account_id=account_id))


def _account(row: Record) -> Account:
    config: dict[str, Any] = row["config"]
    is_paper = row["broker"] == "paper"
    return Account(
        account_id=AccountId(row["account_id"]),
        broker=row["broker"],
        label=row["label"],
        environment=row["environment"],
        currency=row["currency"],
        timezone=row["timezone"],
        zone_change=_zone_change(row),
        status=row["status"],
        config=PaperConfig.from_document(config) if is_paper else None,
        base_url=None if is_paper else config.get("base_url"),
        relinked_at=datetime.fromisoformat(config["relinked_at"]) if "relinked_at" in config else None,
        link=_link(row),
        created_at=row["created_at"],
        starting_cash=row["starting_cash"],
        realised=row["realised"],
        fees=row["fees"],
        trading_day=row["trading_day"],
        day_equity_start=row["day_equity_start"],
        venue_cash=None if is_paper else row["venue_cash"],
        venue_equity=None if is_paper else row["venue_equity"],
        told=_told(row),
    )


def _zone_change(row: Record) -> ZoneChange | None:
    before = row["timezone_before"]
    return None if before is None else ZoneChange(before, row["timezone_from"])


def _told(row: Record) -> Told | None:
    if row["told_state"] is None:
        return None
    return Told(row["told_state"], row["told_since"], row["told_detail"], row["last_look_at"], row["told_at"])


def _link(row: Record) -> Link | None:
    if row["link_kind"] is None:
        return None
    return Link(
        kind=row["link_kind"],
        key_hint=row["key_hint"],
        permissions=permissions_of(row["permissions"]),
        can_trade=row["can_trade"],
        status=row["link_status"],
        reason=row["link_reason"],
        checked_at=row["checked_at"],
        venue_account=row["venue_account"],
    )
