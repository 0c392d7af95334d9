"""Taking in what the venue shows: reports of orders, fills nobody of ours asked for, and whole looks at an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tradewright.domain.trading.fees import FeeRates
from tradewright.domain.trading.market import PLATFORM
from tradewright.domain.trading.order import Fill, Order, OutcomeUnknown, ProvedAbsent, ReplaceRefused
from tradewright.domain.trading.ports.broker import OrderReport
from tradewright.domain.trading.reconcile import (
    Discrepancy,
    Evidence,
    Inquiry,
    NotPlaced,
    Transfer,
    compare,
    denied_by_venue,
    from_fill,
    from_report,
    owner_of,
    verdict,
)
from tradewright.domain.trading.reconcile.discrepancy import discrepancy_id
from tradewright.domain.trading.reconcile.inquiry import MISSES_NEEDED
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.inbox import FillUnmatched, OrderSought, VenueSeen
from tradewright.features.orders.executor.reconcile.noting import (
    end_inquiry,
    put_discrepancy,
    put_external,
    put_inquiry,
    put_watch,
    tell_discrepancy,
    tell_external,
    watch_of,
)
from tradewright.features.orders.executor.reports import (
    end_of_taken_back,
    events_of_report,
    without_late_form,
)
from tradewright.kernel.ids import AccountId

LIVE = ("working", "partly_filled")
ENDED_EARLY = ("cancelled", "expired")
ASKED_FOR = timedelta(seconds=30)
"""So long a change that was asked for may still be answered, or made."""
WITHHELD_FOR = timedelta(seconds=30)
"""So long a fill that an order in doubt may own waits for that order's name; then it is a stranger's."""


def hear_report(draft: Draft, account_id: AccountId, report: OrderReport) -> None:
    """Apply what the venue says of one order: ours by our id, by its own, or as a leg it made; else an external one."""
    order = draft.find(account_id, report.client_order_id) or owner_of(
        report, draft.account(account_id).orders
    )
    if order is not None and _awaits_its_fills(draft, order, report):
        draft.effects.unsettled.add(account_id)
        return
    if order is not None:
        _apply_report(draft, order, report)
        return
    if draft.account(account_id).venue == PLATFORM:
        return
    before = watch_of(draft, account_id).externals.get(report.venue_order_id)
    seen = from_report(account_id, report, before, draft.now)
    if seen is not before:
        put_external(draft, seen)


def _apply_report(draft: Draft, order: Order, report: OrderReport) -> None:
    changes = events_of_report(order, without_late_form(order, report, draft.now))
    for change in (*changes, *end_of_taken_back(report)):
        draft.apply(order.account_id, order.order_id, change)
    is_settled = order.asked is not None and (
        report.state == "filled" or (report.state in LIVE and draft.now - order.asked.occurred_at > ASKED_FOR)
    )
    if is_settled:
        # Whatever became of the request, the venue shows by now what it came to.
        words = "the venue shows the order as it stands now"
        draft.apply(order.account_id, order.order_id, ReplaceRefused(words, draft.now))
    if report.state in ENDED_EARLY and report.filled_quantity > order.filled_quantity:
        draft.effects.unsettled.add(order.account_id)  # its last fills are on their way: asked for at once
    if order.order_id in watch_of(draft, order.account_id).inquiries and order.state != "unknown":
        found = Evidence(draft.now, "lookup", True, f"the venue shows it {report.state.replace('_', ' ')}")
        end_inquiry(draft, order.account_id, order.order_id, "placed", found)


def _awaits_its_fills(draft: Draft, order: Order, report: OrderReport) -> bool:
    """Whether an entry's end is heard before its last fills, and legs that we keep wait for those: they would end with it,
    and what filled would stand bare. The look that is asked for brings fills first.
    """
    if (
        order.is_terminal
        or report.state not in ENDED_EARLY
        or report.filled_quantity <= order.filled_quantity
    ):
        return False
    if abs(draft.now - report.updated_at) >= WITHHELD_FOR:
        return False
    legs = draft.account(order.account_id).orders_of(order.symbol)
    return any(leg.is_managed and leg.parent_order_id == order.order_id for leg in legs)


def owner_of_fill(draft: Draft, account_id: AccountId, fill: Fill) -> Order | None:
    """Return the order of ours that a fill belongs to: by our id, or by the venue's where the fill bears none of ours."""
    named = draft.find(account_id, fill.client_order_id or None)
    if named is not None or not fill.venue_order_id:
        return named
    known = (*draft.changed.values(), *draft.account(account_id).orders.values(), *draft.desk.ended.values())
    return next(
        (one for one in known if one.account_id == account_id and one.venue_order_id == fill.venue_order_id),
        None,
    )


