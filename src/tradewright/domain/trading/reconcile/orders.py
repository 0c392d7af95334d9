"""The venue's open orders sorted into ours, those that are missing from the list, and those nobody asked us for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tradewright.domain.trading.book import AccountBook
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import OrderReport
from tradewright.domain.trading.reconcile.discrepancy import Discrepancy, discrepancy_id
from tradewright.domain.trading.reconcile.external import ExternalOrder, from_report
from tradewright.domain.trading.reconcile.snapshot import VenueSnapshot
from tradewright.domain.trading.reconcile.watch import QUIET, AccountWatch
from tradewright.kernel.ids import OrderId, VenueOrderId


@dataclass(frozen=True, slots=True)
class SortedOrders:
    """See Findings: the parts of it that come from the open list."""

    reports: tuple[tuple[OrderId, OrderReport], ...]
    missing: tuple[OrderId, ...]
    externals: tuple[ExternalOrder, ...]
    discrepancies: tuple[Discrepancy, ...]


def sort_out(
    book: AccountBook, watch: AccountWatch, snapshot: VenueSnapshot, *, now: datetime
) -> SortedOrders:
    """Return whose each open order of the venue is, and which of ours it does not show.

    An external order that has left the list is no longer open; whether it filled or was cancelled, its fills say.
    """
    reports: list[tuple[OrderId, OrderReport]] = []
    externals: list[ExternalOrder] = []
    discrepancies: list[Discrepancy] = []
    shown: set[VenueOrderId] = set()
    still_open: set[tuple[object, ...]] = set()
    for report in snapshot.orders or ():
        shown.add(report.venue_order_id)
        order = owner_of(report, book.orders)
        if order is not None:
            reports.append((order.order_id, report))
            continue
        ended = snapshot.known.get(report.venue_order_id)
        if ended is not None:
            if not ended.is_terminal:
                continue  # it was live while the list was read, and ended since: the next look tells whether it is gone
            found = _open_though_ended(book, watch, ended, report, now)
            still_open.add(("order", report.symbol, ended.order_id))
            if found is not None and watch.is_quiet(report.symbol, snapshot.began_at):
                discrepancies.append(found)
            continue
        before = watch.externals.get(report.venue_order_id)
        seen = from_report(book.account_id, report, before, now)
        if seen is not before:
            externals.append(seen)
    for venue_order_id, before in watch.externals.items():
        if before.is_live and venue_order_id not in shown and before.updated_at < snapshot.began_at - QUIET:
            is_whole = before.filled_quantity >= before.quantity
            externals.append(
                replace(before, state="filled" if is_whole else "cancelled", updated_at=snapshot.read_at)
            )
    discrepancies.extend(
        replace(one, state="cleared", resolved_at=now)
        for one in watch.open()
        if one.kind == "order" and one.venue == "open" and one.subject not in still_open
    )
    found_ids = {order_id for order_id, _ in reports}
    missing = tuple(
        order.order_id
        for order in book.orders.values()
        if order.order_id not in found_ids and _should_show(order, watch, snapshot)
    )
    return SortedOrders(tuple(reports), missing, tuple(externals), tuple(discrepancies))


def owner_of(report: OrderReport, orders: Mapping[OrderId, Order]) -> Order | None:
    """Return the order of ours that `report` is about: by our id, the venue's, or as the leg it made of a bracket."""
    named = next((one for one in orders.values() if one.client_order_id == report.client_order_id), None)
    if named is not None:
        return named
    known = next((one for one in orders.values() if one.venue_order_id == report.venue_order_id), None)
    if known is not None or report.parent_venue_order_id is None:
        return known
    parents = {one.order_id for one in orders.values() if one.venue_order_id == report.parent_venue_order_id}
    role = "target" if report.order_type == "limit" else "stop"
    return next(
        (
            one
            for one in orders.values()
            if one.parent_order_id in parents and one.leg == role and one.venue_order_id is None
        ),
        None,
    )


def _should_show(order: Order, watch: AccountWatch, snapshot: VenueSnapshot) -> bool:
    """Whether the venue's open list ought to show the order, and nothing of it was on its way while the list was read."""
    if order.state == "held" and (order.is_managed or order.replaces is not None):
        return False  # still in our hands
    return watch.is_quiet(order.symbol, snapshot.began_at) or order.state == "unknown"


def _open_though_ended(
    book: AccountBook, watch: AccountWatch, ended: Order, report: OrderReport, now: datetime
) -> Discrepancy | None:
    if watch.about(("order", report.symbol, ended.order_id)) is not None:
        return None
    words = ended.state.replace("_", " ")
    return Discrepancy(
        discrepancy_id=discrepancy_id(book.account_id, "order", str(ended.order_id), now),
        account_id=book.account_id,
        symbol=report.symbol,
        kind="order",
        ours=words,
        venue="open",
        proposal="close",
        explanation=(
            f"We hold this order as {words}, and the venue shows it open. Close cancels it there; adopt and ignore leave it,"
            " and what it fills is booked."
        ),
        found_at=now,
        order_id=ended.order_id,
        evidence=({"source": "open_orders", "venue_order_id": report.venue_order_id},),
    )


def denied_by_venue(book: AccountBook, order: Order, words: str, now: datetime) -> Discrepancy:
    """Return the discrepancy of an order that is live here and that the venue says it does not have."""
    state = order.state.replace("_", " ")
    return Discrepancy(
        discrepancy_id=discrepancy_id(book.account_id, "order", str(order.order_id), now),
        account_id=book.account_id,
        symbol=order.symbol,
        kind="order",
        ours=state,
        venue="not there",
        proposal="adopt",
        explanation=(
            f"We hold this order as {state}, and the venue does not show it: {words}. Adopt ends it here as not placed;"
            " ignore leaves it as it is."
        ),
        found_at=now,
        order_id=order.order_id,
    )
