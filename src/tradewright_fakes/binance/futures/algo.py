"""Conditional orders: they live on addresses of their own, and when they trigger another order appears in the book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from starlette.routing import Route

from tradewright_fakes.binance import limits
from tradewright_fakes.binance.futures import events, wire
from tradewright_fakes.binance.futures.money import books_of
from tradewright_fakes.binance.futures.orders import FUTURES_TRADING, is_algo
from tradewright_fakes.binance.futures.reading import CONDITIONAL, check, read_side
from tradewright_fakes.binance.guard import Call, guarded
from tradewright_fakes.binance.params import FUTURES_CLIENT_ID
from tradewright_fakes.binance.refusal import Refusal, missing
from tradewright_fakes.binance.signing import milliseconds
from tradewright_fakes.matching import Exchange, Order
from tradewright_fakes.matching.orders import Kind
from tradewright_fakes.matching.triggers import is_due
from tradewright_fakes.serving import Venue
from tradewright_fakes.serving.venue import note_accepted

_KINDS: Final[dict[str, Kind]] = {
    "STOP": "stop_limit",
    "TAKE_PROFIT": "stop_limit",
    "STOP_MARKET": "stop",
    "TAKE_PROFIT_MARKET": "stop",
    "TRAILING_STOP_MARKET": "trailing_stop",
}
PAGE_MAX = 1000


def routes(venue: Venue) -> list[Route]:
    def route(method: str, path: str, handler: Callable[[Call], object]) -> Route:
        return guarded(venue, "futures", method, path, handler)

    return [
        route("POST", "/fapi/v1/algoOrder", place),
        route("GET", "/fapi/v1/algoOrder", get_algo),
        route("DELETE", "/fapi/v1/algoOrder", cancel),
        route("GET", "/fapi/v1/openAlgoOrders", open_algos),
        route("GET", "/fapi/v1/allAlgoOrders", all_algos),
        route("DELETE", "/fapi/v1/algoOpenOrders", cancel_all),
    ]


def place(call: Call) -> dict[str, Any]:
    call.may(FUTURES_TRADING)
    call.headers.update(limits.count_order(call.venue, "futures", call.account.id))
    call.params.one_of("algoType", ("CONDITIONAL",))
    order = _read(call)
    lag = call.knob("visibility_lag")
    if lag is not None:
        order.visible_at = call.exchange.clock.now() + timedelta(seconds=float(str(lag.get("seconds", 1))))
    note_accepted(order.id, order.client_id, order.symbol, order.side)
    body = wire.algo_body(order, is_new=True)
    call.exchange.admit(order)
    call.exchange.start(order)
    return body


def _read(call: Call) -> Order:
    params, instrument = call.params, call.instrument()
    kind = params.one_of("type", CONDITIONAL)
    if instrument.status != "TRADING":
        raise Refusal(-4108, "Symbol is on delivering or delivered or settling or closed or pre-trading.")
    side, position_side = read_side(call)
    client_id = params.client_id("clientAlgoId", FUTURES_CLIENT_ID, -4015)
    client_id = client_id or f"algo_{call.venue.ids.number('futures-client'):016d}"
    if any(one.is_open for one in call.account.by_client.get(client_id, [])):
        raise Refusal(-4116, "ClientOrderId is duplicated.")
    order = call.exchange.draft(
        call.account, client_id=client_id, symbol=instrument.symbol, side=side, kind=_KINDS[kind], tif="gtc"
    )
    # Conditional orders have numbers of their own, far from those of orders.
    order.id = str(1_000_000_000_000_000 + call.venue.ids.number("algo"))
    order.position_side = position_side
    order.watch = (
        "mark"
        if params.one_of("workingType", tuple(wire.WATCH.values()), "CONTRACT_PRICE") == "MARK_PRICE"
        else "last"
    )
    order.tags.update(
        algo=True, type=kind, tif=params.one_of("timeInForce", ("GTC", "IOC", "FOK", "GTX", "GTD"), "GTC")
    )
    order.triggers_on_rise = (side == "buy") != kind.startswith("TAKE_PROFIT")
    order.reduce_only, order.close_position = params.flag("reduceOnly"), params.flag("closePosition")
    order.on_trigger = lambda due: _triggered(call.venue, call.exchange, due)
    _amounts(call, order, kind)
    _check_trigger(call, order)
    return order


def _amounts(call: Call, order: Order, kind: str) -> None:
    params = call.params
    order.quantity = params.amount("quantity")
    if order.close_position:
        if order.quantity is not None or order.reduce_only:
            raise Refusal(
                -4136, "Target strategy invalid for closePosition: quantity and reduceOnly must not be sent."
            )
        if kind not in ("STOP_MARKET", "TAKE_PROFIT_MARKET"):
            raise Refusal(-4136, f"Target strategy invalid for orderType {kind},closePosition true")
    elif order.quantity is None:
        raise missing("quantity")
    if kind in ("STOP", "TAKE_PROFIT"):
        order.limit_price = params.needed("price")
    if kind == "TRAILING_STOP_MARKET":
        rate = params.needed("callbackRate")
        if not 0 < rate <= 10:
            raise Refusal(-2007, "Invalid callBack rate.")
        order.trail_rate, order.activation_price = rate / 100, params.amount("activatePrice")
    else:
        order.stop_price = params.needed("triggerPrice")


def _check_trigger(call: Call, order: Order) -> None:
    trigger = order.stop_price or order.activation_price
    check(call, order, trigger=trigger, is_market=False)
    quote, books = call.exchange.quotes.get(order.symbol), books_of(call.account)
    if quote is not None and order.kind != "trailing_stop" and is_due(order, quote):
        raise Refusal(-2021, "Order would immediately trigger.")
    held = books.held(order.symbol, order.position_side)
    if order.close_position and held == 0:
        raise Refusal(
            -4509,
            "Time in Force (TIF) GTE can only be used with open positions. Please ensure that positions are available.",
        )


def _triggered(venue: Venue, exchange: Exchange, algo: Order) -> None:
    """Put the order that the conditional one stands for into the book; tell both stories."""
    account = exchange.accounts[algo.account]
    at = milliseconds(exchange.clock.now())
    algo.tags["trigger_time"] = at
    algo.tags["algo_status"] = "TRIGGERING"
    events.publish_algo(venue, account, algo, "TRIGGERING")
    child = exchange.draft(
        account,
        client_id=algo.client_id,
        symbol=algo.symbol,
        side=algo.side,
        kind="market" if algo.limit_price is None else "limit",
        tif="gtc",
    )
    child.limit_price, child.position_side = algo.limit_price, algo.position_side
    child.reduce_only = algo.reduce_only or algo.close_position
    child.close_position = algo.close_position
    child.tags.update(
        type="MARKET" if algo.limit_price is None else "LIMIT",
        tif=algo.tags["tif"],
        orig_type=algo.tags["type"],
        algo_parent=algo,
    )
    held = account.books.held(algo.symbol, algo.position_side)
    child.quantity = abs(held) if algo.close_position else algo.quantity
    algo.tags["child"], algo.tags["actual_id"] = child, child.id
    exchange.leave(algo, "filled")
    exchange.admit(child)
    exchange.start(child)
    # The book's own events come first, then the word that it was triggered: in that order the venue tells them.
    algo.tags["algo_status"] = "TRIGGERED"
    events.publish_algo(venue, account, algo, "TRIGGERED")
    if not child.is_open:
        events.finish_algo(venue, account, algo)


def find(call: Call) -> Order | None:
    algo_id, client_id = call.params.maybe("algoId"), call.params.maybe("clientAlgoId")
    if algo_id is None and client_id is None:
        raise Refusal(
            -1102, "Mandatory parameter 'algoId or clientAlgoId' was not sent, was empty/null, or malformed."
        )
    if algo_id is not None:
        found = call.account.orders.get(algo_id)
    else:
        mine = [one for one in call.account.by_client.get(client_id or "", []) if is_algo(one)]
        found = mine[-1] if mine else None
    return found if found is not None and is_algo(found) and call.exchange.is_seen(found) else None


def get_algo(call: Call) -> dict[str, Any]:
    order = find(call)
    if order is None:
        raise Refusal(-2013, "Order does not exist.")
    return wire.algo_body(order)


def cancel(call: Call) -> dict[str, Any]:
    call.may(FUTURES_TRADING)
    order = find(call)
    if order is None or not order.is_open:
        raise Refusal(-2011, "Unknown order sent.")
    if call.knob("cancel_loses") is not None:
        _triggered(call.venue, call.exchange, order)
        raise Refusal(-2011, "Unknown order sent.")
    call.exchange.cancel(order, "requested")
    return {"algoId": int(order.id), "clientAlgoId": order.client_id, "code": "200", "msg": "success"}


def _mine(call: Call) -> list[Order]:
    symbol = call.params.maybe("symbol")
    return [
        one
        for one in call.account.orders.values()
        if is_algo(one) and symbol in (None, one.symbol) and call.exchange.is_seen(one)
    ]


def open_algos(call: Call) -> list[dict[str, Any]]:
    return [wire.algo_body(one) for one in _mine(call) if one.is_open]


def all_algos(call: Call) -> list[dict[str, Any]]:
    limit = call.params.number("limit", 500, most=PAGE_MAX)
    return [wire.algo_body(one) for one in _mine(call)][-limit:]


def cancel_all(call: Call) -> dict[str, Any]:
    call.may(FUTURES_TRADING)
    call.instrument()
    for order in _mine(call):
        call.exchange.cancel(order, "requested")
    return {"code": 200, "msg": "The operation of cancel all open order is done."}
