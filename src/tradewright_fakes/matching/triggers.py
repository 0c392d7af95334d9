"""When a stop wakes up. Pure: an order, a price, an answer."""

from __future__ import annotations

from decimal import Decimal

from tradewright_fakes.matching.orders import Order
from tradewright_fakes.matching.prices import Quote


def watched_price(order: Order, quote: Quote) -> Decimal:
    return quote.mark if order.watch == "mark" else quote.last


def trail(order: Order, price: Decimal) -> bool:
    """Move a trailing stop's extreme and stop by `price`; True when its stop moved. Needs its activation first."""
    if order.kind != "trailing_stop":
        return False
    is_sell = order.side == "sell"
    if order.extreme is None and order.activation_price is not None:
        reached = price >= order.activation_price if is_sell else price <= order.activation_price
        if not reached:
            return False
    if order.extreme is not None and (price <= order.extreme if is_sell else price >= order.extreme):
        return False
    order.extreme = price
    distance = (
        order.trail_amount if order.trail_amount is not None else price * (order.trail_rate or Decimal(0))
    )
    order.stop_price = price - distance if is_sell else price + distance
    return True


def is_due(order: Order, quote: Quote) -> bool:
    """True when the watched price has come to the order's stop."""
    if order.stop_price is None:
        return False
    price = watched_price(order, quote)
    return price >= order.stop_price if order.triggers_on_rise else price <= order.stop_price
