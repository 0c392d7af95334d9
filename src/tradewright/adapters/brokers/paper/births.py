"""How a request becomes the paper venue's own orders: itself, and the legs that wait for it."""

from __future__ import annotations

from datetime import datetime

from tradewright.adapters.brokers.paper.book import PaperOrder
from tradewright.domain.trading.ports.broker import LegRequest, OrderRequest
from tradewright.domain.trading.signal import Side
from tradewright.kernel.ids import ClientOrderId, VenueOrderId
from tradewright.kernel.money import ZERO


def venue_order_id(client_order_id: ClientOrderId) -> VenueOrderId:
    """Return the venue's own name for an order; derived, so that it is the same after any crash."""
    return VenueOrderId(f"PAPER-{client_order_id}")


def order_of(request: OrderRequest, *, now: datetime) -> PaperOrder:
    return PaperOrder(
        client_order_id=request.client_order_id,
        venue_order_id=venue_order_id(request.client_order_id),
        symbol=request.symbol,
        side=request.side,
        order_type=request.order_type,
        quantity=request.quantity,
        time_in_force=request.time_in_force,
        received_at=now,
        updated_at=now,
        limit_price=request.limit_price,
        stop_price=request.stop_price,
        reduce_only=request.reduce_only,
        trail_amount=request.trail_amount,
        trail_percent=request.trail_percent,
        activation_price=request.activation_price,
        expires_at=request.expires_at,
    )


def legs_of(request: OrderRequest, *, now: datetime) -> list[PaperOrder]:
    legs: list[LegRequest] = [leg for leg in (request.stop_loss, request.take_profit) if leg is not None]
    away: Side = "sell" if request.side == "buy" else "buy"
    return [
        PaperOrder(
            client_order_id=leg.client_order_id,
            venue_order_id=venue_order_id(leg.client_order_id),
            symbol=request.symbol,
            side=away,
            order_type=leg.order_type,
            quantity=request.quantity,
            time_in_force="gtc",
            received_at=now,
            updated_at=now,
            limit_price=leg.limit_price,
            stop_price=leg.stop_price,
            reduce_only=True,
            trail_amount=leg.trail_amount,
            trail_percent=leg.trail_percent,
            activation_price=leg.activation_price,
            parent=request.client_order_id,
            state="held",
            unguarded=ZERO if leg.quantity_max is None else max(request.quantity - leg.quantity_max, ZERO),
        )
        for leg in legs
    ]
