"""Futures orders, trades and positions as the query addresses show them. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from tradewright_fakes.binance.futures.money import books_of, mark_of, unrealised
from tradewright_fakes.binance.signing import milliseconds
from tradewright_fakes.binance.text import fixed, plain
from tradewright_fakes.matching import Account, Exchange, Fill, Order, Position

STATUS: Final = {
    "pending": "NEW",
    "accepted": "NEW",
    "new": "NEW",
    "held": "NEW",
    "partially_filled": "PARTIALLY_FILLED",
    "filled": "FILLED",
    "canceled": "CANCELED",
    "expired": "EXPIRED",
    "rejected": "REJECTED",
    "replaced": "CANCELED",
}
WATCH: Final = {"last": "CONTRACT_PRICE", "mark": "MARK_PRICE"}


def told_type(order: Order) -> str:
    """The venue's type; orders made by hand have only their kind."""
    return str(order.tags.get("type") or order.kind.upper())


def order_body(order: Order) -> dict[str, Any]:
    """An order as the query addresses show it."""
    return _common(order) | {
        "avgPrice": fixed(order.average_price, 5),
        "cumQuote": fixed(order.cost, 5),
        "time": milliseconds(order.created_at),
    }


def reply_body(order: Order) -> dict[str, Any]:
    """An order as the answer to placing, changing or cancelling it: without average price and value since 2026."""
    return _common(order) | {"cumQty": plain(order.filled)}


def _common(order: Order) -> dict[str, Any]:
    return {
        "orderId": int(order.id),
        "symbol": order.symbol,
        "status": STATUS[order.status],
        "clientOrderId": order.client_id,
        "price": plain(order.limit_price),
        "origQty": plain(order.quantity),
        "executedQty": plain(order.filled),
        "timeInForce": order.tags.get("tif", "GTC"),
        "type": told_type(order),
        "reduceOnly": order.reduce_only,
        "closePosition": order.close_position,
        "side": order.side.upper(),
        "positionSide": order.position_side.upper(),
        "stopPrice": "0",
        "workingType": "CONTRACT_PRICE",
        "priceProtect": False,
        "origType": order.tags.get("orig_type") or told_type(order),
        "priceMatch": "NONE",
        "selfTradePreventionMode": "EXPIRE_MAKER",
        "goodTillDate": 0 if order.expires_at is None else milliseconds(order.expires_at),
        "updateTime": milliseconds(order.updated_at or order.created_at),
    }


def trade_body(fill: Fill) -> dict[str, Any]:
    return {
        "symbol": fill.symbol,
        "id": fill.number,
        "orderId": int(fill.order_id),
        "side": fill.side.upper(),
        "price": plain(fill.price),
        "qty": plain(fill.quantity),
        "realizedPnl": fixed(fill.realised),
        "quoteQty": plain(fill.price * fill.quantity),
        "commission": fixed(fill.fee),
        "commissionAsset": fill.fee_asset,
        "time": milliseconds(fill.at),
        "positionSide": fill.position_side.upper(),
        "buyer": fill.side == "buy",
        "maker": fill.is_maker,
    }


def algo_body(order: Order, *, is_new: bool = False) -> dict[str, Any]:
    """A conditional order as its own addresses show it."""
    tags = order.tags
    body: dict[str, Any] = {
        "algoId": int(order.id),
        "clientAlgoId": order.client_id,
        "algoType": "CONDITIONAL",
        "orderType": tags["type"],
        "symbol": order.symbol,
        "side": order.side.upper(),
        "positionSide": order.position_side.upper(),
        "timeInForce": tags["tif"],
        "quantity": plain(order.quantity),
        "algoStatus": algo_status(order),
        "triggerPrice": plain(order.stop_price),
        "price": plain(order.limit_price),
        "icebergQuantity": None,
        "selfTradePreventionMode": "EXPIRE_MAKER",
        "workingType": WATCH[order.watch],
        "priceMatch": "NONE",
        "closePosition": order.close_position,
        "priceProtect": False,
        "reduceOnly": order.reduce_only,
        "createTime": milliseconds(order.created_at),
        "updateTime": milliseconds(order.updated_at or order.created_at),
        "triggerTime": tags.get("trigger_time", 0),
        "goodTillDate": 0,
    }
    if is_new:
        return body | {
            "activatePrice": "" if order.activation_price is None else plain(order.activation_price),
            "callbackRate": "" if order.trail_rate is None else plain(order.trail_rate * 100),
        }
    child = tags.get("child")
    actual = child if isinstance(child, Order) else None
    return body | {
        "actualOrderId": str(tags.get("actual_id", "")),
        "actualPrice": plain(None if actual is None else actual.average_price),
        "actualType": "" if actual is None else told_type(actual),
        "actualQty": plain(None if actual is None else actual.filled),
        "tpOrderType": "",
    }


def algo_status(order: Order) -> str:
    told = order.tags.get("algo_status")
    return (
        str(told)
        if told
        else {"new": "NEW", "pending": "NEW", "canceled": "CANCELED"}.get(order.status, "EXPIRED")
    )


def position_risk(position: Position, account: Account, exchange: Exchange, at: int) -> dict[str, Any]:
    books, mark = books_of(account), mark_of(exchange, position.symbol)
    value = position.quantity * mark
    initial = fixed(abs(value) / books.leverage[position.symbol])
    return {
        "symbol": position.symbol,
        "positionSide": position.side.upper(),
        "positionAmt": plain(position.quantity),
        "entryPrice": plain(position.average),
        "breakEvenPrice": plain(position.average),
        "markPrice": fixed(mark),
        "unRealizedProfit": fixed(unrealised(position, exchange)),
        "liquidationPrice": "0",
        "isolatedMargin": "0",
        "notional": fixed(value),
        "marginAsset": books.asset,
        "isolatedWallet": "0",
        "initialMargin": initial,
        "maintMargin": fixed(abs(value) * Decimal("0.004")),
        "positionInitialMargin": initial,
        "openOrderInitialMargin": "0",
        "adl": 1,
        "bidNotional": "0",
        "askNotional": "0",
        "updateTime": at,
    }
