"""Reading what an account lately did, so that limits that look back count the same after a restart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import asyncpg

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.position import Position, effect_of
from tradewright.domain.trading.risk.history import (
    RECENT_KEPT,
    RECENT_MAX,
    Executed,
    History,
    Sent,
    load,
)
from tradewright.kernel.ids import (
    AccountId,
    AgentId,
    ClientOrderId,
    UserId,
    VenueExecutionId,
    VenueOrderId,
)
from tradewright.platform.db import Tx, statements

EXECUTIONS_READ = 1_000
"""Fifty finished trades of twenty fills each; a streak that reaches further back counts shorter after a restart."""

_sql = statements(__package__, "history.sql")


async def load_history(
    tx: Tx,
    user_id: UserId,
    account_id: AccountId,
    *,
    currency: str,
    positions: Mapping[str, Position],
    instruments: Mapping[str, Instrument],
    now: datetime,
) -> History:
    """Return the account's history as the database remembers it; `positions` are what it holds now."""
    since = now - RECENT_KEPT
    sent = [
        _read_sent(row)
        async for row in _sql.list_sent(
            tx, user_id=user_id, account_id=account_id, since=since, at_most=RECENT_MAX
        )
    ]
    executed = [
        _read_executed(row, currency, positions, instruments)
        async for row in _sql.list_executed(
            tx, user_id=user_id, account_id=account_id, at_most=EXECUTIONS_READ
        )
    ]
    standing = {
        row["symbol"]: row["entries"]
        async for row in _sql.count_standing(tx, user_id=user_id, account_id=account_id)
    }
    held = {symbol: position.quantity for symbol, position in positions.items()}
    return load(sent=reversed(sent), executions=reversed(executed), held=held, standing=standing)


def _read_sent(row: asyncpg.Record) -> Sent:
    agent_id = None if row["agent_id"] is None else AgentId(row["agent_id"])
    return Sent(row["created_at"], row["symbol"], row["side"], row["quantity"], row["opens"], agent_id)


def _read_executed(
    row: asyncpg.Record,
    currency: str,
    positions: Mapping[str, Position],
    instruments: Mapping[str, Instrument],
) -> Executed:
    symbol = row["symbol"]
    instrument = instruments.get(symbol)
    held = positions.get(symbol)
    fill = Fill(
        venue_execution_id=VenueExecutionId(row["venue_execution_id"]),
        client_order_id=ClientOrderId(""),
        venue_order_id=VenueOrderId(row["venue_order_id"] or ""),
        symbol=symbol,
        side=row["side"],
        quantity=row["quantity"],
        price=row["price"],
        fee=row["fee"],
        occurred_at=row["occurred_at"],
        fee_currency=row["fee_currency"],
        kind=row["kind"],
    )
    effect = effect_of(
        fill,
        currency=currency,
        base=None if instrument is None else instrument.base,
        multiplier=instrument.multiplier
        if instrument
        else held.multiplier
        if held
        else Position(symbol).multiplier,
    )
    return Executed(row["occurred_at"], symbol, effect.change, row["realised"] - effect.fee)
