"""The statements of `queries.sql` as typed functions; every one acts for the one user of its transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from tradewright.features.orders.rows import (
    AccountChoice,
    EventKept,
    ExecutionKept,
    OrderKept,
    PositionKept,
    SignalKept,
    account_of_row,
    execution_of_row,
    order_of_row,
    position_kept_of_row,
    signal_of_row,
)
from tradewright.kernel.ids import AccountId, CorrelationId, OrderId, SignalId, UserId
from tradewright.platform.db import Tx, statements

_sql = statements(__package__)


async def insert_signal(
    tx: Tx,
    user_id: UserId,
    *,
    signal_id: SignalId,
    account_id: AccountId,
    source: Literal["api", "manual"],
    correlation_id: CorrelationId,
    intent: Mapping[str, Any],
    now: datetime,
) -> int | None:
    """Write a pending signal and return the shard to wake; None when a signal with this id is there
    already.
    """
    shard: int | None = await _sql.insert_signal(
        tx,
        user_id=user_id,
        signal_id=signal_id,
        account_id=account_id,
        source=source,
        correlation_id=correlation_id,
        intent=intent,
        received_at=now,
    )
    return shard


async def find_signal(tx: Tx, user_id: UserId, signal_id: SignalId) -> SignalKept | None:
    row = await _sql.find_signal(tx, user_id=user_id, signal_id=signal_id)
    return signal_of_row(row, user_id) if row else None


async def list_signals(tx: Tx, user_id: UserId, signal_ids: Collection[SignalId]) -> list[SignalKept]:
    """Return these signals, oldest first."""
    rows = _sql.list_signals(tx, user_id=user_id, signal_ids=list(signal_ids))
    return [signal_of_row(row, user_id) async for row in rows]


async def count_undecided(tx: Tx, user_id: UserId, signal_ids: Collection[SignalId]) -> int:
    return int(await _sql.count_undecided(tx, user_id=user_id, signal_ids=list(signal_ids)))


async def list_accounts(tx: Tx, user_id: UserId) -> list[AccountChoice]:
    """Return every account that is not closed, oldest first."""
    return [account_of_row(row) async for row in _sql.list_accounts(tx, user_id=user_id)]


async def find_account(tx: Tx, user_id: UserId, account_id: AccountId) -> AccountChoice | None:
    row = await _sql.find_account(tx, user_id=user_id, account_id=account_id)
    return account_of_row(row) if row else None


async def is_real_money(tx: Tx, user_id: UserId, account_id: AccountId) -> bool:
    return await _sql.is_real_money(tx, user_id=user_id, account_id=account_id) is True


async def has_instrument(tx: Tx, user_id: UserId, account_id: AccountId, symbol: str) -> bool:
    found = await _sql.has_instrument(tx, user_id=user_id, account_id=account_id, symbol=symbol)
    return found is True


async def list_symbols(tx: Tx) -> list[str]:
    return [row["symbol"] async for row in _sql.list_symbols(tx)]


async def list_orders_of_signal(tx: Tx, user_id: UserId, signal_id: SignalId) -> list[OrderKept]:
    """Return the signal's orders: the entry first, then exits, then protective legs."""
    rows = _sql.list_orders_of_signal(tx, user_id=user_id, signal_id=signal_id)
    return [order_of_row(row) async for row in rows]


async def find_order(tx: Tx, user_id: UserId, order_id: OrderId) -> OrderKept | None:
    row = await _sql.find_order(tx, user_id=user_id, order_id=order_id)
    return order_of_row(row) if row else None


async def list_legs(tx: Tx, user_id: UserId, order_id: OrderId) -> list[OrderKept]:
    return [order_of_row(row) async for row in _sql.list_legs(tx, user_id=user_id, order_id=order_id)]


async def list_events(tx: Tx, user_id: UserId, order_id: OrderId) -> list[EventKept]:
    return [
        EventKept(row["number"], row["kind"], row["data"], row["occurred_at"], row["recorded_at"])
        async for row in _sql.list_events(tx, user_id=user_id, order_id=order_id)
    ]


async def list_orders(
    tx: Tx,
    user_id: UserId,
    *,
    states: Collection[str] | None,
    symbol: str | None,
    account_id: UUID | None,
    before: int | None,
    at_most: int,
) -> list[OrderKept]:
    """Return orders newest first, those with a sequence below `before`; None filters nothing."""
    rows = _sql.list_orders(
        tx,
        user_id=user_id,
        states=None if states is None else list(states),
        symbol=symbol,
        account_id=account_id,
        before=before,
        at_most=at_most,
    )
    return [order_of_row(row) async for row in rows]


async def list_executions(
    tx: Tx,
    user_id: UserId,
    *,
    symbol: str | None,
    account_id: UUID | None,
    order_id: UUID | None,
    before: int | None,
    at_most: int,
) -> list[ExecutionKept]:
    """Return executions newest first, those with a sequence below `before`; None filters nothing."""
    rows = _sql.list_executions(
        tx,
        user_id=user_id,
        symbol=symbol,
        account_id=account_id,
        order_id=order_id,
        before=before,
        at_most=at_most,
    )
    return [execution_of_row(row) async for row in rows]


async def list_positions(
    tx: Tx, user_id: UserId, *, broker: str | None, symbol: str | None, account_id: UUID | None
) -> list[PositionKept]:
    """Return every position that is not flat, the newest first."""
    rows = _sql.list_positions(tx, user_id=user_id, broker=broker, symbol=symbol, account_id=account_id)
    return [position_kept_of_row(row) async for row in rows]
