"""Leaving out what is booked already: after a restart, venues tell the latest fills again.

Asked for a whole turn at once: a round trip for each account made a busy turn as long as it had accounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tradewright.domain.trading.ports.broker import FillUpdate
from tradewright.features.orders.executor.inbox import Item, VenueSaid
from tradewright.kernel.ids import AccountId, UserId
from tradewright.platform.db import Database, statements

queries = statements(__package__, "booked.sql")

Booked = set[tuple[AccountId, str]]
"""Accounts with their venue's execution ids."""


async def list_booked(db: Database, told: Mapping[UserId, Iterable[Item]]) -> Booked:
    """Return which of the fills that these users' venues told are in the books."""
    fills = [
        (user_id, item.account_id, item.event.fill.venue_execution_id)
        for user_id, items in told.items()
        for item in items
        if isinstance(item, VenueSaid) and isinstance(item.event, FillUpdate)
    ]
    if not fills:
        return set()
    user_ids, account_ids, venue_execution_ids = zip(*fills, strict=True)
    async with db.acting(dict.fromkeys(user_ids)) as tx:
        rows = queries.list_booked(
            tx, user_ids=user_ids, account_ids=account_ids, venue_execution_ids=venue_execution_ids
        )
        return {(AccountId(row["account_id"]), row["venue_execution_id"]) async for row in rows}


def without_booked(items: Sequence[Item], booked: Booked) -> list[Item]:
    """Return the items in their order, without fills that are in the books."""
    return [
        item
        for item in items
        if not (
            isinstance(item, VenueSaid)
            and isinstance(item.event, FillUpdate)
            and (item.account_id, item.event.fill.venue_execution_id) in booked
        )
    ]
