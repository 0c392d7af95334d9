"""Rows of broker accounts and market data, and their translation to and from what the verbs speak of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from asyncpg import Record

from tradewright.domain.trading.day import ZoneChange
from tradewright.domain.trading.instrument import Instrument, Lot
from tradewright.domain.trading.market import PLATFORM, Bar
from tradewright.domain.trading.ports.linking import VenueEnvironment
from tradewright.domain.trading.position import Position
from tradewright.features.brokerage.connection import Connection, Standing, Told, connection_of
from tradewright.features.brokerage.links import Link, permission_documents, permissions_of
from tradewright.features.brokerage.paper_config import PaperConfig
from tradewright.kernel.ids import AccountId, UserId
from tradewright.platform.db import Tx, statements

AccountStatus = Literal["active", "disconnected", "closed"]

_sql = statements(__package__)


@dataclass(frozen=True, slots=True)
class Account:
    """A broker account and its book, as the executor last committed it. Money is in account currency.

    `config` is None for linked accounts, `link` for paper accounts and for those that were unlinked. `base_url` is where the
    fake venue of a rehearsal answers.
    """

    account_id: AccountId
    broker: str
    label: str
    environment: VenueEnvironment
    currency: str
    timezone: str
    status: AccountStatus
    config: PaperConfig | None
    created_at: datetime
    starting_cash: Decimal
    realised: Decimal
    fees: Decimal
    trading_day: date | None
    day_equity_start: Decimal | None
    zone_change: ZoneChange | None = None
    """When `timezone` begins to hold, and which zone did before."""
    base_url: str | None = None
    link: Link | None = None
    relinked_at: datetime | None = None
    venue_cash: Decimal | None = None
    venue_equity: Decimal | None = None
    """What the venue last said of a linked account's money; None for paper, and until it has spoken."""
    told: Told | None = None
    """What the executor last said of its connection."""

    @property
    def config_document(self) -> dict[str, Any]:
        """What the column `config` keeps."""
        if self.config is not None:
            return self.config.document()
        # With the stamp a new key is other terms, upon which the executor opens the connection again.
        stamp = {} if self.relinked_at is None else {"relinked_at": self.relinked_at.isoformat()}
        return stamp | ({} if self.base_url is None else {"base_url": self.base_url})

    @property
    def venue(self) -> str:
        """Whose rules and symbols hold here."""
        return PLATFORM if self.broker == "paper" else f"{self.broker}:{self.environment}"

    @property
    def is_usable(self) -> bool:
        """Whether it may be active: on paper, or with a key that was not refused."""
        return self.broker == "paper" or (self.link is not None and self.link.status != "revoked")

    def connection(self, now: datetime) -> Connection | None:
        """Return how its connection stands; None for paper and closed accounts."""
        return connection_of(
            is_active=self.status == "active",
            link=self.link,
            told=self.told,
            linked_at=self.relinked_at or self.created_at,
            now=now,
        )

    @property
    def cash(self) -> Decimal:
        """What the venue says; on paper, and until it has spoken, what our own books come to."""
        return self.starting_cash + self.realised - self.fees if self.venue_cash is None else self.venue_cash


@dataclass(frozen=True, slots=True)
class Holding:
    """A position with what its own venue last said it is worth; `venue_mark` is None on paper, and until somebody spoke."""

    position: Position
    is_paper: bool = True
    venue_mark: Decimal | None = None


@dataclass(frozen=True, slots=True)
class EquityPoint:
    at: datetime
    equity: Decimal
    cash: Decimal


@dataclass(frozen=True, slots=True)
class MovementKept:
    """Money that moved without a trade, as booked; in the order of the statement's columns."""

    movement_id: UUID
    kind: str
    amount: Decimal
    symbol: str | None
    words: str | None
    occurred_at: datetime | None
    found_at: datetime


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


async def insert_link(tx: Tx, user_id: UserId, account_id: UUID, venue: str, link: Link) -> bool:
    """Add the link; False when another account of the trader is linked to the same account at the venue."""
    inserted = await _sql.insert_link(
        tx, user_id=user_id, account_id=account_id, venue=venue, **_link_values(link)
    )
    return inserted is not None


async def find_linked(tx: Tx, user_id: UserId, venue: str, venue_account: str | None) -> AccountId | None:
    """Return the trader's account that is linked to this account of the venue."""
    found = await _sql.find_linked(tx, user_id=user_id, venue=venue, venue_account=venue_account)
    return None if found is None else AccountId(found)


async def find_lock_left_behind(
    tx: Tx, user_id: UserId, *, broker: str, environment: VenueEnvironment, now: datetime
) -> datetime | None:
    """Return until when an account at this venue was locked that has been unlinked meanwhile; None when none was."""
    until: datetime | None = await _sql.find_lock_left_behind(
        tx, user_id=user_id, broker=broker, environment=environment, now=now
    )
    return until


async def set_link(tx: Tx, user_id: UserId, account_id: UUID, link: Link) -> None:
    await _sql.update_link(tx, user_id=user_id, account_id=account_id, **_link_values(link))


async def delete_link(tx: Tx, user_id: UserId, account_id: UUID) -> None:
    await _sql.delete_link(tx, user_id=user_id, account_id=account_id)


