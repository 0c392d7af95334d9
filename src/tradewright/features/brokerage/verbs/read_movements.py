"""Money that moved in one account without a trade: deposits, funding, dividends, interest, fees."""

from __future__ import annotations

from uuid import UUID

from tradewright.features.brokerage import history_store, store
from tradewright.features.brokerage.errors import AccountNotFound
from tradewright.features.brokerage.history_store import MovementKept
from tradewright.platform.context import Context


async def read_movements(
    cx: Context, account_id: UUID, *, after: UUID | None, at_most: int
) -> tuple[list[MovementKept], UUID | None]:
    """Return a page, newest first, behind the movement `after`, and the id to go on from. Raises AccountNotFound."""
    async with cx.transaction() as tx:
        if await store.find_account(tx, cx.user_id, account_id) is None:
            raise AccountNotFound("There is no such broker account.", account_id=str(account_id))
        found = await history_store.list_movements(
            tx, cx.user_id, account_id, after=after, at_most=at_most + 1
        )
    page = found[:at_most]
    return page, page[-1].movement_id if len(found) > at_most else None
