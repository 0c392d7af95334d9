"""What the body of `POST /order` means: an intent, or every fault of it with its place and what would be
right.

Pure. Shapes (numbers, choices) are checked before this by the schema; here is what fields mean to each other.
"""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.trading.signal import (
    Intent,
    OrderType,
    Protection,
    ProtectionMode,
    Side,
    Sizing,
    SizingMode,
    TimeInForce,
)
from tradewright.features.orders.errors import OrderNotValid
from tradewright.kernel.errors import Fault
from tradewright.kernel.money import plain

QTY_MODES: dict[str, SizingMode] = {
    "fixed": "fixed",
    "fixed_quantity": "fixed",
    "quantity": "fixed",
    "qty": "fixed",
    "units": "fixed",
    "contracts": "fixed",
    "shares": "fixed",
    "notional": "notional",
    "cash": "notional",
    "amount": "notional",
    "dollar_amount": "notional",
    "usd": "notional",
    "percent_equity": "percent_equity",
    "percent_of_equity": "percent_equity",
    "equity_percent": "percent_equity",
    "risk_percent": "risk_percent",
    "percent_risk": "risk_percent",
    "risk": "risk_percent",
}
"""What people and bridges call the four ways to size, by the one word we use."""

_PERCENT_MODES = ("percent_equity", "risk_percent")
_HUNDRED = Decimal(100)


def order_intent(
    *,
    side: Side,
    symbol: str,
    order_type: OrderType,
    qty_mode: SizingMode,
    qty: Decimal,
    limit_price: Decimal | None,
    stop_price: Decimal | None,
    stop_loss: tuple[ProtectionMode, Decimal] | None,
    take_profit: tuple[ProtectionMode, Decimal] | None,
    time_in_force: TimeInForce,
    reduce_only: bool,
    tag: str | None,
) -> Intent:
    """Return the intent, or raise OrderNotValid with every fault found."""
    faults = [
        *_price_faults(order_type, limit_price=limit_price, stop_price=stop_price),
        *_size_faults(qty_mode, qty, has_stop=stop_loss is not None),
        *_protection_faults(stop_loss, take_profit),
    ]
    if reduce_only and (stop_loss or take_profit):
        path = "$.sl" if stop_loss else "$.tp"
        message = "An order that only reduces opens nothing to protect; leave sl and tp out."
        faults.append(Fault(path, "no_protection_when_reducing", message))
    if faults:
        detail = "One field is not valid." if len(faults) == 1 else f"{len(faults)} fields are not valid."
        raise OrderNotValid(detail, faults=tuple(faults))
    return Intent(
        action=side,
        symbol=symbol,
        sizing=Sizing(qty_mode, qty),
        order_type=order_type,
        limit_price=limit_price,
        stop_price=stop_price,
        time_in_force=time_in_force,
        stop_loss=Protection(*stop_loss) if stop_loss else None,
        take_profit=Protection(*take_profit) if take_profit else None,
        reduce_only=reduce_only,
        tag=tag,
    )


def _price_faults(
    order_type: OrderType, *, limit_price: Decimal | None, stop_price: Decimal | None
) -> list[Fault]:
    """Each type has exactly the prices it needs: one that would be ignored is a misunderstanding."""
    faults = []
    for name, price, types in (
        ("limit_price", limit_price, ("limit", "stop_limit")),
        ("stop_price", stop_price, ("stop", "stop_limit")),
    ):
        if price is None and order_type in types:
            message = f"A {order_type} order needs {name}."
            faults.append(Fault(f"$.{name}", "required", message))
        if price is not None and order_type not in types:
            message = f"A {order_type} order has no {name}; leave it out or use type {' or '.join(types)}."
            faults.append(Fault(f"$.{name}", "not_with_type", message, plain(price)))
    return faults


def _size_faults(qty_mode: SizingMode, qty: Decimal, *, has_stop: bool) -> list[Fault]:
    faults = []
    if qty_mode in _PERCENT_MODES and qty > _HUNDRED:
        message = f"With {qty_mode}, qty is a percent: above 0 and at most 100."
        faults.append(Fault("$.qty", "percent", message, plain(qty)))
    if qty_mode == "risk_percent" and not has_stop:
        message = "risk_percent sizes by the distance to the stop, so it needs sl."
        faults.append(Fault("$.sl", "required", message))
    return faults


def _protection_faults(
    stop_loss: tuple[ProtectionMode, Decimal] | None, take_profit: tuple[ProtectionMode, Decimal] | None
) -> list[Fault]:
    faults = []
    if stop_loss and stop_loss[0] == "risk_reward":
        message = (
            "A stop is a price or a percent; risk_reward is for tp, as a multiple of the distance to sl."
        )
        faults.append(Fault("$.sl.mode", "choice", message, "risk_reward"))
    if stop_loss and stop_loss[0] == "percent" and stop_loss[1] >= _HUNDRED:
        message = "A stop in percent lies above 0 and below 100."
        faults.append(Fault("$.sl.value", "percent", message, plain(stop_loss[1])))
    if take_profit and take_profit[0] == "risk_reward" and not stop_loss:
        message = "A target as risk_reward is a multiple of the distance to the stop, so it needs sl."
        faults.append(Fault("$.sl", "required", message))
    return faults
