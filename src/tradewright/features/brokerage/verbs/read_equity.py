"""The equity curve of one account, thinned to what a chart can show."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from tradewright.features.brokerage import history_store, store
from tradewright.features.brokerage.errors import AccountNotFound
from tradewright.features.brokerage.history_store import EquityPoint
from tradewright.platform.context import Context

POINTS_MAX = 1000
"""More points than a wide screen has columns for a chart."""
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""No point is older. Times are cut to those there can be: the edges of the calendar, moved to UTC, are no times at all."""


async def read_equity(
    cx: Context, account_id: UUID, *, from_at: datetime | None, to_at: datetime | None
) -> list[EquityPoint]:
    """Return at most POINTS_MAX points, oldest first, the last of each time slot. Raises AccountNotFound."""
    async with cx.transaction() as tx:
        if await store.find_account(tx, cx.user_id, account_id) is None:
            raise AccountNotFound("There is no such broker account.", account_id=str(account_id))
        return await history_store.list_equity_points(
            tx,
            cx.user_id,
            account_id,
            from_at=_BEGINNING if from_at is None else max(from_at, _BEGINNING),
            to_at=cx.now if to_at is None else min(to_at, cx.now),
            at_most=POINTS_MAX,
        )