async def mark_link_revoked(
    tx: Tx, user_id: UserId, account_id: UUID, *, reason: str, key_mark: str | None, now: datetime
) -> bool:
    """Disconnect an active account and mark its link; False when it is active no more, or has another key by now."""
    return bool(
        await _sql.mark_link_revoked(
            tx, user_id=user_id, account_id=account_id, reason=reason, key_mark=key_mark, now=now
        )
    )


async def save_connections(
    tx: Tx, standings: Sequence[Standing], *, now: datetime
) -> list[tuple[UserId, AccountId]]:
    """Write how connections stand; return the accounts that came to another state."""
    rows = _sql.save_connections(
        tx,
        user_ids=[one.user_id for one in standings],
        account_ids=[one.account_id for one in standings],
        states=[one.state for one in standings],
        sinces=[one.since for one in standings],
        details=[one.detail for one in standings],
        last_look_ats=[one.last_look_at for one in standings],
        now=now,
    )
    return [(UserId(row["user_id"]), AccountId(row["account_id"])) async for row in rows]


async def find_credential(tx: Tx, user_id: UserId, account_id: UUID) -> bytes | None:
    """Return the sealed credential; None for paper and unlinked accounts."""
    found: bytes | None = await _sql.find_credential(tx, user_id=user_id, account_id=account_id)
    return found


async def set_credential(tx: Tx, user_id: UserId, account_id: UUID, sealed: bytes | None) -> None:
    await _sql.set_credential(tx, user_id=user_id, account_id=account_id, credential=sealed)


async def count_live_orders(tx: Tx, user_id: UserId, account_id: UUID) -> int:
    return int(await _sql.count_live_orders(tx, user_id=user_id, account_id=account_id))


async def list_holdings(tx: Tx, user_id: UserId) -> list[tuple[AccountId, Holding]]:
    """Return every position that is not flat, with the account that holds it."""
    return [
        (
            AccountId(row["account_id"]),
            Holding(
                Position(
                    symbol=row["symbol"],
                    quantity=row["quantity"],
                    average_price=row["average_price"],
                    multiplier=row["multiplier"],
                ),
                is_paper=row["is_paper"],
                venue_mark=row["venue_mark"],
            ),
        )
        async for row in _sql.list_holdings(tx, user_id=user_id)
    ]


async def list_equity_points(
    tx: Tx, user_id: UserId, account_id: UUID, *, from_at: datetime, to_at: datetime, at_most: int
) -> list[EquityPoint]:
    """Return at most `at_most` points of [from_at, to_at], oldest first; the last one is always the latest."""
    span = await _sql.span_equity_points(
        tx, user_id=user_id, account_id=account_id, from_at=from_at, to_at=to_at
    )
    if not span["points"]:
        return []
    seconds = (span["last_at"] - span["first_at"]).total_seconds()
    # Slots are counted from zero, so a span of exactly n slots touches n + 1 of them.
    slot_s = max(seconds / (at_most - 1), 1e-6) if span["points"] > at_most else 1e-6
    rows = _sql.list_equity_points(
        tx,
        user_id=user_id,
        account_id=account_id,
        first_at=span["first_at"],
        last_at=span["last_at"],
        slot_s=slot_s,
    )
    return [EquityPoint(row["at"], row["equity"], row["cash"]) async for row in rows]


async def list_movements(
    tx: Tx, user_id: UserId, account_id: UUID, *, after: UUID | None, at_most: int
) -> list[MovementKept]:
    rows = _sql.list_movements(tx, user_id=user_id, account_id=account_id, after=after, at_most=at_most)
    return [MovementKept(*row) async for row in rows]


async def list_instruments(
    tx: Tx, *, venue: str, words: str | None, after: str, at_most: int
) -> list[Instrument]:
    """Return what can be traded at `venue`, by symbol; `words` begin a symbol or stand in a name."""
    if venue == PLATFORM:
        rows = _sql.list_instruments(tx, words=words, after=after, at_most=at_most)
    else:
        rows = _sql.list_venue_instruments(tx, venue=venue, words=words, after=after, at_most=at_most)
    return [
        Instrument(
            symbol=row["symbol"],
            name=row["name"],
            market=row["market"],
            currency=row["currency"],
            tick=row["tick"],
            lot=Lot(step=row["lot_step"], smallest=row["lot_smallest"]),
            multiplier=row["multiplier"],
            notional_min=row["notional_min"],
        )
        async for row in rows
    ]


async def has_instrument(tx: Tx, symbol: str) -> bool:
    return bool(await _sql.has_instrument(tx, symbol=symbol))


async def list_bars(tx: Tx, *, symbol: str, timeframe: str, at_most: int) -> list[Bar]:
    return [
        Bar(
            symbol=symbol,
            timeframe=timeframe,
            opened_at=row["opened_at"],
            open=row["open"],
            high=row["high"],
            low=row["low"],
            close=row["close"],
            volume=row["volume"],
        )
        async for row in _sql.list_bars(tx, symbol=symbol, timeframe=timeframe, at_most=at_most)
    ]


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


def _link_values(link: Link) -> dict[str, Any]:
    return {
        "venue_account": link.venue_account,
        "kind": link.kind,
        "key_hint": link.key_hint,
        "permissions": permission_documents(link.permissions),
        "can_trade": link.can_trade,
        "status": link.status,
        "reason": link.reason,
        "checked_at": link.checked_at,
    }
