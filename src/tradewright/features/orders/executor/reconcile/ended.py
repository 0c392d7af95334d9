"""Whose the open orders of a venue are: orders of ours that are live here, or that have ended here all the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import OrderReport
from tradewright.domain.trading.reconcile import owner_of
from tradewright.features.orders.executor import loader
from tradewright.kernel.ids import AccountId, UserId, VenueOrderId
from tradewright.platform.db import Database, statements

queries = statements(__package__)


def owned(
    reports: Sequence[OrderReport], live: Iterable[Order]
) -> tuple[dict[VenueOrderId, Order], list[OrderReport]]:
    """Return the orders among `live` that these open orders are, by the venue's id, and the reports that are of none.

    They are kept because a list is compared a moment after it was read: an order that ended in between is neither live nor
    found among those that have ended, and was shown as a stranger's (seen in chaos, 26 times in 200 runs).
    """
    orders = {order.order_id: order for order in live}
    known: dict[VenueOrderId, Order] = {}
    rest: list[OrderReport] = []
    for report in reports:
        order = owner_of(report, orders)
        if order is None:
            rest.append(report)
        else:
            known[report.venue_order_id] = order
    return known, rest


async def find_ended(
    db: Database, user_id: UserId, account_id: AccountId, reports: Sequence[OrderReport]
) -> dict[VenueOrderId, Order]:
    """Return orders of ours, in any state, that these open orders of the venue are, by the venue's id."""
    if not reports:
        return {}
    by_client_id = {one.client_order_id: one.venue_order_id for one in reports if one.client_order_id}
    venue_ids = [one.venue_order_id for one in reports]
    found: dict[VenueOrderId, Order] = {}
    async with db.acting([user_id]) as tx:
        rows = queries.list_orders_of_reports(
            tx,
            user_id=user_id,
            account_id=account_id,
            client_order_ids=list(by_client_id),
            venue_order_ids=venue_ids,
        )
        async for row in rows:
            order = loader.read_order(row)
            if order.is_terminal:
                found[by_client_id.get(order.client_order_id) or VenueOrderId(row["venue_order_id"])] = order
    return found
