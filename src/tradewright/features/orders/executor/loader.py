"""Reading one user's books and controls out of the database, and the queue of signals."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from tradewright.domain.trading.book import AccountBook, DayBook, UserBook
from tradewright.domain.trading.day import trading_day
from tradewright.domain.trading.documents import intent_from_json, policy_from_document
from tradewright.domain.trading.instrument import Instrument, Lot
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import FillUpdate
from tradewright.domain.trading.position import Position
from tradewright.domain.trading.signal import AgentPolicy, RiskLimits, Signal
from tradewright.features.orders.executor.commit import Batch, DecidedSignal, commit
from tradewright.features.orders.executor.inbox import Item, VenueSaid
from tradewright.features.orders.executor.shards import ShardLease
from tradewright.kernel.ids import AccountId, AgentId, CorrelationId, SignalId, UserId
from tradewright.platform.db import Database, Tx, statements

queries = statements(__package__)


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the executor knows of an account besides its book."""

    broker: str
    config: dict[str, Any]
    status: str
    fill_cursor: str | None


@dataclass(frozen=True, slots=True)
class AccountTerms:
    """What a trader may change about an account."""

    status: str
    timezone: str
    config: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Controls:
    """What governs decisions besides the books; `epoch` grows with every change of any of it."""

    epoch: int
    limits: dict[UUID, RiskLimits]
    pauses: dict[UUID, str]
    accounts: dict[AccountId, AccountTerms]

    def reason_not_to_send(self, order: Order) -> str | None:
        """Return why an order that was committed and never sent must not be sent any more, or None."""
        if order.cancel_requested:
            return "its cancel was asked for before it was sent"
        if order.reduce_only:
            return None
        if order.user_id in self.pauses or order.account_id in self.pauses:
            return "the kill switch was pressed before it was sent"
        status = self.accounts[order.account_id].status
        return None if status == "active" else f"the account is {status}"


@dataclass(frozen=True, slots=True)
class SignalName:
    """Enough of a signal to end it."""

    user_id: UserId
    signal_id: SignalId
    correlation_id: CorrelationId

    @classmethod
    def of(cls, signal: Signal) -> SignalName:
        return cls(signal.user_id, signal.signal_id, signal.correlation_id)


@dataclass(frozen=True, slots=True)
class Claimed:
    """Pending signals, oldest first, and those whose rows do not make sense to this version."""

    signals: list[Signal]
    unreadable: list[SignalName]


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything a desk starts from."""

    user_id: UserId
    epoch: int
    book: UserBook
    accounts: dict[AccountId, AccountFacts]


async def load_user(
    db: Database, user_id: UserId, *, instruments: dict[str, Instrument], now: datetime
) -> Loaded:
    """Read all of one user's books in one transaction, so that they fit together."""
    async with db.acting([user_id]) as tx:
        controls = await read_controls(tx, user_id)
        accounts: dict[AccountId, AccountBook] = {}
        facts: dict[AccountId, AccountFacts] = {}
        positions = [row async for row in queries.list_positions(tx, user_id=user_id)]
        orders = [read_order(row) async for row in queries.list_live_orders(tx, user_id=user_id)]
        async for row in queries.list_accounts(tx, user_id=user_id):
            account_id = AccountId(row["account_id"])
            facts[account_id] = AccountFacts(row["broker"], row["config"], row["status"], row["fill_cursor"])
            accounts[account_id] = AccountBook(
                account_id=account_id,
                user_id=user_id,
                currency=row["currency"],
                timezone=row["timezone"],
                starting_cash=row["starting_cash"],
                realised=row["realised"],
                fees=row["fees"],
                positions={
                    held["symbol"]: _read_position(held, instruments)
                    for held in positions
                    if held["account_id"] == account_id
                },
                orders={order.order_id: order for order in orders if order.account_id == account_id},
                day=await _read_day(tx, row, user_id, now),
            )
    book = UserBook(user_id, accounts, controls.limits, controls.pauses)
    return Loaded(user_id, controls.epoch, book, facts)


async def load_controls(db: Database, user_id: UserId) -> Controls:
    """Read afresh what a user may do: limits, kill switches, the state of the accounts."""
    async with db.acting([user_id]) as tx:
        return await read_controls(tx, user_id)


async def read_controls(tx: Tx, user_id: UserId) -> Controls:
    """Read control epoch, limits by scope id, pause reasons by scope id, and the accounts' terms.

    The epoch is read first: a change in between makes it too old, which the commit notices; never too new.
    """
    epoch = await queries.get_epoch(tx, user_id=user_id) or 0
    limits = {
        row["scope_id"]: RiskLimits(
            loss_daily_max=row["loss_daily_max"],
            trades_daily_max=row["trades_daily_max"],
            positions_max=row["positions_max"],
            order_notional_max=row["order_notional_max"],
        )
        async for row in queries.list_limits(tx, user_id=user_id)
    }
    pauses = {row["scope_id"]: row["reason"] async for row in queries.list_kill_switches(tx, user_id=user_id)}
    accounts = {
        AccountId(row["account_id"]): AccountTerms(row["status"], row["timezone"], row["config"])
        async for row in queries.list_account_terms(tx, user_id=user_id)
    }
    return Controls(epoch, limits, pauses, accounts)


async def load_policy(db: Database, signal: Signal) -> AgentPolicy | None:
    """Read the rules of the agent version that this signal came through."""
    async with db.acting([signal.user_id]) as tx:
        document = await queries.get_policy(
            tx, user_id=signal.user_id, agent_id=signal.agent_id, version_id=signal.agent_version_id
        )
    return None if document is None else policy_from_document(document)


