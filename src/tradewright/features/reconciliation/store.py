"""The statements of `queries.sql` as typed functions; every one acts for the one user of its transaction."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tradewright.domain.trading.reconcile import Discrepancy, ExternalOrder
from tradewright.features.orders import read_discrepancy, read_external
from tradewright.kernel.ids import UserId
from tradewright.platform.db import Tx, statements

_sql = statements(__package__)


@dataclass(frozen=True, slots=True)
class DiscrepancyKept:
    """A discrepancy and its place in the list."""

    found: Discrepancy
    sequence: int


@dataclass(frozen=True, slots=True)
class ExternalKept:
    """An external order and its place in the list."""

    order: ExternalOrder
    sequence: int


async def list_discrepancies(
    tx: Tx, user_id: UserId, *, state: str | None, account_id: UUID | None, before: int | None, at_most: int
) -> list[DiscrepancyKept]:
    rows = _sql.list_discrepancies(
        tx, user_id=user_id, state=state, account_id=account_id, before=before, at_most=at_most
    )
    return [DiscrepancyKept(read_discrepancy(row), row["sequence"]) async for row in rows]


async def find_discrepancy(tx: Tx, user_id: UserId, discrepancy_id: UUID) -> Discrepancy | None:
    row = await _sql.find_discrepancy(tx, user_id=user_id, discrepancy_id=discrepancy_id)
    return None if row is None else read_discrepancy(row)


async def list_external_orders(
    tx: Tx,
    user_id: UserId,
    *,
    account_id: UUID | None,
    symbol: str | None,
    live: bool,
    before: int | None,
    at_most: int,
) -> list[ExternalKept]:
    rows = _sql.list_external_orders(
        tx, user_id=user_id, account_id=account_id, symbol=symbol, live=live, before=before, at_most=at_most
    )
    return [ExternalKept(read_external(row), row["sequence"]) async for row in rows]
