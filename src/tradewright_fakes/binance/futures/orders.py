"""/fapi/v1/order and what is around it; conditional types are sent away to the algo addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from starlette.routing import Route

from tradewright_fakes.binance import filters, limits
from tradewright_fakes.binance.futures import wire
from tradewright_fakes.binance.futures.money import books_of, margin_for, margin_of
from tradewright_fakes.binance.guard import Call, guarded
from tradewright_fakes.binance.params import FUTURES_CLIENT_ID
from tradewright_fakes.binance.refusal import Refusal, missing
from tradewright_fakes.matching import Order
from tradewright_fakes.matching.orders import PositionSide, Side
from tradewright_fakes.serving import Venue
from tradewright_fakes.serving.venue import note_accepted

PAGE_MAX = 1000
FUTURES_TRADING = "enableFutures"
CONDITIONAL: Final = ("STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET")
_TIF: Final = {"GTC": "gtc", "IOC": "ioc", "FOK": "fok", "GTX": "gtc", "GTD": "gtd"}


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
    order = _read(call)
    detail = call.params.one_of("newOrderRespType", ("ACK", "RESULT"), "ACK")
    acknowledged = wire.reply_body(order)
    launch(call, order)
    if order.post_only and order.status == "expired":
        raise Refusal(
            -5022, "Due to the order could not be executed as maker, the Post Only order will be rejected."
        )
    return acknowledged if detail == "ACK" else wire.reply_body(order)


def test_order(call: Call) -> dict[str, Any]:
    return wire.reply_body(_read(call))


def launch(call: Call, order: Order) -> None:
    lag = call.knob("visibility_lag")
    if lag is not None:
        order.visible_at = call.exchange.clock.now() + timedelta(seconds=float(str(lag.get("seconds", 1))))
    note_accepted(order.id, order.client_id, order.symbol, order.side)
    call.exchange.admit(order)
    call.exchange.start(order)


def read_side(call: Call) -> tuple[Side, PositionSide]:
    """Side and position side; raises Refusal −4061 when the account's mode does not know the latter."""
    side: Side = "buy" if call.params.one_of("side", ("BUY", "SELL")) == "BUY" else "sell"
    given = call.params.one_of("positionSide", ("BOTH", "LONG", "SHORT"), "BOTH")
    is_hedged = books_of(call.account).is_hedged
    if is_hedged == (given == "BOTH"):
        raise Refusal(-4061, "Order's position side does not match user's setting.")
    if is_hedged and call.params.maybe("reduceOnly") is not None:
        raise Refusal(-1106, "Parameter 'reduceonly' sent when not required.")
    chosen: dict[str, PositionSide] = {"BOTH": "both", "LONG": "long", "SHORT": "short"}
    return side, chosen[given]


def _read(call: Call) -> Order:
    params, instrument = call.params, call.instrument()
    kind = params.text("type")
    if kind in CONDITIONAL:
        raise Refusal(
            -4120,
            "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.",
        )
    if kind not in ("LIMIT", "MARKET"):
        raise Refusal(-1116, "Invalid orderType.")
    if instrument.status != "TRADING":
        raise Refusal(-4108, "Symbol is on delivering or delivered or settling or closed or pre-trading.")
    side, position_side = read_side(call)
    client_id = params.client_id("newClientOrderId", FUTURES_CLIENT_ID, -4015)
    client_id = client_id or f"web_{call.venue.ids.number('futures-client'):016d}"
    if any(one.is_open for one in call.account.by_client.get(client_id, [])):
        raise Refusal(-4116, "ClientOrderId is duplicated.")
    order = call.exchange.draft(
        call.account,
        client_id=client_id,
        symbol=instrument.symbol,
        side=side,
        kind="limit" if kind == "LIMIT" else "market",
        tif="gtc",
    )
    order.position_side = position_side
    order.quantity = params.needed("quantity")
    order.reduce_only = params.flag("reduceOnly") or _closes_by_side(side, position_side)
    order.tags["type"], order.tags["tif"] = kind, "GTC"
    if kind == "LIMIT":
        _limit(call, order)
    check(call, order, trigger=None, is_market=kind == "MARKET")
    _check_margin(call, order)
    return order


def _closes_by_side(side: Side, position_side: PositionSide) -> bool:
    """In hedge mode the side says whether an order opens or closes."""
    return (position_side, side) in (("long", "sell"), ("short", "buy"))


def _limit(call: Call, order: Order) -> None:
    order.limit_price = call.params.needed("price")
    given = call.params.one_of("timeInForce", tuple(_TIF))
    order.tags["tif"], order.post_only = given, given == "GTX"
    order.tif = _TIF[given]  # type: ignore[assignment]
    if given == "GTD":
        until = call.params.when("goodTillDate")
        if until is None:
            raise missing("goodTillDate")
        order.expires_at = datetime.fromtimestamp(until / 1000, UTC)
        if order.expires_at <= call.exchange.clock.now() + timedelta(seconds=600):
            raise Refusal(-5040, "goodTillDate must be greater than the current time plus 600 seconds.")


def check(call: Call, order: Order, *, trigger: Any, is_market: bool) -> None:
    instrument, quote = call.exchange.instrument(order.symbol), call.exchange.quotes.get(order.symbol)
    filters.check_futures(
        instrument,
        quote,
        side=order.side,
        price=order.limit_price,
        trigger=trigger,
        quantity=order.quantity,
        is_market=is_market,
        is_reducing=order.reduce_only or order.close_position,
    )


def _check_margin(call: Call, order: Order) -> None:
    books, quote = books_of(call.account), call.exchange.quotes.get(order.symbol)
    held = books.held(order.symbol, order.position_side)
    if order.reduce_only and (held == 0 or (held > 0) == (order.side == "buy")):
        raise Refusal(-2022, "ReduceOnly Order is rejected.")
    if order.limit_price is not None and quote is not None:
        price = quote.takes_at(order.side)
        crosses = order.limit_price >= price if order.side == "buy" else order.limit_price <= price
        if order.post_only and crosses:
            raise Refusal(
                -5022,
                "Due to the order could not be executed as maker, the Post Only order will be rejected.",
            )
        wanted = order.quantity or 0
        if order.tif == "fok" and (not crosses or quote.offered_to(order.side) < wanted):
            raise Refusal(
                -5021, "Due to the order could not be filled immediately, the FOK order has been rejected."
            )
    needed = margin_for(order, call.exchange, books)
    if not order.reduce_only and needed > margin_of(call.account, call.exchange).available:
        raise Refusal(-2019, "Margin is insufficient.")


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