async def claim_signals(
    db: Database, member_id: UUID, *, at_most: int, without: Collection[UserId] = ()
) -> Claimed:
    """Return pending signals of the shards this member holds, oldest first, except those of users in `without`."""
    claimed = Claimed([], [])
    async with db.open() as tx:
        rows = queries.claim_signals(tx, member_id=member_id, at_most=at_most, without=list(without))
        async for row in rows:
            try:
                claimed.signals.append(_read_signal(row))
            except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError):
                # Policy: written by a newer version or by hand; one such row must not hide those behind it.
                claimed.unreadable.append(SignalName(row["user_id"], row["signal_id"], row["correlation_id"]))
    return claimed


async def live_users(db: Database, member_id: UUID) -> list[UserId]:
    """Return users of this member's shards who have an order, a position or a signal alive."""
    async with db.open() as tx:
        return [UserId(row["user_id"]) async for row in queries.list_live_users(tx, member_id=member_id)]


async def load_instruments(db: Database) -> dict[str, Instrument]:
    async with db.open() as tx:
        return {
            row["symbol"]: Instrument(
                symbol=row["symbol"],
                name=row["name"],
                market=row["market"],
                currency=row["currency"],
                tick=row["tick"],
                lot=Lot(step=row["lot_step"], smallest=row["lot_smallest"]),
                multiplier=row["multiplier"],
                notional_min=row["notional_min"],
            )
            async for row in queries.list_instruments(tx)
        }


async def find_order(
    db: Database, user_id: UserId, account_id: AccountId, client_order_id: str
) -> Order | None:
    """Return an order in any state; for a fill that comes after its order was done."""
    async with db.acting([user_id]) as tx:
        row = await queries.find_order_by_client_id(
            tx, user_id=user_id, account_id=account_id, client_order_id=client_order_id
        )
    return None if row is None else read_order(row)


async def booked_fills(
    db: Database, user_id: UserId, account_id: AccountId, items: Iterable[Item]
) -> set[str]:
    """Return which of the fills among `items` are in our books already."""
    wanted = [
        item.event.fill.venue_execution_id
        for item in items
        if isinstance(item, VenueSaid) and isinstance(item.event, FillUpdate)
    ]
    if not wanted:
        return set()
    async with db.acting([user_id]) as tx:
        rows = queries.list_booked_fills(
            tx, user_id=user_id, account_id=account_id, venue_execution_ids=wanted
        )
        return {row["venue_execution_id"] async for row in rows}


async def fail_signal(db: Database, lease: ShardLease, signal: SignalName, *, now: datetime) -> None:
    """End a signal that our own code cannot decide, so that the queue behind it lives. Raises SignalsTaken."""
    batch = Batch(now)
    reason = f"An internal error stopped this signal before any order was made. Correlation id {signal.correlation_id}."
    batch.signals.append(
        DecidedSignal(
            signal.user_id,
            signal.signal_id,
            signal.correlation_id,
            "system:executor",
            "failed",
            "internal_error",
            reason,
            {},
        )
    )
    await commit(db, lease, batch, user_ids=[signal.user_id], epochs={})


def read_order(row: asyncpg.Record) -> Order:
    """Return the order that a row of app.trade_order holds."""
    return Order(
        order_id=row["order_id"],
        client_order_id=row["client_order_id"],
        user_id=row["user_id"],
        account_id=row["account_id"],
        signal_id=row["signal_id"],
        correlation_id=row["correlation_id"],
        leg=row["leg"],
        symbol=row["symbol"],
        side=row["side"],
        order_type=row["order_type"],
        quantity=row["quantity"],
        time_in_force=row["time_in_force"],
        created_at=row["created_at"],
        limit_price=row["limit_price"],
        stop_price=row["stop_price"],
        reduce_only=row["reduce_only"],
        parent_order_id=row["parent_order_id"],
        venue_order_id=row["venue_order_id"],
        state=row["state"],
        filled_quantity=row["filled_quantity"],
        average_price=row["average_price"],
        cancel_requested=row["cancel_requested"],
        unwanted=row["unwanted"],
        reason=row["reason"],
        tag=row["tag"],
        event_count=row["event_count"],
    )


def _read_position(row: asyncpg.Record, instruments: dict[str, Instrument]) -> Position:
    return Position(
        symbol=row["symbol"],
        quantity=row["quantity"],
        average_price=row["average_price"],
        realised=row["realised"],
        fees=row["fees"],
        multiplier=instruments[row["symbol"]].multiplier,
        opened_at=row["opened_at"],
    )


async def _read_day(tx: Tx, row: asyncpg.Record, user_id: UserId, now: datetime) -> DayBook | None:
    day = trading_day(now, row["timezone"])
    if row["trading_day"] is None or row["trading_day"] < day.date:
        return None
    trades = {
        AgentId(found["agent_id"]): found["trades"]
        async for found in queries.count_agent_trades(
            tx, user_id=user_id, account_id=row["account_id"], since=day.starts_at
        )
    }
    return DayBook(row["trading_day"], row["day_equity_start"], row["day_trades"], trades)


def _read_signal(row: asyncpg.Record) -> Signal:
    return Signal(
        signal_id=row["signal_id"],
        user_id=row["user_id"],
        account_id=row["account_id"],
        sequence=row["sequence"],
        source=row["source"],
        intent=intent_from_json(row["intent"]),
        correlation_id=row["correlation_id"],
        received_at=row["received_at"],
        alert_id=row["alert_id"],
        agent_id=row["agent_id"],
        agent_version_id=row["agent_version_id"],
    )
