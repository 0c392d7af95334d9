"""Listen keys: the names of user streams, an hour long unless they are kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from starlette.routing import Route

from tradewright_fakes.binance.guard import Call, guarded
from tradewright_fakes.binance.refusal import Refusal
from tradewright_fakes.binance.signing import milliseconds
from tradewright_fakes.serving import Venue

LISTEN_KEY_MINUTES = 60


def routes(venue: Venue) -> list[Route]:
    return [
        guarded(venue, "futures", method, "/fapi/v1/listenKey", handler, security="key")
        for method, handler in (("POST", open_key), ("PUT", keep_key), ("DELETE", close_key))
    ]


def listen_keys(venue: Venue) -> dict[str, tuple[str, datetime]]:
    """Listen keys that live: their account and their end."""
    keys: dict[str, tuple[str, datetime]] = venue.facts.setdefault("listen_keys", {})
    now = venue.clock.now()
    for key in [one for one, (_, ends) in keys.items() if ends <= now]:
        del keys[key]
        at = milliseconds(now)
        for connection in venue.hub.connections:
            if connection.facts.get("listen_key") == key:
                connection.put({"e": "listenKeyExpired", "E": at, "listenKey": key})
    return keys


def _own(call: Call) -> str | None:
    mine = [key for key, (account, _) in listen_keys(call.venue).items() if account == call.account.id]
    return mine[0] if mine else None


def open_key(call: Call) -> dict[str, Any]:
    """A live key is given again, with its hour renewed."""
    key = _own(call) or call.venue.ids.uuid("listen-key").replace("-", "") * 2
    _renew(call, key)
    return {"listenKey": key}


def keep_key(call: Call) -> dict[str, Any]:
    key = _own(call)
    if key is None:
        raise Refusal(-1125, "This listenKey does not exist.")
    _renew(call, key)
    return {"listenKey": key}


def close_key(call: Call) -> dict[str, Any]:
    key = _own(call)
    if key is not None:
        del listen_keys(call.venue)[key]
    return {}


def _renew(call: Call, key: str) -> None:
    ends = call.exchange.clock.now() + timedelta(minutes=LISTEN_KEY_MINUTES)
    listen_keys(call.venue)[key] = (call.account.id, ends)
