"""What a venue's report of an order proves, as events: for updates on the stream and for reconciliation
alike.
"""

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
    """Return the events that `report` proves about `order`; applying them twice changes nothing more.

    Fills are not among them: they come one by one with ids of their own, and only they move quantity. Book
    the fills known so far first, so that an order does not look ended before them.
    """
    at = report.updated_at
    events: list[OrderEvent] = []
    if order.is_protective and report.quantity > 0 and report.quantity != order.quantity:
        events.append(LegResized(report.quantity, at))
    match report.state:
        case "working" | "partly_filled" | "filled":
            events.append(VenueAccepted(report.venue_order_id, at))
        case "cancelled":
            events.append(VenueCancelled(report.reason or "cancelled by the venue", at))
        case "expired":
            events.append(VenueExpired(report.reason or "expired at the venue", at))
        case "rejected":
            events.append(VenueRejected("venue", report.reason or "rejected by the venue", at))
        case "held" | "submitting" | "unknown" | "not_placed":
            pass  # held: the leg still waits; the others are states of ours that no venue reports
    return tuple(events)
