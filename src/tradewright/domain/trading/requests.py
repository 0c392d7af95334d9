"""Orders of ours as requests to a venue; also used when a venue that refuses duplicates is asked again."""

from __future__ import annotations

from collections.abc import Iterable

from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import LegRequest, OrderRequest


def request_for(order: Order, legs: Iterable[Order] = ()) -> OrderRequest:
    """Return the request for `order`, with those of `legs` that have it as parent travelling inside it. Legs that we keep
    ourselves stay here.
    """
    by_leg = {
        leg.leg: _leg_request(leg)
        for leg in legs
        if leg.parent_order_id == order.order_id and leg.state == "held" and not leg.is_managed
    }
    return OrderRequest(
        client_order_id=order.client_order_id,
        symbol=order.symbol,
        side=order.side,
        order_type=order.order_type,
        quantity=order.quantity,
        time_in_force=order.time_in_force,
        # A stop that is sent at the market still says where it stood; the venue is not asked for that.
        limit_price=None if order.order_type == "market" else order.limit_price,
        stop_price=None if order.order_type == "market" else order.stop_price,
        reduce_only=order.reduce_only,
        stop_loss=by_leg.get("stop"),
        take_profit=by_leg.get("target"),
        trail_amount=order.trail_amount,
        trail_percent=order.trail_percent,
        activation_price=order.activation_price,
        post_only=order.post_only,
        extended_hours=order.extended_hours,
        expires_at=order.expires_at,
    )


def _leg_request(leg: Order) -> LegRequest:
    return LegRequest(
        client_order_id=leg.client_order_id,
        order_type=leg.order_type,
        limit_price=leg.limit_price,
        stop_price=leg.stop_price,
        quantity_max=leg.quantity,
        trail_amount=leg.trail_amount,
        trail_percent=leg.trail_percent,
        activation_price=leg.activation_price,
    )
