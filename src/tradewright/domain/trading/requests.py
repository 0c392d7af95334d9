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
    # A stop that we move ourselves keeps its trail to itself, and one that goes to the market where it stood: the venue is
    # asked for nothing that its type does not have.
    trails = order.order_type == "trailing_stop"
    has_prices = order.order_type != "market"
    return OrderRequest(
        client_order_id=order.client_order_id,
        symbol=order.symbol,
        side=order.side,
        order_type=order.order_type,
        quantity=order.quantity,
        time_in_force=order.time_in_force,
        limit_price=order.limit_price if has_prices else None,
        stop_price=order.stop_price if has_prices else None,
        reduce_only=order.reduce_only,
        stop_loss=by_leg.get("stop"),
        take_profit=by_leg.get("target"),
        trail_amount=order.trail_amount if trails else None,
        trail_percent=order.trail_percent if trails else None,
        activation_price=order.activation_price if trails else None,
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
