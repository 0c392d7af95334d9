"""/v2/account/activities: fills by pages, newest first, the token of the next page being the last id seen."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from tradewright_fakes.alpaca.guard import Call, guarded
from tradewright_fakes.alpaca.refusal import malformed, reply
from tradewright_fakes.alpaca.wire import activity_body, activity_id
from tradewright_fakes.matching import Fill
from tradewright_fakes.serving import Venue

PAGE_MAX = 100


def routes(venue: Venue) -> list[Route]:
    return [
        guarded(venue, "/v2/account/activities", list_activities, "GET"),
        guarded(venue, "/v2/account/activities/{kind}", list_activities, "GET"),
    ]


def list_activities(call: Call) -> Response:
    kinds = {call.request.path_params.get("kind", "")} | set(call.query("activity_types").split(","))
    kinds.discard("")
    if kinds and "FILL" not in kinds:
        return reply([])
    size = call.query("page_size", str(PAGE_MAX))
    if not size.isdigit() or not 1 <= int(size) <= PAGE_MAX:
        raise malformed(f"page_size must be between 1 and {PAGE_MAX}")
    fills = [one for one in call.account.fills if not one.is_busted and _is_wanted(call, one)]
    if call.query("direction", "desc") != "asc":
        fills.reverse()
    start = _start(call, fills)
    return reply([_body(call, one) for one in fills[start : start + int(size)]])


def _start(call: Call, fills: list[Fill]) -> int:
    token = call.query("page_token")
    if not token:
        return 0
    places = [at for at, one in enumerate(fills) if activity_id(one) == token]
    if not places or call.knob("expire_page") is not None:
        raise malformed("invalid page_token")
    return places[0] if call.knob("repeat_page") is not None else places[0] + 1


def _is_wanted(call: Call, fill: Fill) -> bool:
    after, until, day = call.query("after"), call.query("until"), call.query("date")
    try:
        if day and fill.at.date() != date.fromisoformat(day[:10]):
            return False
        if after and fill.at <= _instant(after):
            return False
        return not (until and fill.at >= _instant(until))
    except ValueError:
        raise malformed("invalid date") from None


def _instant(given: str) -> datetime:
    read = datetime.fromisoformat(given.replace(" ", "+"))
    if read.tzinfo is None:
        raise ValueError(given)
    return read


def _body(call: Call, fill: Fill) -> dict[str, Any]:
    order = call.account.orders[fill.order_id]
    cumulated = sum((one.quantity for one in order.fills if one.number <= fill.number), Decimal(0))
    return activity_body(fill, order, cumulated)
