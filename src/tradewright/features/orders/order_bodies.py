"""From the body of `POST /order` to the intent it means; asking and rehearsing read it alike."""

from __future__ import annotations

from tradewright.domain.trading.signal import Intent
from tradewright.features.orders.intents import order_intent
from tradewright.features.orders.schemas import OrderInput


def intent_of(body: OrderInput) -> Intent:
    """Return the intent, or raise OrderNotValid with every fault found."""
    return order_intent(
        side=body.side,
        symbol=body.symbol,
        order_type=body.type,
        qty_mode=body.qty_mode,
        qty=body.qty,
        limit_price=body.limit_price,
        stop_price=body.stop_price,
        stop_loss=(body.sl.mode, body.sl.value) if body.sl else None,
        take_profit=(body.tp.mode, body.tp.value) if body.tp else None,
        time_in_force=body.time_in_force,
        reduce_only=body.reduce_only,
        tag=body.tag,
    )
