"""Movements of money that a venue tells, without those that are in our books."""

from __future__ import annotations

from collections.abc import Sequence

from tradewright.domain.trading.ports.movements import Movement
from tradewright.domain.trading.reconcile.money import movement_id
from tradewright.kernel.ids import AccountId, UserId
from tradewright.platform.db import Database, statements

queries = statements(__package__)


async def unbooked_movements(
    db: Database, user_id: UserId, account_id: AccountId, told: Sequence[Movement]
) -> list[Movement]:
    """Return those of `told` that are not booked yet, in their order."""
    by_id = {movement_id(account_id, one): one for one in told}
    if not by_id:
        return []
    async with db.acting([user_id]) as tx:
        rows = queries.list_booked_transfers(tx, user_id=user_id, transfer_ids=list(by_id))
        booked = {row["transfer_id"] async for row in rows}
    return [one for key, one in by_id.items() if key not in booked]
