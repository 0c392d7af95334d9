"""Our requests in the words of the USDT-M futures API. Pure. Source: futures REST documents, read 2026-11-21.

Since 2025-12-09 everything that waits for a price (stops, trailing stops) goes to the algo service, with a client id of its
own kind; when it triggers, an order appears that bears the same client id. One-way accounts only: `positionSide` is BOTH.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, assert_never

from tradewright.adapters.brokers.binance.calls import Call, CannotSay
from tradewright.adapters.brokers.binance.signing import Value
from tradewright.adapters.brokers.binance.spot_requests import trail_percent
from tradewright.domain.trading.ports.broker import OrderRequest

ORDER: Final = "/fapi/v1/order"
ALGO: Final = "/fapi/v1/algoOrder"
CONDITIONAL: Final = frozenset({"stop", "stop_limit", "trailing_stop"})
"""Order types that live in the algo service until they trigger."""
_TIMES: Final = {"gtc": "GTC", "ioc": "IOC", "fok": "FOK", "gtd": "GTD"}
_RATE_MIN: Final = Decimal("0.1")
_RATE_MAX: Final = Decimal(10)
GTD_MIN: Final = timedelta(minutes=10)
"""A good-till date nearer than this is refused."""


def place_call(request: OrderRequest, name: str, *, now: datetime, reference: Decimal | None = None) -> Call:
    """Return the call that places `request`; see `spot_requests.place_call`. `now` is the venue's time."""
    params: dict[str, Value] = {"symbol": name, "side": request.side.upper()}
    if request.order_type in CONDITIONAL:
        params |= {"algoType": "CONDITIONAL", **_condition(request, reference), "quantity": request.quantity}
        params |= _reducing(request)
        return Call("POST", ALGO, {**params, "clientAlgoId": request.client_order_id}, weight=1, orders=1)
    params |= {**_kind(request, now), "quantity": request.quantity, **_reducing(request)}
    params |= {"newClientOrderId": request.client_order_id, "newOrderRespType": "ACK"}
    return Call("POST", ORDER, params, weight=1, orders=1)


def _reducing(request: OrderRequest) -> dict[str, Value]:
    return {"reduceOnly": True} if request.reduce_only else {}


def _kind(request: OrderRequest, now: datetime) -> dict[str, Value]:
    if request.order_type == "market":
        return {"type": "MARKET"}
    if request.limit_price is None:
        raise CannotSay("a limit price is missing")
    return {"type": "LIMIT", "price": request.limit_price, **_time_in_force(request, now)}


def _time_in_force(request: OrderRequest, now: datetime) -> dict[str, Value]:
    if request.post_only:
        return {"timeInForce": "GTX"}
    time_in_force = _TIMES.get(request.time_in_force)
    if time_in_force is None:
        raise CannotSay(f"Binance futures have no time in force {request.time_in_force}")
    if request.time_in_force != "gtd":
        return {"timeInForce": time_in_force}
    if request.expires_at is None or request.expires_at < now + GTD_MIN:
        raise CannotSay("Binance futures end an order ten minutes from now at the earliest")
    # Binance keeps whole seconds and refuses the rest.
    return {"timeInForce": time_in_force, "goodTillDate": int(request.expires_at.timestamp()) * 1000}


def _condition(request: OrderRequest, reference: Decimal | None) -> dict[str, Value]:
    match request.order_type:
        case "stop":
            return {"type": "STOP_MARKET", "triggerPrice": _needed(request.stop_price, "stop price")}
        case "stop_limit":
            return {
                "type": "STOP",
                "timeInForce": "GTX" if request.post_only else _TIMES.get(request.time_in_force, "GTC"),
                "triggerPrice": _needed(request.stop_price, "stop price"),
                "price": _needed(request.limit_price, "limit price"),
            }
        case "trailing_stop":
            rate = trail_percent(request, reference).quantize(_RATE_MIN, ROUND_HALF_UP)
            if not _RATE_MIN <= rate <= _RATE_MAX:
                raise CannotSay(f"Binance futures trail by 0.1 to 10 percent, not {rate}")
            trail: dict[str, Value] = {"type": "TRAILING_STOP_MARKET", "callbackRate": rate}
            if request.activation_price is not None:
                trail["activatePrice"] = request.activation_price
            return trail
        case "market" | "limit":
            raise CannotSay("not a conditional order")
        case _ as never:
            assert_never(never)


def _needed(price: Decimal | None, what: str) -> Decimal:
    if price is None:
        raise CannotSay(f"a {what} is missing")
    return price
