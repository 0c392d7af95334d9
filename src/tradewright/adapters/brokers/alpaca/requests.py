"""Our order as Alpaca's JSON, or why it cannot be one. Pure.

What the venue can judge better (grids, buying power, symbols) is left to it; refused here is only what it would
understand as something else, or has no word for.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from tradewright.adapters.brokers.alpaca.symbols import is_coin, to_venue
from tradewright.domain.trading.ports.broker import DeniedLocally, LegRequest, OrderChange, OrderRequest
from tradewright.kernel.money import plain

CLIENT_ID_LENGTH_MAX: Final = 128
_COIN_TYPES: Final = frozenset({"market", "limit", "stop_limit"})


def order_body(request: OrderRequest) -> dict[str, Any] | DeniedLocally:
    """Return the body of POST /v2/orders; numbers as strings."""
    refusal = _refusal(request)
    if refusal is not None:
        return DeniedLocally(refusal)
    body: dict[str, Any] = {
        "symbol": to_venue(request.symbol),
        "qty": plain(request.quantity),
        "side": request.side,
        "type": request.order_type,
        "time_in_force": request.time_in_force,
        "client_order_id": request.client_order_id,
    }
    _put(body, "limit_price", request.limit_price)
    _put(body, "stop_price", request.stop_price)
    _put(body, "trail_price", request.trail_amount)
    _put(body, "trail_percent", request.trail_percent)
    if is_coin(request.symbol):
        return _coin_body(body, request)
    if request.extended_hours:
        body["extended_hours"] = True
    if _is_fraction(request.quantity) and request.order_type == "market":
        body["time_in_force"] = "day"  # a market order rests nowhere, and fractions are day orders
    if request.stop_loss or request.take_profit:
        _put_legs(body, request)
    elif request.reduce_only:
        # The venue compares it with the position, and refuses what would open one.
        body["position_intent"] = "sell_to_close" if request.side == "sell" else "buy_to_close"
    return body


def change_body(change: OrderChange) -> dict[str, Any]:
    """Return the body of PATCH /v2/orders/{id}."""
    body: dict[str, Any] = {}
    _put(body, "qty", change.quantity)
    _put(body, "limit_price", change.limit_price)
    _put(body, "stop_price", change.stop_price)
    return body


def _refusal(request: OrderRequest) -> str | None:
    """Return why Alpaca has no such order, or None."""
    legs = [leg for leg in (request.stop_loss, request.take_profit) if leg]
    if len(request.client_order_id) > CLIENT_ID_LENGTH_MAX:
        return f"a client id of more than {CLIENT_ID_LENGTH_MAX} characters"
    if request.post_only:
        return "Alpaca has no post-only orders"
    if request.time_in_force == "gtd":
        return "Alpaca has no good-till-date orders"
    if request.activation_price is not None:
        return "Alpaca's trailing stops begin to trail at once"
    if is_coin(request.symbol):
        return _coin_refusal(request)
    if request.extended_hours and (
        request.order_type != "limit" or request.time_in_force not in ("day", "gtc") or legs
    ):
        return "outside regular hours Alpaca takes plain limit orders, day or gtc"
    if legs and request.time_in_force not in ("day", "gtc"):
        return "Alpaca's brackets are day or gtc"
    if any(leg.order_type == "trailing_stop" or leg.trail_amount or leg.trail_percent for leg in legs):
        return "Alpaca's brackets have no trailing legs"
    if _is_fraction(request.quantity):
        if legs:
            return "Alpaca's brackets are for whole shares"
        if request.order_type != "market" and request.time_in_force != "day":
            return "Alpaca takes fractions of a share as day orders only"
    return None


def _coin_refusal(request: OrderRequest) -> str | None:
    if request.stop_loss or request.take_profit:
        return "Alpaca has no brackets for coins"
    if request.order_type not in _COIN_TYPES:
        return f"Alpaca has no {request.order_type} orders for coins"
    if request.extended_hours:
        return "coins have no extended hours"
    if request.time_in_force not in ("gtc", "ioc") and request.order_type != "market":
        return "Alpaca takes coin orders as gtc or ioc"
    return None


def _coin_body(body: dict[str, Any], request: OrderRequest) -> dict[str, Any]:
    if request.time_in_force not in ("gtc", "ioc"):
        body["time_in_force"] = "gtc"
    return body


def _put_legs(body: dict[str, Any], request: OrderRequest) -> None:
    stop, target = request.stop_loss, request.take_profit
    if request.reduce_only and request.order_type == "limit" and stop and not target:
        # Both ways out of a position that stands: the limit is the target, and the order itself at the venue.
        body["order_class"] = "oco"
        body["take_profit"] = {"limit_price": body.pop("limit_price")}
    else:
        body["order_class"] = "bracket" if stop and target else "oto"
        if target:
            body["take_profit"] = _leg_prices(target)
    if stop:
        body["stop_loss"] = _leg_prices(stop)


def _leg_prices(leg: LegRequest) -> dict[str, str]:
    prices: dict[str, str] = {}
    _put(prices, "stop_price", leg.stop_price)
    _put(prices, "limit_price", leg.limit_price)
    return prices


def _put(body: dict[str, Any], name: str, number: Decimal | None) -> None:
    if number is not None:
        body[name] = plain(number)


def _is_fraction(quantity: Decimal) -> bool:
    return quantity != quantity.to_integral_value()
