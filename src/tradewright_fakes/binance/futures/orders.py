"""/fapi/v1/order and what is around it; conditional types are sent away to the algo addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from starlette.routing import Route

from tradewright_fakes.binance import limits
from tradewright_fakes.binance.futures import wire
from tradewright_fakes.binance.futures.reading import check, read_order
from tradewright_fakes.binance.guard import Call, guarded
from tradewright_fakes.binance.refusal import Refusal
from tradewright_fakes.matching import Order
from tradewright_fakes.serving import Venue
from tradewright_fakes.serving.venue import note_accepted

PAGE_MAX = 1000
FUTURES_TRADING = "enableFutures"


def routes(venue: Venue) -> list[Route]:
    def route(method: str, path: str, handler: Callable[[Call], object]) -> Route:
        return guarded(venue, "futures", method, path, handler)

    return [
        route("POST", "/fapi/v1/order", place),
        route("POST", "/fapi/v1/order/test", test_order),
        route("PUT", "/fapi/v1/order", modify),
        route("GET", "/fapi/v1/order", get_order),
        route("DELETE", "/fapi/v1/order", cancel),
        route("DELETE", "/fapi/v1/allOpenOrders", cancel_all),
        route("GET", "/fapi/v1/openOrders", open_orders),
        route("GET", "/fapi/v1/openOrder", get_order),
        route("GET", "/fapi/v1/allOrders", all_orders),
    ]


def is_algo(order: Order) -> bool:
    return bool(order.tags.get("algo"))


def place(call: Call) -> dict[str, Any]:
    call.may(FUTURES_TRADING)
    call.headers.update(limits.count_order(call.venue, "futures", call.account.id))
    order = read_order(call)
    detail = call.params.one_of("newOrderRespType", ("ACK", "RESULT"), "ACK")
    acknowledged = wire.reply_body(order)
    launch(call, order)
    if order.post_only and order.status == "expired":
        raise Refusal(
            -5022, "Due to the order could not be executed as maker, the Post Only order will be rejected."
        )
    return acknowledged if detail == "ACK" else wire.reply_body(order)


def test_order(call: Call) -> dict[str, Any]:
    return wire.reply_body(read_order(call))


def launch(call: Call, order: Order) -> None:
    lag = call.knob("visibility_lag")
    if lag is not None:
        order.visible_at = call.exchange.clock.now() + timedelta(seconds=float(str(lag.get("seconds", 1))))
    note_accepted(order.id, order.client_id, order.symbol, order.side)
    call.exchange.admit(order)
    call.exchange.start(order)


def find(call: Call) -> Order | None:
    order_id, client_id = call.params.maybe("orderId"), call.params.maybe("origClientOrderId")
    if order_id is None and client_id is None:
        raise Refusal(
            -1102,
            "Mandatory parameter 'orderId or origClientOrderId' was not sent, was empty/null, or malformed.",
        )
    symbol = call.instrument().symbol
    if order_id is not None:
        found = call.exchange.find_order(call.account, order_id)
    else:
        mine = [one for one in call.account.by_client.get(client_id or "", []) if not is_algo(one)]
        found = mine[-1] if mine and call.exchange.is_seen(mine[-1]) else None
    return found if found is not None and found.symbol == symbol and not is_algo(found) else None


def get_order(call: Call) -> dict[str, Any]:
    order = find(call)
    if order is None:
        raise Refusal(-2013, "Order does not exist.")
    return wire.order_body(order)


def cancel(call: Call) -> dict[str, Any]:
    call.may(FUTURES_TRADING)
    order = find(call)
    if order is None or not order.is_open:
        raise Refusal(-2011, "Unknown order sent.")
    if call.knob("cancel_loses") is not None:
        quote = call.exchange.quotes[order.symbol]
        call.exchange.fill(
            order, order.remaining, order.limit_price or quote.takes_at(order.side), is_maker=True
        )
        raise Refusal(-2011, "Unknown order sent.")
    call.exchange.cancel(order, "requested")
    return wire.reply_body(order)


def cancel_all(call: Call) -> dict[str, Any]:
    call.may(FUTURES_TRADING)
    symbol = call.instrument().symbol
    for order in list(call.account.open.values()):
        if order.symbol == symbol and not is_algo(order):
            call.exchange.cancel(order, "requested")
    return {"code": 200, "msg": "The operation of cancel all open order is done."}


def modify(call: Call) -> dict[str, Any]:
    """Change a limit order's price and quantity in place; both are mandatory."""
    call.may(FUTURES_TRADING)
    order = find(call)
    if order is None or not order.is_open:
        raise Refusal(-2013, "Order does not exist.")
    if order.kind != "limit":
        raise Refusal(-4029, "Only limit orders can be modified.")
    race = call.knob("replace_loses")
    if race is not None:
        call.exchange.fill(order, order.remaining, order.limit_price or order.cost, is_maker=True)
        raise Refusal(-2013, "Order does not exist.")
    quantity, price = call.params.needed("quantity"), call.params.needed("price")
    if quantity == order.quantity and price == order.limit_price:
        raise Refusal(-5027, "No need to modify the order.")
    if quantity <= order.filled:
        call.exchange.cancel(order, "modified to what is filled")
        return wire.reply_body(order)
    order.quantity, order.limit_price = quantity, price
    check(call, order, trigger=None, is_market=False)
    order.has_rested, order.updated_at = False, call.exchange.clock.now()
    call.exchange.tell("amended", order)
    call.exchange.work(order)
    return wire.reply_body(order)


def open_orders(call: Call) -> list[dict[str, Any]]:
    symbol = call.params.maybe("symbol")
    return [
        wire.order_body(one)
        for one in call.account.open.values()
        if symbol in (None, one.symbol) and not is_algo(one) and call.exchange.is_seen(one)
    ]


def all_orders(call: Call) -> list[dict[str, Any]]:
    symbol, since = call.instrument().symbol, call.params.number("orderId", 0, most=10**18)
    limit = call.params.number("limit", 500, most=PAGE_MAX)
    found = [
        wire.order_body(one)
        for one in call.account.orders.values()
        if one.symbol == symbol and not is_algo(one) and call.exchange.is_seen(one) and int(one.id) >= since
    ]
    return found[:limit] if since else found[-limit:]
