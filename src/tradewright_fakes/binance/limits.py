"""Weights a minute for everybody behind one address, orders for each account; told in headers, then 429, then 418."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from tradewright_fakes.binance.refusal import Refusal
from tradewright_fakes.serving import Venue

WEIGHT_SPOT, WEIGHT_FUTURES = 6000, 2400
BAN_AFTER, BAN_S = 20, 120
"""So many requests after the first 429 of a minute end in a ban of two minutes."""
_WEIGHTS: Final = {
    "/fapi/v1/income": 30,
    "/fapi/v1/commissionRate": 20,
    "/api/v3/exchangeInfo": 20,
    "/api/v3/account": 20,
    "/api/v3/myTrades": 20,
    "/api/v3/allOrders": 20,
    "/api/v3/order": 4,
    "/api/v3/openOrders": 6,
    "/api/v3/klines": 2,
    "/api/v3/ticker/bookTicker": 2,
    "/api/v3/ticker/price": 2,
    "/fapi/v3/account": 5,
    "/fapi/v3/positionRisk": 5,
    "/fapi/v3/balance": 5,
    "/fapi/v1/userTrades": 5,
    "/fapi/v1/allOrders": 5,
    "/fapi/v1/klines": 5,
}
_WITHOUT_SYMBOL: Final = {"/api/v3/openOrders": 80, "/fapi/v1/openOrders": 40, "/fapi/v1/openAlgoOrders": 40}


@dataclass(slots=True)
class _Used:
    weights: dict[tuple[str, int], int] = field(default_factory=dict)
    orders: dict[tuple[str, str, int], int] = field(default_factory=dict)
    refused: dict[tuple[str, int], int] = field(default_factory=dict)
    banned_until: float = 0


def _used(venue: Venue) -> _Used:
    used: _Used = venue.facts.setdefault("used", _Used())
    return used


def weight_of(method: str, path: str, *, has_symbol: bool) -> int:
    if method != "GET":
        return 1
    return (
        _WITHOUT_SYMBOL.get(path, 1) if path in _WITHOUT_SYMBOL and not has_symbol else _WEIGHTS.get(path, 1)
    )


def count_weight(venue: Venue, market: str, weight: int) -> dict[str, str]:
    """Count a request and return the header; raises Refusal 429 or 418 with how long to wait."""
    used, now = _used(venue), venue.clock.now().timestamp()
    minute = (market, int(now // 60))
    limit = venue.settings.requests_per_minute or (WEIGHT_SPOT if market == "spot" else WEIGHT_FUTURES)
    if venue.settings.is_limited and now < used.banned_until:
        raise _too_many(418, used.banned_until - now)
    used.weights[minute] = used.weights.get(minute, 0) + weight
    if venue.settings.is_limited and used.weights[minute] > limit:
        used.refused[minute] = used.refused.get(minute, 0) + 1
        if used.refused[minute] > BAN_AFTER:
            used.banned_until = now + BAN_S
            raise _too_many(418, BAN_S)
        raise _too_many(429, 60 - now % 60)
    return {"X-MBX-USED-WEIGHT": str(used.weights[minute]), "X-MBX-USED-WEIGHT-1M": str(used.weights[minute])}


def _too_many(status: int, wait_s: float) -> Refusal:
    words = "banned" if status == 418 else "queued"
    refusal = Refusal(
        -1003, f"Way too much request weight used; IP {words}. Please use WebSocket Streams.", status=status
    )
    refusal.headers = {"Retry-After": str(max(1, int(wait_s)))}
    return refusal


def count_order(venue: Venue, market: str, account_id: str) -> dict[str, str]:
    """Count an order of the account and return the headers; raises Refusal −1015."""
    used, now = _used(venue), venue.clock.now().timestamp()
    windows = {
        "10S": (10, 100 if market == "spot" else 300),
        **({"1D": (86400, 200_000)} if market == "spot" else {"1M": (60, 1200)}),
    }
    headers: dict[str, str] = {}
    for name, (seconds, limit) in windows.items():
        window = (f"{market}:{name}", account_id, int(now // seconds))
        used.orders[window] = used.orders.get(window, 0) + 1
        if venue.settings.is_limited and used.orders[window] > limit:
            raise Refusal(
                -1015, f"Too many new orders; current limit is {limit} orders per {name}.", status=429
            )
        headers[f"X-MBX-ORDER-COUNT-{name}"] = str(used.orders[window])
    return headers
