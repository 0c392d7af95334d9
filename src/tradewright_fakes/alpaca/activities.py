"""/v2/account/activities: fills and transfers by pages, newest first, the token of the next page being the last id seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from tradewright_fakes.alpaca.guard import Call, guarded
from tradewright_fakes.alpaca.refusal import malformed, reply
from tradewright_fakes.alpaca.wire import activity_body, activity_id, text
from tradewright_fakes.matching import Account, Fill
from tradewright_fakes.serving import Transfer, Venue

PAGE_MAX = 100
NAMED = frozenset({"DIV", "INT", "FEE", "JNLC"})
"""Reasons of a transfer that are activities of their own."""


@dataclass(frozen=True, slots=True)
class _Row:
    """An activity; its body is made when its page is asked for, for there may be many."""

    at: datetime
    id: str
    kind: str
    body: Callable[[], dict[str, Any]]


def routes(venue: Venue) -> list[Route]:
    return [
        guarded(venue, "/v2/account/activities", list_activities, "GET"),
        guarded(venue, "/v2/account/activities/{kind}", list_activities, "GET"),
    ]


def keep_transfer(venue: Venue, account: Account, moved: Transfer) -> None:
    """Remember money that came or went as the activity it is; `reason` may name one (DIV, INT, FEE)."""
    at = venue.clock.now()
    kept: dict[str, list[_Row]] = venue.facts.setdefault("transfers", {})
    body = {
        "id": f"{at:%Y%m%d%H%M%S}{at.microsecond // 1000:03d}::{venue.ids.uuid('transfer')}",
        "activity_type": _kind(moved),
        "date": at,
        "created_at": at,
        "net_amount": text(moved.amount),
        "currency": "USD",
        "status": "executed",
    }
    kept.setdefault(account.id, []).append(
        _Row(at, str(body["id"]), str(body["activity_type"]), lambda: body)
    )


def _kind(moved: Transfer) -> str:
    if moved.reason in NAMED:
        return moved.reason
    return "CSD" if moved.amount > 0 else "CSW"


def list_activities(call: Call) -> Response:
    kinds = {call.request.path_params.get("kind", "")} | set(call.query("activity_types").split(","))
    kinds.discard("")
    size = call.query("page_size", str(PAGE_MAX))
    if not size.isdigit() or not 1 <= int(size) <= PAGE_MAX:
        raise malformed(f"page_size must be between 1 and {PAGE_MAX}")
    rows = [one for one in _rows(call, kinds) if _is_wanted(call, one.at)]
    if call.query("direction", "desc") != "asc":
        rows.reverse()
    start = _start(call, rows)
    return reply([one.body() for one in rows[start : start + int(size)]])


def _rows(call: Call, kinds: set[str]) -> list[_Row]:
    """Every activity of the wanted kinds, oldest first."""
    rows: list[_Row] = []
    if not kinds or "FILL" in kinds:
        rows = [
            _Row(one.at, activity_id(one), "FILL", partial(_body, call, one))
            for one in call.account.fills
            if not one.is_busted
        ]
    moved: list[_Row] = call.venue.facts.get("transfers", {}).get(call.account.id, [])
    wanted = [one for one in moved if not kinds or one.kind in kinds]
    return sorted([*rows, *wanted], key=lambda one: one.at) if wanted else rows


def _start(call: Call, rows: list[_Row]) -> int:
    token = call.query("page_token")
    if not token:
        return 0
    places = [at for at, one in enumerate(rows) if one.id == token]
    if not places or call.knob("expire_page") is not None:
        raise malformed("invalid page_token")
    return places[0] if call.knob("repeat_page") is not None else places[0] + 1


def _is_wanted(call: Call, at: datetime) -> bool:
    after, until, day = call.query("after"), call.query("until"), call.query("date")
    try:
        if day and at.date() != date.fromisoformat(day[:10]):
            return False
        if after and at <= _instant(after):
            return False
        return not (until and at >= _instant(until))
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
