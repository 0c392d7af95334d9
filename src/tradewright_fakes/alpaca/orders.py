"""/v2/orders: place, list, find, replace, cancel."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route

from tradewright_fakes.alpaca import placing, rules
from tradewright_fakes.alpaca.asked import find_symbol, read_order
from tradewright_fakes.alpaca.guard import Call, guarded
from tradewright_fakes.alpaca.refusal import invalid, malformed, not_found, reply
from tradewright_fakes.alpaca.wire import order_body
from tradewright_fakes.matching import Order
from tradewright_fakes.serving import Venue
from tradewright_fakes.serving.venue import note_accepted

LIMIT_DEFAULT, LIMIT_MAX = 50, 500


def routes(venue: Venue) -> list[Route]:
    return [
        guarded(venue, "/v2/orders", place, "POST", needs="trading"),
        guarded(venue, "/v2/orders", list_orders, "GET"),
        guarded(venue, "/v2/orders", cancel_all, "DELETE", needs="trading"),
        guarded(venue, "/v2/orders:by_client_order_id", by_client_id, "GET"),
        guarded(venue, "/v2/orders/{order_id}", get_order, "GET"),
        guarded(venue, "/v2/orders/{order_id}", replace, "PATCH", needs="trading"),
        guarded(venue, "/v2/orders/{order_id}", cancel, "DELETE", needs="trading"),
    ]


def place(call: Call) -> Response:
    asked = read_order(call.raw, call.exchange.instruments)
    rules.check(asked, call.account, call.exchange)
    order = placing.build(asked, call.account, call.exchange)
    return _launch(call, order)


def _launch(call: Call, order: Order, replaced: Order | None = None) -> Response:
    """Answer with the order as it is before it trades, as the venue does, then let it trade."""
    _hide(call, order)
    note_accepted(order.id, order.client_id, order.symbol, order.side)
    instrument = call.exchange.instrument(order.symbol)
    may_trade = not instrument.follows_session or call.exchange.session.may_trade(
        call.exchange.clock.now(), outside=order.outside_session
    )
    if replaced is not None:
        order.replaces = replaced.id
    body = order_body(
        order, instrument, nested=True, status=None if may_trade or order.is_held else "accepted"
    )
    if replaced is None:
        placing.begin(order, call.exchange)
    else:
        call.exchange.swap(replaced, order)
    return reply(body)


def _hide(call: Call, order: Order) -> None:
    lag = call.knob("visibility_lag")
    if lag is None:
        return
    until = call.exchange.clock.now() + timedelta(seconds=float(str(lag.get("seconds", 1))))
    members = [order] if order.group is None else order.group.members
    for one in members:
        one.visible_at = until


def list_orders(call: Call) -> Response:
    wanted, limit = call.query("status", "open"), _limit(call)
    is_nested = call.query("nested").lower() == "true"
    symbols = {
        find_symbol(one, call.exchange.instruments) or one for one in call.query("symbols").split(",") if one
    }
    after, until = _instant(call, "after"), _instant(call, "until")
    before_id, after_id = call.query("before_order_id"), call.query("after_order_id")
    if (before_id or after_id) and (after or until):
        raise malformed("before_order_id and after_order_id cannot be used together with after and until")
    found: list[Order] = []
    source = call.account.open if wanted == "open" else call.account.orders
    for order in source.values():
        is_leg = order.group is not None and order is not order.group.members[0]
        if not call.exchange.is_seen(order) or (is_nested and is_leg):
            continue
        if wanted == "closed" and order.is_open:
            continue
        if (symbols and order.symbol not in symbols) or call.query("side", order.side) != order.side:
            continue
        if (after and order.created_at <= after) or (until and order.created_at >= until):
            continue
        found.append(order)
    found.sort(key=lambda one: one.number, reverse=call.query("direction", "desc") != "asc")
    found = _beyond(call, found, before_id or after_id)
    return reply([_body(call, one, nested=is_nested) for one in found[:limit]])


def _beyond(call: Call, orders: list[Order], marker: str) -> list[Order]:
    """Those on the far side of the marked order, in the direction of the list."""
    if not marker:
        return orders
    marked = call.account.orders.get(marker)
    if marked is None:
        raise not_found(f"order not found for {marker}")
    if call.query("before_order_id"):
        return [one for one in orders if one.number < marked.number]
    return [one for one in orders if one.number > marked.number]


def get_order(call: Call) -> Response:
    order = _find(call, call.path("order_id"))
    return reply(_body(call, order, nested=call.query("nested").lower() != "false"))


def by_client_id(call: Call) -> Response:
    client_id = call.query("client_order_id")
    if not client_id:
        raise malformed("client_order_id is required")
    order = call.exchange.find_by_client_id(call.account, client_id)
    if order is None:
        raise not_found(f"order not found for {client_id}")
    return reply(_body(call, order, nested=True))


def replace(call: Call) -> Response:
    old = _find(call, call.path("order_id"))
    race = call.knob("replace_loses")
    if race is not None and old.is_working:
        quantity = Decimal(str(race["quantity"])) if "quantity" in race else old.remaining
        quote = call.exchange.quotes[old.symbol]
        call.exchange.fill(old, quantity, old.limit_price or quote.takes_at(old.side), is_maker=True)
        if race.get("accepted") and not old.is_open:
            return _lost_replacement(call, old)
    new = placing.replacement(old, call.raw, call.account, call.exchange)
    call.exchange.admit(new)
    return _launch(call, new, replaced=old)


def _lost_replacement(call: Call, old: Order) -> Response:
    """Success that did not replace: the old order had filled, the new one is rejected and the stream says so."""
    new = call.exchange.draft(
        call.account,
        client_id=call.exchange.ids.uuid("client-order"),
        symbol=old.symbol,
        side=old.side,
        kind=old.kind,
        tif=old.tif,
    )
    new.quantity, new.limit_price, new.stop_price = old.quantity, old.limit_price, old.stop_price
    new.tags, new.replaces = dict(old.tags), old.id
    call.exchange.admit(new)
    body = _body(call, new, nested=False)
    new.tags["event"] = "order_replace_rejected"
    call.exchange.reject(new, "the order to be replaced has filled")
    return reply(body)


def cancel(call: Call) -> Response:
    order = _find(call, call.path("order_id"))
    race = call.knob("cancel_loses")
    if race is not None and order.is_working:
        quote = call.exchange.quotes[order.symbol]
        call.exchange.fill(
            order, order.remaining, order.limit_price or quote.takes_at(order.side), is_maker=True
        )
        if race.get("accepted", True):
            return Response(status_code=204)
    if order.is_open and order.tags.get("told") == "pending_cancel":
        raise invalid("order pending cancel")
    pending = call.knob("cancel_pending")
    if pending is not None and order.is_open:
        _cancel_later(call, order, float(str(pending.get("ms", 200))))
        return Response(status_code=204)
    if not call.exchange.cancel(order, "requested"):
        raise invalid(f'order is already in "{order.status}" state')
    return Response(status_code=204)


def _cancel_later(call: Call, order: Order, ms: float) -> None:
    """The order stands as `pending_cancel` and may fill, until the cancel reaches the market."""
    exchange = call.exchange
    order.tags["told"] = "pending_cancel"
    exchange.tell("pending_cancel", order)
    asyncio.get_running_loop().call_later(ms / 1000, lambda: exchange.cancel(order, "requested"))


def cancel_all(call: Call) -> Response:
    results: list[dict[str, Any]] = []
    for order in list(call.account.open.values()):
        if order.is_open:
            call.exchange.cancel(order, "requested")
        results.append({"id": order.id, "status": 200})
    return reply(results, 207)


def _find(call: Call, order_id: str) -> Order:
    try:
        UUID(order_id)
    except ValueError:
        raise malformed("order_id is missing") from None
    order = call.exchange.find_order(call.account, order_id)
    if order is None:
        raise not_found(f"order not found for {order_id}")
    return order


def _body(call: Call, order: Order, *, nested: bool) -> dict[str, Any]:
    return order_body(order, call.exchange.instrument(order.symbol), nested=nested)


def _limit(call: Call) -> int:
    given = call.query("limit", str(LIMIT_DEFAULT))
    if not given.isdigit() or not 1 <= int(given) <= LIMIT_MAX:
        raise malformed(f"limit must be between 1 and {LIMIT_MAX}")
    return int(given)


def _instant(call: Call, name: str) -> datetime | None:
    given = call.query(name)
    if not given:
        return None
    try:
        return datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError:
        raise malformed(f"invalid {name}") from None
