"""What a venue's report of an order means for ours, as events of its life. Pure."""

from __future__ import annotations

from tradewright.domain.trading.order import (
    LegResized,
    Order,
    OrderEvent,
    VenueAccepted,
    VenueCancelled,
    VenueExpired,
    VenueRejected,
)
from tradewright.domain.trading.ports.broker import OrderReport


def events_of_report(order: Order, report: OrderReport) -> tuple[OrderEvent, ...]:
    """Return the events that bring `order` to what the venue reports, except fills.

    Fills are booked from fills alone, each with its own id; a report that shows more filled than we have says only that
    fills are on their way.
    """
    at = report.updated_at
    events: list[OrderEvent] = []
    if report.quantity != order.quantity and report.quantity > 0:
        events.append(LegResized(report.quantity, at))
    match report.state:
        case "working" | "partly_filled" | "filled":
            events.append(VenueAccepted(report.venue_order_id, at))
        case "cancelled":
            events.append(VenueCancelled(report.reason or "cancelled at the venue", at))
        case "expired":
            events.append(VenueExpired(report.reason or "expired at the venue", at))
        case "rejected":
            events.append(VenueRejected("rejected", report.reason or "rejected by the venue", at))
        case "held" | "submitting" | "unknown" | "not_placed":
            pass  # a held leg is as we know it; the others are our words, which no venue uses
    return tuple(events)
