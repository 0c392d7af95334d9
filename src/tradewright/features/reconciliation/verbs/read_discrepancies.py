"""Read where our books and the venues differ; lists are pages, newest first."""

from __future__ import annotations

from uuid import UUID

from tradewright.domain.trading.reconcile import Discrepancy, DiscrepancyState
from tradewright.features.reconciliation import store
from tradewright.features.reconciliation.errors import DiscrepancyNotFound
from tradewright.platform.context import Context


async def list_discrepancies(
    cx: Context, *, state: DiscrepancyState | None, account_id: UUID | None, before: int | None, limit: int
) -> tuple[list[Discrepancy], int | None]:
    """Return one page and the sequence to go on from, None at the end."""
    async with cx.transaction() as tx:
        found = await store.list_discrepancies(
            tx, cx.user_id, state=state, account_id=account_id, before=before, at_most=limit + 1
        )
    following = found[limit - 1].sequence if len(found) > limit else None
    return [kept.found for kept in found[:limit]], following


async def get_discrepancy(cx: Context, discrepancy_id: UUID) -> Discrepancy:
    """Return one discrepancy in whatever state. Raises DiscrepancyNotFound."""
    async with cx.transaction() as tx:
        found = await store.find_discrepancy(tx, cx.user_id, discrepancy_id)
    if found is None:
        raise DiscrepancyNotFound(
            f"You have no discrepancy {discrepancy_id}.", discrepancy_id=str(discrepancy_id)
        )
    return found
