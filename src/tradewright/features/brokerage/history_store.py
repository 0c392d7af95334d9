"""Rows of what accounts hold and of what became of their money: positions, equity, movements. The executor writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from tradewright.domain.trading.position import Position
from tradewright.kernel.ids import AccountId, UserId
from tradewright.platform.db import Tx, statements

_sql = statements(__package__, "history.sql")


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
