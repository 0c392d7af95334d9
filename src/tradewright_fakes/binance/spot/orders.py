"""/api/v3/order and what is around it: place, test, find, cancel, cancel and replace, amend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from starlette.routing import Route

from tradewright_fakes.binance import limits
from tradewright_fakes.binance.guard import Call, guarded
from tradewright_fakes.binance.refusal import Refusal, missing, reply
from tradewright_fakes.binance.spot import wire
from tradewright_fakes.binance.spot.reading import read_order
from tradewright_fakes.matching import Order
from tradewright_fakes.serving import Venue
from tradewright_fakes.serving.venue import note_accepted

PAGE_MAX = 1000
SPOT_TRADING = "enableSpotAndMarginTrading"


def routes(venue: Venue) -> list[Route]:
    def route(method: str, path: str, handler: Callable[[Call], object]) -> Route:
        return guarded(venue, "spot", method, path, handler)

    return [
        route("POST", "/api/v3/order", place),
        route("POST", "/api/v3/order/test", test_order),
        route("GET", "/api/v3/order", get_order),
        route("DELETE", "/api/v3/order", cancel),
        route("DELETE", "/api/v3/openOrders", cancel_all),
        route("POST", "/api/v3/order/cancelReplace", cancel_replace),
        route("PUT", "/api/v3/order/amend/keepPriority", amend),
        route("GET", "/api/v3/openOrders", open_orders),
        route("GET", "/api/v3/allOrders", all_orders),
    ]


def detail_of(call: Call, kind_name: str) -> str:
    default = "FULL" if kind_name in ("MARKET", "LIMIT") else "ACK"
    return call.params.one_of("newOrderRespType", ("ACK", "RESULT", "FULL"), default)


def place(call: Call) -> dict[str, Any]:
    call.may(SPOT_TRADING)
    call.headers.update(limits.count_order(call.venue, "spot", call.account.id))
    order = read_order(call)
    detail = detail_of(call, str(order.tags["type"]))
    launch(call, order)
    return wire.placed_body(order, detail)


def launch(call: Call, order: Order) -> None:
    """Admit and start an order, as hidden from reads as a fault asks."""
    lag = call.knob("visibility_lag")
    if lag is not None:
        order.visible_at = call.exchange.clock.now() + timedelta(seconds=float(str(lag.get("seconds", 1))))
    note_accepted(order.id, order.client_id, order.symbol, order.side)
    call.exchange.admit(order)
    call.exchange.start(order)


def test_order(call: Call) -> dict[str, Any]:
    read_order(call)
    return {}


def find(call: Call, id_name: str = "orderId", client_name: str = "origClientOrderId") -> Order | None:
    """The order named by either id, as reads see it; raises Refusal when neither is given."""
    order_id, client_id = call.params.maybe(id_name), call.params.maybe(client_name)
    if order_id is None and client_id is None:
        raise (
            missing(client_name)
            if id_name == ""
            else Refusal(
                -1102, f"Param '{client_name}' or '{id_name}' must be sent, but both were empty/null!"
            )
        )
    symbol = call.instrument().symbol
    if order_id is not None:
        found = call.exchange.find_order(call.account, order_id)
    else:
        found = call.exchange.find_by_client_id(call.account, client_id or "")
    return found if found is not None and found.symbol == symbol else None


def get_order(call: Call) -> dict[str, Any]:
    order = find(call)
    if order is None:
        raise Refusal(-2013, "Order does not exist.")
    return wire.order_body(order)


def cancel(call: Call) -> dict[str, Any]:
    call.may(SPOT_TRADING)
    order = find(call)
    if order is None or not order.is_open:
        raise Refusal(-2011, "Unknown order sent.")
    race = call.knob("cancel_loses")
    if race is not None and order.is_working and not order.waits_for_trigger:
        quote = call.exchange.quotes[order.symbol]
        call.exchange.fill(
            order, order.remaining, order.limit_price or quote.takes_at(order.side), is_maker=True
        )
        raise Refusal(-2011, "Unknown order sent.")
    order.tags["cancel_id"] = call.params.maybe("newClientOrderId") or f"cancel_{order.id}"
    call.exchange.cancel(order, "requested")
    if order.group is not None:
        return wire.list_body(order.group) | {"orderReports": [_canceled(one) for one in order.group.members]}
    return _canceled(order)


def _canceled(order: Order) -> dict[str, Any]:
    full = wire.order_body(order)
    kept = (
        "symbol", "orderId", "orderListId", "price", "origQty", "executedQty", "origQuoteOrderQty", "cummulativeQuoteQty",
        "status", "timeInForce", "type", "side", "selfTradePreventionMode",
    )  # fmt: skip
    return {
        **{name: full[name] for name in kept},
        "origClientOrderId": order.client_id,
        "clientOrderId": str(order.tags.get("cancel_id") or order.client_id),
        "transactTime": full["updateTime"],
    }


def cancel_all(call: Call) -> list[dict[str, Any]]:
    call.may(SPOT_TRADING)
    symbol = call.instrument().symbol
    mine = [one for one in call.account.open.values() if one.symbol == symbol]
    if not mine:
        raise Refusal(-2011, "Unknown order sent.")
    for order in mine:
        if order.is_open:
            call.exchange.cancel(order, "requested")
    told: list[dict[str, Any]] = []
    groups: set[int] = set()
    for order in mine:
        if order.group is None:
            told.append(_canceled(order))
        elif order.group.number not in groups:
            groups.add(order.group.number)
            told.append(
                wire.list_body(order.group) | {"orderReports": [_canceled(o) for o in order.group.members]}
            )
    return told


def cancel_replace(call: Call) -> object:
    """Cancel one order and place another; −2021 and −2022 tell which half went wrong, in `data`."""
    call.may(SPOT_TRADING)
    mode = call.params.one_of("cancelReplaceMode", ("STOP_ON_FAILURE", "ALLOW_FAILURE"))
    canceled, cancel_body = "SUCCESS", None
    try:
        order = find(call, "cancelOrderId", "cancelOrigClientOrderId")
        if order is None or not order.is_open:
            raise Refusal(-2011, "Unknown order sent.")
        call.exchange.cancel(order, "requested")
        cancel_body = _canceled(order)
    except Refusal as refusal:
        canceled, cancel_body = "FAILURE", refusal.body
    placed, place_body = "NOT_ATTEMPTED", None
    if canceled == "SUCCESS" or mode == "ALLOW_FAILURE":
        try:
            placed, place_body = "SUCCESS", place(call)
        except Refusal as refusal:
            placed, place_body = "FAILURE", refusal.body
    body = {
        "cancelResult": canceled,
        "newOrderResult": placed,
        "cancelResponse": cancel_body,
        "newOrderResponse": place_body,
    }
    if canceled == placed == "SUCCESS":
        return body
    is_half = "SUCCESS" in (canceled, placed)
    code = -2021 if is_half else -2022
    words = "Order cancel-replace partially failed." if is_half else "Order cancel-replace failed."
    return reply({"code": code, "msg": words, "data": body}, 409 if is_half else 400)


def amend(call: Call) -> dict[str, Any]:
    call.may(SPOT_TRADING)
    order = find(call)
    if order is None or not order.is_open:
        raise Refusal(-2013, "Order does not exist.")
    quantity = call.params.needed("newQty")
    if not order.filled < quantity < (order.quantity or Decimal(0)):
        raise Refusal(
            -2038,
            "The requested action would change no state; rejecting."
            if quantity == order.quantity
            else "Order amend (quantity increase) is not supported.",
        )
    order.quantity = quantity
    call.exchange.tell("amended", order)
    return {
        "transactTime": wire.order_body(order)["updateTime"],
        "executionId": call.venue.ids.number("execution"),
        "amendedOrder": wire.order_body(order),
    }


def open_orders(call: Call) -> list[dict[str, Any]]:
    symbol = call.params.maybe("symbol")
    if symbol is not None:
        call.instrument_of(symbol)
    return [
        wire.order_body(one)
        for one in call.account.open.values()
        if symbol in (None, one.symbol) and call.exchange.is_seen(one)
    ]


def all_orders(call: Call) -> list[dict[str, Any]]:
    symbol, since = call.instrument().symbol, call.params.number("orderId", 0, most=10**18)
    limit = call.params.number("limit", 500, most=PAGE_MAX)
    start, end = call.params.when("startTime"), call.params.when("endTime")
    found = []
    for order in call.account.orders.values():
        body = wire.order_body(order)
        if order.symbol != symbol or not call.exchange.is_seen(order) or body["orderId"] < since:
            continue
        if (start is None or body["time"] >= start) and (end is None or body["time"] <= end):
            found.append(body)
    return found[:limit] if since or start is not None else found[-limit:]
