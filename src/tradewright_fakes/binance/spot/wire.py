"""Spot orders, fills and events in Binance's words. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from tradewright_fakes.binance.signing import milliseconds
from tradewright_fakes.binance.spot.money import books_of
from tradewright_fakes.binance.text import fixed
from tradewright_fakes.matching import Event, Exchange, Fill, Group, Order

STATUS: Final = {
    "pending": "NEW",
    "accepted": "NEW",
    "new": "NEW",
    "held": "PENDING_NEW",
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
    "amended": "REPLACED",
}


_TYPES: Final = {
    "market": "MARKET",
    "limit": "LIMIT",
    "stop": "STOP_LOSS",
    "stop_limit": "STOP_LOSS_LIMIT",
    "trailing_stop": "STOP_LOSS",
}


def told_type(order: Order) -> str:
    """The venue's type; orders made by hand have only their kind."""
    return str(order.tags.get("type") or _TYPES[order.kind])


def order_body(order: Order) -> dict[str, Any]:
    """An order as the query addresses show it."""
    body: dict[str, Any] = {
        "symbol": order.symbol,
        "orderId": int(order.id),
        "orderListId": list_id(order),
        "clientOrderId": order.client_id,
        "price": fixed(order.limit_price),
        "origQty": fixed(order.quantity if order.budget is None else order.filled),
        "executedQty": fixed(order.filled),
        "cummulativeQuoteQty": fixed(order.cost),
        "status": STATUS[order.status],
        "timeInForce": order.tags.get("tif", "GTC"),
        "type": told_type(order),
        "side": order.side.upper(),
        "stopPrice": fixed(_stop(order)),
        "icebergQty": fixed(None),
        "time": milliseconds(order.created_at),
        "updateTime": milliseconds(order.updated_at or order.created_at),
        "isWorking": not order.waits_for_trigger and not order.is_held,
        "workingTime": -1 if order.waits_for_trigger or order.is_held else milliseconds(order.created_at),
        "origQuoteOrderQty": fixed(order.budget),
        "selfTradePreventionMode": "NONE",
    }
    if order.trail_rate is not None:
        body["trailingDelta"] = int(order.trail_rate * 10_000)
    if order.status == "expired":
        body["expiryReason"] = order.reason.upper().replace(" ", "_") or "EXPIRED"
    return body


def _stop(order: Order) -> Decimal | None:
    return order.activation_price if order.trail_rate is not None else order.stop_price


def list_id(order: Order) -> int:
    return -1 if order.group is None else order.group.number


def placed_body(order: Order, detail: str) -> dict[str, Any]:
    """The reply to a new order: ACK, RESULT or FULL."""
    body: dict[str, Any] = {
        "symbol": order.symbol,
        "orderId": int(order.id),
        "orderListId": list_id(order),
        "clientOrderId": order.client_id,
        "transactTime": milliseconds(order.updated_at or order.created_at),
    }
    if detail == "ACK":
        return body
    full = order_body(order)
    body |= {
        name: full[name]
        for name in (
            "price", "origQty", "executedQty", "origQuoteOrderQty", "cummulativeQuoteQty", "status", "timeInForce",
            "type", "side", "workingTime", "selfTradePreventionMode",
        )
    }  # fmt: skip
    if order.stop_price is not None and order.trail_rate is None:
        body["stopPrice"] = full["stopPrice"]
    if detail == "FULL":
        body["fills"] = [
            {
                "price": fixed(one.price),
                "qty": fixed(one.quantity),
                "commission": fixed(one.fee),
                "commissionAsset": one.fee_asset,
                "tradeId": one.number,
            }
            for one in order.fills
        ]
    return body


def trade_body(fill: Fill, order: Order) -> dict[str, Any]:
    return {
        "symbol": fill.symbol,
        "id": fill.number,
        "orderId": int(fill.order_id),
        "orderListId": list_id(order),
        "price": fixed(fill.price),
        "qty": fixed(fill.quantity),
        "quoteQty": fixed(fill.price * fill.quantity),
        "commission": fixed(fill.fee),
        "commissionAsset": fill.fee_asset,
        "time": milliseconds(fill.at),
        "isBuyer": fill.side == "buy",
        "isMaker": fill.is_maker,
        "isBestMatch": True,
    }


def list_body(group: Group) -> dict[str, Any]:
    """An order list."""
    is_done = all(not one.is_open for one in group.members)
    first = group.members[0]
    return {
        "orderListId": group.number,
        "contingencyType": "OCO" if group.kind == "oco" else "OTO",
        "listStatusType": "ALL_DONE" if is_done else "EXEC_STARTED",
        "listOrderStatus": "ALL_DONE" if is_done else "EXECUTING",
        "listClientOrderId": group.client_id,
        "transactionTime": milliseconds(first.created_at),
        "symbol": first.symbol,
        "orders": [
            {"symbol": one.symbol, "orderId": int(one.id), "clientOrderId": one.client_id}
            for one in group.members
        ],
    }


def execution_report(event: Event) -> dict[str, Any] | None:
    """The event of the user stream; None for what it does not tell."""
    order, fill = event.order, event.fill
    kind = EXECUTION.get(event.kind)
    if kind is None:
        return None
    at = milliseconds(event.at)
    cancel_id = order.tags.get("cancel_id") if kind == "CANCELED" else None
    report: dict[str, Any] = {
        "e": "executionReport",
        "E": at,
        "s": order.symbol,
        "c": cancel_id or order.client_id,
        "S": order.side.upper(),
        "o": told_type(order),
        "f": order.tags.get("tif", "GTC"),
        "q": fixed(order.quantity if order.budget is None else order.filled),
        "p": fixed(order.limit_price),
        "P": fixed(_stop(order)),
        "F": fixed(None),
        "g": list_id(order),
        "C": order.client_id if cancel_id else "",
        "x": kind,
        "X": STATUS[event.status],
        "r": "NONE" if kind != "REJECTED" else (order.reason or "UNKNOWN"),
        "i": int(order.id),
        "l": fixed(None if fill is None else fill.quantity),
        "z": fixed(order.filled),
        "L": fixed(None if fill is None else fill.price),
        "n": "0" if fill is None else fixed(fill.fee),
        "N": None if fill is None else fill.fee_asset,
        "T": at,
        "t": -1 if fill is None else fill.number,
        "I": event.number,
        "w": order.is_working and not order.waits_for_trigger,
        "m": False if fill is None else fill.is_maker,
        "M": fill is not None,
        "O": milliseconds(order.created_at),
        "Z": fixed(order.cost),
        "Y": fixed(None if fill is None else fill.price * fill.quantity),
        "Q": fixed(order.budget),
        "V": "NONE",
    }
    if not order.waits_for_trigger:
        report["W"] = milliseconds(order.created_at)
    return report


def account_position(event: Event, exchange: Exchange, locks: dict[str, Decimal]) -> dict[str, Any]:
    """Balances that the order's coins now have, and the fee's."""
    instrument, fill = exchange.instrument(event.order.symbol), event.fill
    assets = [instrument.base, instrument.quote]
    if fill is not None and fill.fee_asset not in assets:
        assets.append(fill.fee_asset)
    balances, at = books_of(event.account).balances, milliseconds(event.at)
    rows = []
    for asset in assets:
        lock = locks.get(asset, Decimal(0))
        rows.append({"a": asset, "f": fixed(balances.get(asset, Decimal(0)) - lock), "l": fixed(lock)})
    return {"e": "outboundAccountPosition", "E": at, "u": at, "B": rows}
