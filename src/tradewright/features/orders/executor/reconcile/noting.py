"""Keeping a draft's watches: what changed, what is announced, and when an inquiry begins and ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tradewright.domain.trading.market import PLATFORM
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.reconcile import (
    AccountWatch,
    Discrepancy,
    Evidence,
    ExternalOrder,
    Inquiry,
    watched,
)
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.reconcile.documents import discrepancy_document, external_document
from tradewright.features.orders.executor.reconcile.rows import InquiryRow
from tradewright.kernel.ids import AccountId, OrderId
from tradewright.platform import telemetry

discrepancies_found = telemetry.counter(
    "tradewright_discrepancies_total",
    "Differences between our books and a venue, by kind and state.",
    ["kind", "state"],
)
external_orders_seen = telemetry.counter(
    "tradewright_external_orders_total", "Orders at venues that nobody asked us for, when first seen."
)
inquiries_ended = telemetry.counter(
    "tradewright_inquiries_total", "Inquiries into unknown orders, by how they ended.", ["verdict"]
)


def watch_of(draft: Draft, account_id: AccountId) -> AccountWatch:
    return draft.watches.get(account_id) or AccountWatch()


def put_watch(draft: Draft, account_id: AccountId, watch: AccountWatch) -> None:
    """Keep the watch, and let the account's book know what it blocks."""
    draft.watches[account_id] = watch
    before = draft.account(account_id)
    after = watched(before, watch)
    if after is not before:
        draft.put(after)


def put_discrepancy(draft: Draft, found: Discrepancy) -> None:
    """Keep, write and announce a discrepancy that is new or changed."""
    put_watch(draft, found.account_id, watch_of(draft, found.account_id).with_discrepancy(found))
    tell_discrepancy(draft, found)


def tell_discrepancy(draft: Draft, found: Discrepancy) -> None:
    user_id = draft.desk.user_id
    draft.batch.reality.discrepancies[found.discrepancy_id] = (user_id, found)
    draft.batch.announce(user_id, "discrepancy.changed", discrepancy_document(found))
    discrepancies_found.labels(found.kind, found.state).inc()


def put_external(draft: Draft, external: ExternalOrder) -> None:
    """Keep, write and announce an external order that is new or changed."""
    put_watch(draft, external.account_id, watch_of(draft, external.account_id).with_external(external))
    tell_external(draft, external)


def tell_external(draft: Draft, external: ExternalOrder) -> None:
    user_id = draft.desk.user_id
    draft.batch.reality.externals[external.external_order_id] = (user_id, external)
    draft.batch.announce(user_id, "external_order.changed", external_document(external))
    if external.first_seen_at == draft.now:
        external_orders_seen.inc()


def put_inquiry(draft: Draft, account_id: AccountId, order_id: OrderId, inquiry: Inquiry) -> None:
    put_watch(draft, account_id, watch_of(draft, account_id).with_inquiry(order_id, inquiry))
    draft.batch.reality.inquiries[order_id] = (draft.desk.user_id, InquiryRow(account_id, inquiry))


def end_inquiry(
    draft: Draft, account_id: AccountId, order_id: OrderId, verdict: str, found: Evidence | None = None
) -> None:
    """Close the inquiry into an order, if there is one, with what settled it."""
    watch = watch_of(draft, account_id)
    inquiry = watch.inquiries.get(order_id)
    if inquiry is not None:
        if found is not None:
            inquiry = inquiry.with_look((found,), is_miss=False, at=found.at)
        put_watch(draft, account_id, watch.with_inquiry(order_id, None))
        row = InquiryRow(account_id, inquiry, ended_at=draft.now, verdict=verdict)
        draft.batch.reality.inquiries[order_id] = (draft.desk.user_id, row)
        inquiries_ended.labels(verdict).inc()
    _clear_doubts_about(draft, account_id, order_id)


def note_changes(draft: Draft, changed: Iterable[Order]) -> None:
    """Follow the orders that changed in this turn: their symbols are not quiet, and a fate that opened or closed is noted.

    Call it once, at the end of the turn.
    """
    for account_id, symbol in draft.moved_positions:
        if draft.account(account_id).venue != PLATFORM:
            put_watch(draft, account_id, watch_of(draft, account_id).with_touched([symbol], draft.now))
    for order in changed:
        account_id = order.account_id
        watch = watch_of(draft, account_id)
        if draft.account(account_id).venue != PLATFORM:
            watch = watch.with_touched([order.symbol], draft.now)
            put_watch(draft, account_id, watch)
        if order.state == "unknown":
            if order.order_id not in watch.inquiries:
                began_at = order.unknown_since or draft.now
                inquiry = Inquiry(order.reason or "no answer", asked_at=order.created_at, began_at=began_at)
                put_inquiry(draft, account_id, order.order_id, inquiry)
        elif order.order_id in watch.inquiries and (order.is_terminal or order.venue_order_id is not None):
            verdict = "not_placed" if order.state == "not_placed" else "placed"
            words = f"it is {order.state.replace('_', ' ')}"
            found = Evidence(draft.now, "stream", verdict == "placed", words)
            end_inquiry(draft, account_id, order.order_id, verdict, found)
        elif order.is_terminal and watch.discrepancies:
            _clear_doubts_about(draft, account_id, order.order_id)


def _clear_doubts_about(draft: Draft, account_id: AccountId, order_id: OrderId) -> None:
    """What was open because the venue denied the order is settled by itself."""
    for one in list(watch_of(draft, account_id).open()):
        if one.kind == "order" and one.order_id == order_id and one.venue == "not there":
            put_discrepancy(draft, replace(one, state="cleared", resolved_at=draft.now))
