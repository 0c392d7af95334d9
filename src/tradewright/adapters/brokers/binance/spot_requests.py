"""Our requests in the words of the spot API. Pure. Source: spot REST documents, read 2026-11-21."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final, assert_never

from tradewright.adapters.brokers.binance.calls import Call, CannotSay
from tradewright.adapters.brokers.binance.signing import Value
from tradewright.domain.trading.ports.broker import OrderRequest

ORDER: Final = "/api/v3/order"
_BASIS_POINTS: Final = Decimal(100)
_TIMES: Final = {"gtc": "GTC", "ioc": "IOC", "fok": "FOK"}


def place_call(request: OrderRequest, name: str, *, reference: Decimal | None = None) -> Call:
    """Return the call that places `request` in the market that Binance calls `name`.

    `reference` is a price of the moment, for trails given as an amount: Binance trails by percent alone. Raises CannotSay.
    """
    params: dict[str, Value] = {
        "symbol": name,
        "side": request.side.upper(),
        **_kind(request, reference),
        "quantity": request.quantity,
        "newClientOrderId": request.client_order_id,
        # The least that says yes: what fills is told by the stream and by the trades.
        "newOrderRespType": "ACK",
    }
    return Call("POST", ORDER, params, weight=1, orders=1)


def _kind(request: OrderRequest, reference: Decimal | None) -> dict[str, Value]:
    time_in_force = _TIMES.get(request.time_in_force)
    if time_in_force is None:
        raise CannotSay(f"Binance spot has no time in force {request.time_in_force}")
    match request.order_type:
        case "market":
            return {"type": "MARKET"}
        case "limit":
            price = _price(request.limit_price, "limit price")
            if request.post_only:
                return {"type": "LIMIT_MAKER", "price": price}
            return {"type": "LIMIT", "timeInForce": time_in_force, "price": price}
        case "stop":
            return {"type": "STOP_LOSS", "stopPrice": _price(request.stop_price, "stop price")}
        case "stop_limit":
            if request.post_only:
                raise CannotSay("Binance spot has no post-only stop-limit orders")
            return {
                "type": "STOP_LOSS_LIMIT",
                "timeInForce": time_in_force,
                "price": _price(request.limit_price, "limit price"),
                "stopPrice": _price(request.stop_price, "stop price"),
            }
        case "trailing_stop":
            trail: dict[str, Value] = {"type": "STOP_LOSS", "trailingDelta": _delta(request, reference)}
            if request.activation_price is not None:
                trail["stopPrice"] = request.activation_price
            return trail
        case _ as never:
            assert_never(never)


def _price(price: Decimal | None, what: str) -> Decimal:
    if price is None:
        raise CannotSay(f"a {what} is missing")
    return price


def _delta(request: OrderRequest, reference: Decimal | None) -> int:
    percent = trail_percent(request, reference)
    return max(int((percent * _BASIS_POINTS).to_integral_value(ROUND_HALF_UP)), 1)


def trail_percent(request: OrderRequest, reference: Decimal | None) -> Decimal:
    """Return the distance of a trail as a percent of the price. Raises CannotSay without a way to know it."""
    if request.trail_percent is not None:
        return request.trail_percent
    if request.trail_amount is None:
        raise CannotSay("a trailing stop needs its distance")
    if not reference:
        raise CannotSay("Binance trails by percent, and without a price an amount is no percent")
    return request.trail_amount / reference * 100
