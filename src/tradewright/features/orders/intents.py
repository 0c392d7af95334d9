"""What the fields of an order mean to each other: every fault of an intent, with its place in the request and what would be
right.

Pure. Shapes (numbers, choices) are checked before this by the schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tradewright.domain.trading.signal import Intent, OrderType, SizingMode
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
    "lots": "lots",
    "lot": "lots",
    "notional": "notional",
    "cash": "notional",
    "amount": "notional",
    "dollar_amount": "notional",
    "usd": "notional",
    "percent_equity": "percent_equity",
    "percent_of_equity": "percent_equity",
    "equity_percent": "percent_equity",
    "percent_buying_power": "percent_buying_power",
    "percent_of_buying_power": "percent_buying_power",
    "buying_power_percent": "percent_buying_power",
    "percent_position": "percent_position",
    "percent_of_position": "percent_position",
    "position_percent": "percent_position",
    "risk_percent": "risk_percent",
    "percent_risk": "risk_percent",
    "risk": "risk_percent",
    "risk_money": "risk_money",
    "risk_amount": "risk_money",
    "risk_usd": "risk_money",
    "atr_risk": "atr_risk",
    "volatility": "atr_risk",
}
"""What people and bridges call the ways to size, by the one word we use."""

PERCENT_MODES: tuple[SizingMode, ...] = (
    "percent_equity",
    "percent_buying_power",
    "percent_position",
    "risk_percent",
    "atr_risk",
)
RISK_MODES: tuple[SizingMode, ...] = ("risk_percent", "risk_money")
SIZED = ("buy", "sell", "add")
"""Actions that need a size; exit and reverse take one, target has its own, break-even none."""
CLOSES = ("exit", "breakeven")
_WITH_LIMIT: tuple[OrderType, ...] = ("limit", "stop_limit")
_WITH_STOP: tuple[OrderType, ...] = ("stop", "stop_limit")
_HUNDRED = Decimal(100)


def checked(intent: Intent) -> Intent:
    """Return the intent, or raise OrderNotValid with every fault found."""
    faults = (
        *_size_faults(intent),
        *_price_faults(intent),
        *_protection_faults(intent),
        *_term_faults(intent),
    )
    if faults:
        detail = "One field is not valid." if len(faults) == 1 else f"{len(faults)} fields are not valid."
        raise OrderNotValid(detail, faults=faults)
    return intent


def _size_faults(intent: Intent) -> Iterator[Fault]:
    action, sizing = intent.action, intent.sizing
    if action == "target" and intent.target_quantity is None:
        yield Fault("$.target_quantity", "required", "A target needs target_quantity, with its sign.")
    if action != "target" and intent.target_quantity is not None:
        yield Fault(
            "$.target_quantity", "not_with_action", f"{action} has no target_quantity; use action target."
        )
    if sizing is None:
        if action in SIZED:
            yield Fault("$.qty", "required", f"{action} needs qty.")
        return
    if action in ("target", "breakeven"):
        yield Fault("$.qty", "not_with_action", f"{action} has no qty; leave it out.", plain(sizing.value))
    if sizing.mode in PERCENT_MODES and sizing.value > _HUNDRED:
        message = f"With {sizing.mode}, qty is a percent: above 0 and at most 100."
        yield Fault("$.qty", "percent", message, plain(sizing.value))
    trail = intent.trailing_stop
    has_stop = intent.stop_loss is not None or (trail is not None and trail.activation is None)
    if sizing.mode in RISK_MODES and not has_stop and action in SIZED:
        message = f"{sizing.mode} sizes by the distance to the stop, so it needs sl."
        yield Fault("$.sl", "required", message)


def _price_faults(intent: Intent) -> Iterator[Fault]:
    """Each type has exactly the prices it needs: one that would be ignored is a misunderstanding."""
    order_type = intent.order_type
    if intent.price_from is not None and intent.limit_price is not None:
        message = "Say limit_price or price_from, not both."
        yield Fault("$.price_from", "not_with_limit_price", message)
    limit = intent.limit_price if intent.price_from is None else Decimal(1)
    for name, price, types in (
        ("limit_price", limit, _WITH_LIMIT),
        ("stop_price", intent.stop_price, _WITH_STOP),
    ):
        told = "price_from" if name == "limit_price" and intent.price_from is not None else name
        if price is None and order_type in types:
            yield Fault(f"$.{name}", "required", f"A {order_type} order needs {name}.")
        if price is not None and order_type not in types:
            message = f"A {order_type} order has no {told}; leave it out or use type {' or '.join(types)}."
            yield Fault(f"$.{told}", "not_with_type", message, plain(price) if told == name else None)
    if order_type == "trailing_stop" and intent.trail is None:
        yield Fault("$.trail", "required", "A trailing_stop order needs trail, its distance.")
    if order_type != "trailing_stop" and intent.trail is not None:
        message = "trail is for type trailing_stop; for a protective stop that follows, use trailing_stop."
        yield Fault("$.trail", "not_with_type", message)


def _protection_faults(intent: Intent) -> Iterator[Fault]:
    stop, target, trail = intent.stop_loss, intent.take_profit, intent.trailing_stop
    if stop is not None and stop.mode == "risk_reward":
        message = (
            "A stop is a price or a distance; risk_reward is for tp, as a multiple of the distance to sl."
        )
        yield Fault("$.sl.mode", "choice", message, "risk_reward")
    if stop is not None and stop.mode == "percent" and stop.value >= _HUNDRED:
        message = "A stop in percent lies above 0 and below 100."
        yield Fault("$.sl.value", "percent", message, plain(stop.value))
    for name, one in (("trail", intent.trail), ("trailing_stop", trail)):
        if one is not None and one.mode == "percent" and one.value >= _HUNDRED:
            message = "A trail in percent lies above 0 and below 100."
            yield Fault(f"$.{name}.value", "percent", message, plain(one.value))
    if target is not None and target.mode == "risk_reward" and stop is None and trail is None:
        message = "A target as risk_reward is a multiple of the distance to the stop, so it needs sl."
        yield Fault("$.sl", "required", message)
    if intent.reduce_only or intent.action in CLOSES:
        given = (("$.sl", stop), ("$.tp", target), ("$.trailing_stop", trail))
        path = next((path for path, one in given if one is not None), None)
        if path is not None:
            message = "An order that only reduces opens nothing to protect; leave sl and tp out."
            yield Fault(path, "no_protection_when_reducing", message)


def _term_faults(intent: Intent) -> Iterator[Fault]:
    if intent.time_in_force == "gtd" and intent.expires_at is None:
        yield Fault("$.expires_at", "required", "time_in_force gtd needs expires_at, the time it ends.")
    if intent.time_in_force != "gtd" and intent.expires_at is not None:
        yield Fault("$.expires_at", "not_with_time_in_force", "expires_at belongs to time_in_force gtd.")
    if intent.post_only and intent.order_type not in _WITH_LIMIT:
        yield Fault("$.post_only", "not_with_type", "Only an order with a limit can be post-only.")