def may_be_of_an_order_in_doubt(draft: Draft, account_id: AccountId, fill: Fill) -> bool:
    """Whether an order whose venue id nobody knows yet may be what filled: whose it is, the next look tells.

    A venue that names fills by its own order ids alone would otherwise have the fill booked as a stranger's.
    """
    if draft.account(account_id).venue == PLATFORM or fill.kind != "trade":
        return False
    return any(
        order.state in ("submitting", "unknown")
        and order.venue_order_id is None
        and order.side == fill.side
        and draft.now - order.created_at < WITHHELD_FOR
        for order in draft.account(account_id).orders_of(fill.symbol)
    )


def hear_foreign_fill(draft: Draft, account_id: AccountId, fill: Fill) -> None:
    """Book a fill that no order of ours explains, and know its order as external.

    Where a venue tells balances (spot), what its owner trades there by hand is none of our holding: it is shown and not
    booked, and a shortage that it leaves is found with the balances.
    """
    account = draft.account(account_id)
    if account.venue != PLATFORM and fill.kind in (
        "trade",
        "correction",
        "liquidation",
        "deleveraging",
        "settlement",
    ):
        before = watch_of(draft, account_id).externals.get(fill.venue_order_id)
        put_external(draft, from_fill(account_id, fill, before, draft.now))
    if account.capabilities.settles_positions or fill.kind in ("adjustment", "bust"):
        draft.book_foreign_fill(account_id, fill)


def hear_look(draft: Draft, item: VenueSeen) -> None:
    """Compare the account's book of this moment with what one look showed."""
    account_id = item.account_id
    account = draft.account(account_id)
    found = compare(
        account,
        watch_of(draft, account_id),
        item.snapshot,
        capabilities=account.capabilities,
        instruments=draft.market_of(account_id).instruments,
        now=draft.now,
    )
    is_whole = item.snapshot.orders is not None and item.snapshot.positions is not None
    put_watch(draft, account_id, replace(found.watch, is_in_sync=found.watch.is_in_sync or is_whole))
    for external in found.externals:
        tell_external(draft, external)
    for discrepancy in found.discrepancies:
        tell_discrepancy(draft, discrepancy)
    for order_id, report in found.reports:
        order = draft.order(account_id, order_id)
        if order is not None:
            _apply_report(draft, order, report)
    if found.money is not None:
        draft.put(replace(draft.account(account_id), money=found.money))
        row = (draft.desk.user_id, found.money, found.watch.cash_offset)
        draft.batch.reality.money[account_id] = row
    if (told := item.snapshot.money) is not None and told.fee_rates not in (None, account.fee_rates):
        _take_fee_rates(draft, account_id, told.fee_rates)
    for transfer in found.transfers:
        _take_transfer(draft, transfer)


def _take_fee_rates(draft: Draft, account_id: AccountId, rates: FeeRates) -> None:
    draft.put(replace(draft.account(account_id), fee_rates=rates))
    draft.batch.reality.fee_rates[account_id] = (draft.desk.user_id, rates)


