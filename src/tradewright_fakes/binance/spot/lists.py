"""/api/v3/orderList: OCO, OTO and OTOCO."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.routing import Route

from tradewright_fakes.binance import limits
from tradewright_fakes.binance.guard import Call, guarded
from tradewright_fakes.binance.params import CLIENT_ID
from tradewright_fakes.binance.refusal import Refusal, refused
from tradewright_fakes.binance.spot import events, wire
from tradewright_fakes.binance.spot.orders import SPOT_TRADING
from tradewright_fakes.binance.spot.reading import Names, check_funds, read_order
from tradewright_fakes.matching import Group, Order
from tradewright_fakes.serving import Venue
from tradewright_fakes.serving.venue import note_accepted


def routes(venue: Venue) -> list[Route]:
    def route(method: str, path: str, handler: Callable[[Call], object]) -> Route:
        return guarded(venue, "spot", method, path, handler)

    return [
        route("POST", "/api/v3/orderList/oco", place_oco),
        route("POST", "/api/v3/orderList/oto", place_oto),
        route("POST", "/api/v3/orderList/otoco", place_otoco),
        route("GET", "/api/v3/orderList", get_list),
        route("DELETE", "/api/v3/orderList", cancel_list),
        route("GET", "/api/v3/openOrderList", open_lists),
        route("GET", "/api/v3/allOrderList", all_lists),
    ]


def place_oco(call: Call) -> dict[str, Any]:
    above = read_order(call, Names.prefixed("above", side="side", quantity="quantity"), may_cost=False)
    below = read_order(call, Names.prefixed("below", side="side", quantity="quantity"), may_cost=False)
    _check_pair(above, below)
    for one in (above, below):
        check_funds(call, one)
    return _launch(call, "oco", [above, below], exits=[above, below], entry=None)


def place_oto(call: Call) -> dict[str, Any]:
    entry = _working(call)
    pending = read_order(
        call,
        Names.prefixed("pending", side="pendingSide", quantity="pendingQuantity"),
        may_cost=False,
        is_now=False,
    )
    return _launch(call, "oto", [entry, pending], exits=[pending], entry=entry)


def place_otoco(call: Call) -> dict[str, Any]:
    entry = _working(call)
    above, below = (
        read_order(
            call,
            Names.prefixed(f"pending{where}", side="pendingSide", quantity="pendingQuantity"),
            may_cost=False,
            is_now=False,
        )
        for where in ("Above", "Below")
    )
    _check_pair(above, below)
    return _launch(call, "otoco", [entry, above, below], exits=[above, below], entry=entry)


def _working(call: Call) -> Order:
    if call.params.text("workingType") not in ("LIMIT", "LIMIT_MAKER"):
        raise Refusal(-1116, "Invalid orderType.")
    return read_order(call, Names.prefixed("working", side="workingSide", quantity="workingQuantity"))


def _check_pair(above: Order, below: Order) -> None:
    """Above and below the market, and of two kinds."""
    kinds = [str(one.tags["type"]) for one in (above, below)]
    if all("STOP" in kind for kind in kinds) or not any("STOP" in kind or "TAKE" in kind for kind in kinds):
        raise Refusal(-1158, "The order types of an OCO must differ.")
    high, low = (one.stop_price or one.limit_price or one.activation_price for one in (above, below))
    if high is not None and low is not None and high <= low:
        raise refused("The relationship of the prices for the orders is not correct.")


def _launch(
    call: Call, kind: str, members: list[Order], *, exits: list[Order], entry: Order | None
) -> dict[str, Any]:
    call.may(SPOT_TRADING)
    call.headers.update(limits.count_order(call.venue, "spot", call.account.id))
    number = call.venue.ids.number("spot-list")
    client_id = call.params.client_id("listClientOrderId", CLIENT_ID) or f"list_{number}"
    group = Group(str(number), number, kind, client_id, members=members, exits=exits, entry=entry)
    for one in members:
        one.group = group
        if entry is not None and one is not entry:
            one.status = "held"
        note_accepted(one.id, one.client_id, one.symbol, one.side)
        call.exchange.admit(one)
    lists: list[Group] = call.account.settings.setdefault("lists", [])  # type: ignore[assignment]
    lists.append(group)
    events.publish_list(call.venue, call.account, group)
    for one in [entry] if entry is not None else members:
        call.exchange.start(one)
    return wire.list_body(group) | {"orderReports": [wire.placed_body(one, "RESULT") for one in members]}


def _find(call: Call) -> Group | None:
    number, client_id = call.params.maybe("orderListId"), call.params.maybe("listClientOrderId")
    client_id = client_id or call.params.maybe("origClientOrderId")
    for group in _lists(call):
        if str(group.number) == number or (number is None and group.client_id == client_id):
            return group
    return None


def _lists(call: Call) -> list[Group]:
    lists = call.account.settings.get("lists", [])
    return lists if isinstance(lists, list) else []


def get_list(call: Call) -> dict[str, Any]:
    group = _find(call)
    if group is None:
        raise Refusal(-2018, "Order list does not exist.")
    return wire.list_body(group)


def cancel_list(call: Call) -> dict[str, Any]:
    call.may(SPOT_TRADING)
    group = _find(call)
    working = [] if group is None else [one for one in group.members if one.is_open]
    if group is None or not working:
        raise Refusal(-2011, "Unknown order list sent.")
    call.exchange.cancel(working[0], "requested")
    return wire.list_body(group) | {"orderReports": [wire.order_body(one) for one in group.members]}


def open_lists(call: Call) -> list[dict[str, Any]]:
    return [wire.list_body(one) for one in _lists(call) if any(order.is_open for order in one.members)]


def all_lists(call: Call) -> list[dict[str, Any]]:
    return [wire.list_body(one) for one in _lists(call)]
