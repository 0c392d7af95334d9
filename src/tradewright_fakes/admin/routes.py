"""The admin door's addresses. Bodies are JSON; decimals may be numbers or strings; a refusal is 400 or 404 with `reason`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tradewright_fakes.admin import acts, changes, views
from tradewright_fakes.faults import BadRule, parse_rule, plan_from_seed
from tradewright_fakes.serving import Venue

Act = Callable[[Venue, dict[str, Any]], Any]


def admin_routes(venue: Venue) -> list[Route]:
    """Every address of the door, for `venue`."""

    def route(path: str, act: Act, *methods: str) -> Route:
        async def answer(request: Request) -> Response:
            raw = await request.body()
            try:
                given = dict(request.query_params) if not raw else msgspec.json.decode(raw)
                made = act(venue, given | {"_method": request.method})
            except acts.NoSuch as cause:
                return _json({"reason": str(cause)}, 404)
            except (BadRule, KeyError, TypeError, ValueError, InvalidOperation) as cause:
                return _json({"reason": f"{type(cause).__name__}: {cause}"}, 400)
            return _json({} if made is None else made)

        return Route(f"/__admin/{path}", answer, methods=list(methods))

    return [
        route("price", _price, "POST"),
        route("clock", _clock, "POST", "GET"),
        route("advance", _advance, "POST"),
        route("fault", _fault, "POST", "GET", "DELETE"),
        route("journal", _journal, "GET"),
        route("state", lambda v, b: views.state_view(v, b.get("key")), "GET"),
        route("reset", lambda v, b: v.build(int(b.get("seed", v.seed))), "POST"),
        route("kill_streams", lambda v, b: {"streams": v.hub.kill(b.get("key"))}, "POST"),
        route("freeze_streams", lambda v, b: {"streams": v.hub.freeze(b.get("key"))}, "POST"),
        route("account", _account, "POST"),
        route("settings", lambda v, b: changes.change_settings(v, _plain(b)), "POST"),
        route("external_order", lambda v, b: views.order_view(acts.external_order(v, b)), "POST"),
        route(
            "liquidate", lambda v, b: {"orders": [views.order_view(o) for o in acts.liquidate(v, b)]}, "POST"
        ),
        route("bust", lambda v, b: views.fill_view(acts.bust(v, b)), "POST"),
        route("correct", lambda v, b: views.fill_view(acts.correct(v, b)), "POST"),
        route("fee", lambda v, b: views.fill_view(acts.amend_fee(v, b)), "POST"),
        route("fill", lambda v, b: views.fill_view(acts.force_fill(v, b)), "POST"),
        route("transfer", acts.transfer, "POST"),
    ]


def _json(body: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")


def _plain(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "_method"}


def _price(venue: Venue, body: dict[str, Any]) -> dict[str, Any]:
    ticks = body.get("prices") or [_plain(body)]
    for tick in ticks:
        symbol, market = str(tick["symbol"]), tick.get("market")
        listed = [e for n, e in venue.exchanges.items() if market in (None, n) and symbol in e.instruments]
        if not listed:
            raise acts.NoSuch(f"no symbol {symbol!r}")
        price = {
            name: Decimal(str(v))
            for name, v in tick.items()
            if name not in ("symbol", "market") and v is not None
        }
        common = price.pop("price", None)
        last = price.pop("last", common)
        bid, ask = price.pop("bid", last), price.pop("ask", last)
        if bid is None or ask is None:
            raise ValueError("give `price`, or `bid` and `ask`")
        for exchange in listed:
            exchange.set_price(
                symbol, bid=bid, ask=ask, last=(bid + ask) / 2 if last is None else last, **price
            )
    return {"symbols": len(ticks)}


def _clock(venue: Venue, body: dict[str, Any]) -> dict[str, Any]:
    if "skew_s" in body:
        venue.clock.skew = timedelta(seconds=float(body["skew_s"]))
    if body.get("release"):
        venue.clock.set(None)
    if "at" in body:
        at = datetime.fromisoformat(str(body["at"]))
        if at.tzinfo is None:
            raise ValueError("`at` needs its offset from UTC")
        venue.clock.set(at)
        venue.pass_time()
    return {"now": venue.clock.now(), "told": venue.clock.told(), "is_set": venue.clock.is_set}


def _advance(venue: Venue, body: dict[str, Any]) -> dict[str, Any]:
    venue.clock.advance(timedelta(seconds=float(body["seconds"])))
    venue.pass_time()
    return {"now": venue.clock.now()}


def _fault(venue: Venue, body: dict[str, Any]) -> dict[str, Any]:
    if body["_method"] == "DELETE":
        if "id" in body:
            venue.faults.remove(str(body["id"]))
        else:
            venue.faults.clear()
    if body["_method"] == "POST":
        seed = int(body.get("seed", venue.seed))
        rules = list(body.get("rules", []))
        if "when" in body or "do" in body:
            rules.append({name: body[name] for name in ("id", "when", "do") if name in body})
        if "plan" in body:
            rules += plan_from_seed(seed, **dict(body["plan"]))
        for raw in rules:
            parse_rule(raw, 0)
        venue.faults.add(rules, seed=seed)
    return {
        "rules": [
            {
                "id": one.id,
                "kind": one.do.kind,
                "matched": venue.faults.matched[one.id],
                "fired": venue.faults.fired[one.id],
            }
            for one in venue.faults.rules
        ]
    }


def _journal(venue: Venue, body: dict[str, Any]) -> dict[str, Any]:
    wanted = {name: body[name] for name in ("method", "path", "key") if body.get(name)}
    entries = [one for one in venue.journal.entries if all(getattr(one, n) == v for n, v in wanted.items())]
    return {
        "entries": [{n: v for n, v in asdict(one).items() if n != "knobs"} for one in entries],
        "event_faults": [asdict(one) for one in venue.journal.event_faults],
    }


def _account(venue: Venue, body: dict[str, Any]) -> dict[str, Any]:
    made = venue.open_key(
        str(body["key"]),
        secret=body.get("secret"),
        account_id=body.get("account"),
        cash=Decimal(str(body.get("cash", 100_000))),
        permissions=body.get("permissions"),
        public_key=body.get("public_key"),
    )
    return {
        "key": made.key_id,
        "secret": made.secret,
        "account": made.account_id,
        "permissions": made.permissions,
    }
