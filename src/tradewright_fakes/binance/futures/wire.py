"""Futures orders, positions and events in Binance's words. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from tradewright_fakes.binance.futures.money import books_of, mark_of, unrealised
from tradewright_fakes.binance.signing import milliseconds
from tradewright_fakes.binance.text import fixed, plain
from tradewright_fakes.matching import Account, Event, Exchange, Fill, Order, Position

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
EXECUTION: Final = {
    "new": "NEW",
    "fill": "TRADE",
    "canceled": "CANCELED",
    "expired": "EXPIRED",
    "rejected": "REJECTED",
    "amended": "AMENDMENT",
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


def algo_update(order: Order, status: str, at: int) -> dict[str, Any]:
    child = order.tags.get("child")
    actual = child if isinstance(child, Order) else None
    return {
        "e": "ALGO_UPDATE",
        "T": at,
        "E": at,
        "o": {
            "caid": order.client_id,
            "aid": int(order.id),
            "at": "CONDITIONAL",
            "o": order.tags["type"],
            "s": order.symbol,
            "S": order.side.upper(),
            "ps": order.position_side.upper(),
            "f": order.tags["tif"],
            "q": plain(order.quantity),
            "X": status,
            "ai": "" if actual is None or status == "TRIGGERING" else actual.id,
            "ap": plain(None if actual is None else actual.average_price),
            "aq": plain(None if actual is None else actual.filled),
            "act": "0" if actual is None else str(actual.tags["type"]),
            "tp": plain(order.stop_price),
            "p": plain(order.limit_price),
            "V": "EXPIRE_MAKER",
            "wt": WATCH[order.watch],
            "pm": "NONE",
            "cp": order.close_position,
            "pP": False,
            "R": order.reduce_only,
            "tt": order.tags.get("trigger_time", 0),
            "gtd": 0,
            "rm": order.reason,
        },
    }


def order_update(event: Event) -> dict[str, Any] | None:
    """ORDER_TRADE_UPDATE; None for what it does not tell."""
    order, fill = event.order, event.fill
    kind = EXECUTION.get(event.kind)
    if kind is None:
        return None
    at = milliseconds(event.at)
    return {
        "e": "ORDER_TRADE_UPDATE",
        "E": at,
        "T": at,
        "o": {
            "s": order.symbol,
            "c": order.client_id,
            "S": order.side.upper(),
            "o": "LIQUIDATION" if order.origin == "liquidation" else told_type(order),
            "f": order.tags.get("tif", "GTC"),
            "q": plain(order.quantity),
            "p": plain(order.limit_price),
            "ap": plain(order.average_price),
            "sp": "0",
            "x": kind,
            "X": STATUS[event.status],
            "i": int(order.id),
            "l": plain(None if fill is None else fill.quantity),
            "z": plain(order.filled),
            "L": plain(None if fill is None else fill.price),
            **({} if fill is None else {"n": plain(fill.fee), "N": fill.fee_asset}),
            "T": at,
            "t": 0 if fill is None else fill.number,
            "b": "0",
            "a": "0",
            "m": False if fill is None else fill.is_maker,
            "R": order.reduce_only,
            "wt": "CONTRACT_PRICE",
            "ot": order.tags.get("orig_type") or told_type(order),
            "ps": order.position_side.upper(),
            "cp": order.close_position,
            "rp": plain(None if fill is None else fill.realised),
            "pP": False,
            "si": 0,
            "ss": 0,
            "V": "EXPIRE_MAKER",
            "pm": "NONE",
            "gtd": 0 if order.expires_at is None else milliseconds(order.expires_at),
            "er": "0",
        },
    }


def trade_lite(fill: Fill, order: Order) -> dict[str, Any]:
    """The faster, thinner event of a trade: no fee, no profit."""
    at = milliseconds(fill.at)
    return {
        "e": "TRADE_LITE",
        "E": at,
        "T": at,
        "s": fill.symbol,
        "q": plain(order.quantity),
        "p": plain(order.limit_price),
        "m": fill.is_maker,
        "c": order.client_id,
        "S": fill.side.upper(),
        "L": plain(fill.price),
        "l": plain(fill.quantity),
        "t": fill.number,
        "i": int(order.id),
    }


def account_update(
    account: Account,
    exchange: Exchange,
    symbol: str | None,
    at: int,
    *,
    reason: str,
    change: Decimal = Decimal(0),
) -> dict[str, Any]:
    books = books_of(account)
    changed = [one for (name, _), one in books.positions.items() if name == symbol]
    return {
        "e": "ACCOUNT_UPDATE",
        "E": at,
        "T": at,
        "a": {
            "m": reason,
            "B": [
                {"a": books.asset, "wb": fixed(books.wallet), "cw": fixed(books.wallet), "bc": fixed(change)}
            ],
            "P": [_position_event(one, exchange) for one in changed],
        },
    }


def _position_event(position: Position, exchange: Exchange) -> dict[str, Any]:
    return {
        "s": position.symbol,
        "pa": plain(position.quantity),
        "ep": plain(position.average),
        "bep": plain(position.average),
        "cr": plain(position.realised),
        "up": fixed(unrealised(position, exchange)),
        "mt": "cross",
        "iw": "0",
        "ps": position.side.upper(),
    }


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
