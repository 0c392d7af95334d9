"""Executions that take back or correct another one, written out in full from the one they name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import asyncpg

from tradewright.domain.trading.order import Fill
from tradewright.kernel.ids import AccountId, ClientOrderId, UserId, VenueExecutionId
from tradewright.platform.db import Database, statements

queries = statements(__package__)

TAKEN_BACK = ":taken-back"
"""Ends the id of the bust that a correction stands for."""


def in_full(fill: Fill, original: Fill) -> tuple[Fill, ...]:
    """Return what `fill` does as plain executions: a bust bears side, quantity, price and fee of what it takes back; a
    correction takes the original back and books its own numbers, each under an id of its own.
    """
    back = replace(
        original,
        kind="bust",
        corrects=original.venue_execution_id,
        occurred_at=fill.occurred_at,
        venue_execution_id=fill.venue_execution_id,
    )
    if fill.kind == "bust":
        return (back,)
    taken = VenueExecutionId(f"{fill.venue_execution_id}{TAKEN_BACK}")
    return (replace(back, venue_execution_id=taken), fill)


async def written_out(
    db: Database, user_id: UserId, account_id: AccountId, fills: Iterable[Fill]
) -> tuple[list[Fill], list[Fill]]:
    """Return `fills` with busts and corrections in full, and those whose original nobody knows.

    Originals are looked for among the fills themselves and in our books.
    """
    done: list[Fill] = []
    lost: list[Fill] = []
    seen: dict[str, Fill] = {}
    for fill in fills:
        if fill.corrects is None:
            done.append(fill)
            seen[fill.venue_execution_id] = fill
            continue
        original = seen.get(fill.corrects) or await _find(db, user_id, account_id, fill.corrects)
        if original is None:
            lost.append(fill)
            continue
        parts = in_full(fill, original)
        done.extend(parts)
        seen.update({part.venue_execution_id: part for part in parts})
    return done, lost


async def _find(db: Database, user_id: UserId, account_id: AccountId, venue_execution_id: str) -> Fill | None:
    async with db.acting([user_id]) as tx:
        row = await queries.find_original(
            tx, user_id=user_id, account_id=account_id, venue_execution_id=venue_execution_id
        )
    return None if row is None else _read(row)


def _read(row: asyncpg.Record) -> Fill:
    return Fill(
        venue_execution_id=row["venue_execution_id"],
        client_order_id=ClientOrderId(row["client_order_id"] or ""),
        venue_order_id=row["venue_order_id"],
        symbol=row["symbol"],
        side=row["side"],
        quantity=row["quantity"],
        price=row["price"],
        fee=row["fee"],
        occurred_at=row["occurred_at"],
        fee_currency=row["fee_currency"],
    )
