"""Read orders that were placed at a venue without us; lists are pages, newest first."""

from __future__ import annotations

from uuid import UUID

from tradewright.domain.trading.reconcile import ExternalOrder
from tradewright.features.reconciliation import store
from tradewright.platform.context import Context


async def list_external_orders(
    cx: Context, *, account_id: UUID | None, symbol: str | None, live: bool, before: int | None, limit: int
) -> tuple[list[ExternalOrder], int | None]:
    """Return one page and the sequence to go on from, None at the end; `live` leaves out those that have ended."""
    async with cx.transaction() as tx:
        found = await store.list_external_orders(
            tx, cx.user_id, account_id=account_id, symbol=symbol, live=live, before=before, at_most=limit + 1
        )
    following = found[limit - 1].sequence if len(found) > limit else None
    return [kept.order for kept in found[:limit]], following