def _take_transfer(draft: Draft, transfer: Transfer) -> None:
    """Money that came from outside is neither won nor lost: the base of the day moves with it. What the venue calls funding,
    a fee, interest or a dividend is won or lost, and only booked by its name.

    Where a venue tells balances (spot), cash that left may have bought a coin there by hand, and the equity is what it was:
    a lower base would hide a loss as large. There it stays, and money taken out counts as lost until the day is over.
    """
    draft.batch.reality.transfers[transfer.transfer_id] = (draft.desk.user_id, transfer)
    account = draft.account(transfer.account_id)
    if not transfer.is_from_outside:
        return
    if transfer.amount < 0 and not account.capabilities.settles_positions:
        return
    day = account.day_of(draft.now)
    if day is not None and day.equity_start is not None:
        moved = replace(day, equity_start=day.equity_start + transfer.amount)
        draft.put(replace(account, day=moved))


def hear_gap(draft: Draft, account_id: AccountId) -> None:
    """The stream was away: what it would have said is unknown, so nothing is entered before a whole look."""
    watch = watch_of(draft, account_id)
    if draft.account(account_id).venue != PLATFORM and watch.is_in_sync:
        put_watch(draft, account_id, replace(watch, is_in_sync=False, gap_at=draft.now))
    draft.effects.unsettled.add(account_id)


def hear_sought(draft: Draft, item: OrderSought) -> None:
    """Note one look that did not find an order, and what all of them prove by now."""
    account_id, order = item.account_id, draft.account(item.account_id).orders.get(item.order_id)
    if order is None or order.state == "held":
        return  # it ended meanwhile, or never left us
    if order.state == "submitting":
        draft.apply(account_id, order.order_id, OutcomeUnknown("the venue does not show it yet", item.at))
        order = draft.account(account_id).orders[order.order_id]
    inquiry = watch_of(draft, account_id).inquiries.get(order.order_id)
    if inquiry is None:
        cause = order.reason or "the venue does not show it"
        began_at = order.unknown_since or item.at
        inquiry = Inquiry(cause, asked_at=order.created_at, began_at=began_at)
    inquiry = inquiry.with_look(item.evidence, is_miss=item.is_miss, at=item.at)
    put_inquiry(draft, account_id, order.order_id, inquiry)
    if not item.is_miss:
        return
    if order.state != "unknown":
        if len(inquiry.misses) >= MISSES_NEEDED:
            _deny(draft, order, "it was working, and now the venue knows no order with our id")
        return
    account = draft.account(account_id)
    proved = verdict(inquiry, account.capabilities, stream_up_since=item.stream_up_since, now=draft.now)
    if isinstance(proved, NotPlaced):
        draft.apply(account_id, order.order_id, ProvedAbsent(proved.evidence, draft.now))
    elif proved.is_final and len(inquiry.misses) >= MISSES_NEEDED:
        _deny(draft, order, proved.reason)


def _deny(draft: Draft, order: Order, words: str) -> None:
    """Put before a person what no further look can settle."""
    account = draft.account(order.account_id)
    if watch_of(draft, order.account_id).about(("order", order.symbol, order.order_id)) is None:
        put_discrepancy(draft, denied_by_venue(account, order, words, draft.now))


def hear_unmatched(draft: Draft, item: FillUnmatched) -> None:
    """Put before a person that the venue took back or corrected what we never booked."""
    fill = item.fill
    name = f"{fill.corrects}/{fill.venue_execution_id}"
    known = watch_of(draft, item.account_id)
    act = "took back" if fill.kind == "bust" else "corrected"
    found = Discrepancy(
        discrepancy_id=discrepancy_id(item.account_id, "fill", name, fill.occurred_at),
        account_id=item.account_id,
        symbol=fill.symbol,
        kind="fill",
        ours="not booked",
        venue="taken back" if fill.kind == "bust" else "corrected",
        proposal="ignore",
        explanation=(
            f"The venue {act} execution {fill.corrects} of {fill.symbol}, which is not in our books. Positions are compared"
            " all the same; adopt and ignore close this matter."
        ),
        found_at=draft.now,
        evidence=(
            {"source": "fills", "venue_execution_id": fill.venue_execution_id, "corrects": fill.corrects},
        ),
    )
    if known.about(found.subject) is None and found.discrepancy_id not in known.discrepancies:
        put_discrepancy(draft, found)
