"""Orders of ours as requests to a venue; also used when a venue that refuses duplicates is asked again."""

from __future__ import annotations

from collections.abc import Iterable

from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import LegRequest, OrderRequest


def request_for(order: Order, legs: Iterable[Order] = ()) -> OrderRequest:
    """Return the request for `order`, with those of `legs` that have it as parent travelling inside it."""
    by_leg = {leg.leg: _leg_request(leg) for leg in legs if leg.parent_order_id == order.order_id}
    return OrderRequest(
        client_order_id=order.client_order_id,
        symbol=order.symbol,
        side=order.side,
        order_type=order.order_type,
        quantity=order.quantity,
        time_in_force=order.time_in_force,
        limit_price=order.limit_price,
        stop_price=order.stop_price,
        reduce_only=order.reduce_only,
        stop_loss=by_leg.get("stop"),
        take_profit=by_leg.get("target"),
    )


def _leg_request(leg: Order) -> LegRequest:
    return LegRequest(
        client_order_id=leg.client_order_id,
        order_type=leg.order_type,
        limit_price=leg.limit_price,
        stop_price=leg.stop_price,
        quantity_max=leg.quantity,
    )
