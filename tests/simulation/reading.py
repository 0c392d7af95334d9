"""What the executor's shell reads from the database around a turn: what is booked already, old orders, old executions."""

from __future__ import annotations

from collections.abc import Iterable

from tests.simulation.store import Store
from tradewright.domain.trading.order import Fill, Order
from tradewright.domain.trading.ports.broker import FillUpdate
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.inbox import FillInFull, FillUnmatched, Item, VenueSaid
from tradewright.features.orders.executor.reconcile.originals import in_full
from tradewright.kernel.ids import AccountId, ClientOrderId, VenueExecutionId, VenueOrderId


def fill_of(item: Item) -> Fill | None:
    """Return the execution that an item tells of."""
    match item:
        case VenueSaid(_, FillUpdate(fill)) | FillInFull(_, fill) | FillUnmatched(_, fill):
            return fill
        case _:
            return None


def is_booked(store: Store, item: Item) -> bool:
    """Whether the item tells an execution that stands in the database."""
    fill = fill_of(item)
    if fill is None:
        return False
    return (item.account_id, fill.venue_execution_id) in store.executions


def late_orders(desk: UserDesk, store: Store, items: Iterable[Item]) -> dict[ClientOrderId, Order]:
    """Return the orders of fills that none of the desk's orders explains."""
    late: dict[ClientOrderId, Order] = {}
    for item in items:
        fill = fill_of(item)
        if fill is not None and desk.find_order(item.account_id, fill.client_order_id) is None:
            found = store.find_order(item.account_id, fill.client_order_id)
            if found is not None:
                late[fill.client_order_id] = found
    return late


def written_out(
    store: Store, account_id: AccountId, told: Iterable[Item | Fill]
) -> tuple[list[Item], list[Item]]:
    """Return the items with busts and corrections in full, and those whose original nobody knows."""
    done: list[Item] = []
    lost: list[Item] = []
    seen: dict[str, Fill] = {}
    for one in told:
        fill = one if isinstance(one, Fill) else fill_of(one)
        if fill is None or fill.corrects is None:
            if not isinstance(one, Fill):
                done.append(one)
            if fill is not None:
                seen[fill.venue_execution_id] = fill
            continue
        original = seen.get(fill.corrects) or _original(store, account_id, fill)
        if original is None:
            lost.append(FillUnmatched(account_id, fill))
            continue
        done += [FillInFull(account_id, part) for part in in_full(fill, original)]
    return done, lost


def _original(store: Store, account_id: AccountId, fill: Fill) -> Fill | None:
    row = store.executions.get((account_id, str(fill.corrects)))
    if row is None:
        return None
    order = None if row.order_id is None else store.orders[row.order_id]
    return Fill(
        venue_execution_id=VenueExecutionId(row.venue_execution_id),
        client_order_id=ClientOrderId("") if order is None else order.client_order_id,
        venue_order_id=VenueOrderId(row.venue_order_id),
        symbol=row.symbol,
        side="buy" if row.side == "buy" else "sell",
        quantity=row.quantity,
        price=row.price,
        fee=row.fee,
        occurred_at=row.occurred_at,
        fee_currency=row.fee_currency,
    )
