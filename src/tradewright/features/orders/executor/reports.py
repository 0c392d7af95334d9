"""What a venue's report of an order means for ours, as events of its life. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from tradewright.domain.trading.order import (
    LegResized,
    Order,
    OrderEvent,
    OrderReplaced,
    VenueAccepted,
    VenueCancelled,
    VenueExpired,
    VenueRejected,
)
from tradewright.domain.trading.ports.broker import OrderReport
from tradewright.kernel.money import plain

REPORTS_COME_WITHIN = timedelta(seconds=10)
"""What a venue still says of an order's old form so long after a change is true: somebody changed it back."""


def events_of_report(order: Order, report: OrderReport) -> tuple[OrderEvent, ...]:
    """Return the events that bring `order` to what the venue reports, except fills.

    Fills are booked from fills alone, each with its own id; a report that shows more filled than we have says only that
    fills are on their way.
    """
    at = report.updated_at
    if report.replaced_by is not None:
        # The venue closed this id and opened another for the same order; its own report tells the rest.
        return (OrderReplaced(report.replaced_by, at),)
    limit_price, stop_price = _moved_prices(order, report)
    is_renamed = order.venue_order_id not in (None, report.venue_order_id)
    if _is_live(report) and (is_renamed or limit_price or stop_price):
        quantity = report.quantity if report.quantity > 0 else None
        replaced = OrderReplaced(
            report.venue_order_id, at, quantity=quantity, limit_price=limit_price, stop_price=stop_price
        )
        return (replaced,)
    return (*_size(order, report), *_name(order, report), *_state(order, report))


def end_of_taken_back(report: OrderReport) -> tuple[OrderEvent, ...]:
    """Return the end of an order that the venue calls filled with less than all of it: a fill was taken back before anybody
    told us of it, and no fill will ever come to end the order here. `report` is as the venue gave it.
    """
    if report.state != "filled" or report.filled_quantity >= report.quantity:
        return ()
    words = f"the venue is done with it; {plain(report.filled_quantity)} filled, the rest was taken back"
    return (VenueCancelled(words, report.updated_at, report.filled_quantity),)


def without_late_form(order: Order, report: OrderReport, now: datetime) -> OrderReport:
    """Return the report; one of the form that the order had before it was changed a moment ago says nothing of its form.

    The answer to a change comes by itself and often before what the stream told earlier: taken for news, that would give
    the order its old size, and the next fill would end it here while the rest of it goes on at the venue.
    """
    was = order.was
    if was is None or not timedelta(0) <= now - was.until < REPORTS_COME_WITHIN:
        return report
    if (report.quantity, report.limit_price, report.stop_price) != (
        was.quantity,
        was.limit_price,
        was.stop_price,
    ):
        return report
    return replace(
        report,
        quantity=order.quantity,
        limit_price=order.limit_price,
        stop_price=order.stop_price,
        venue_order_id=order.venue_order_id or report.venue_order_id,
    )


def _moved_prices(order: Order, report: OrderReport) -> tuple[Decimal | None, Decimal | None]:
    """Limit and stop where the venue has them elsewhere than we; a trailing stop moves by itself and is left alone."""
    limit = report.limit_price if order.limit_price not in (None, report.limit_price) else None
    stop = report.stop_price if order.stop_price not in (None, report.stop_price) else None
    return (None, None) if order.order_type == "trailing_stop" else (limit, stop)


def _size(order: Order, report: OrderReport) -> tuple[OrderEvent, ...]:
    if report.quantity == order.quantity or report.quantity <= 0:
        return ()
    return (LegResized(report.quantity, report.updated_at),)


def _name(order: Order, report: OrderReport) -> tuple[OrderEvent, ...]:
    """What is live was accepted; and so was, unless it was a leg that never woke, what has ended under an id of its own."""
    has_ended = report.state in ("cancelled", "expired")
    if _is_live(report) or (has_ended and order.venue_order_id is None and order.state != "held"):
        return (VenueAccepted(report.venue_order_id, report.updated_at),)
    return ()


def _state(order: Order, report: OrderReport) -> tuple[OrderEvent, ...]:
    at = report.updated_at
    match report.state:
        case "cancelled":
            return (VenueCancelled(report.reason or "cancelled at the venue", at, report.filled_quantity),)
        case "expired":
            return (VenueExpired(report.reason or "expired at the venue", at, report.filled_quantity),)
        case "rejected":
            return (VenueRejected("rejected", report.reason or "rejected by the venue", at),)
        case "working" | "partly_filled" | "filled":
            return ()  # its name says that it was accepted
        case "held" | "submitting" | "unknown" | "not_placed":
            return ()  # a held leg is as we know it; the others are our words, which no venue uses


def _is_live(report: OrderReport) -> bool:
    return report.state in ("working", "partly_filled", "filled")
