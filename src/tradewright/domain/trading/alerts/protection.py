"""Stops and targets in the shapes alerts give them: a number, "2%", {mode, value}, or TradersPost's
objects.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tradewright.domain.trading.alerts.members import MemberReader, number_in
from tradewright.domain.trading.signal import Protection, ProtectionMode
from tradewright.kernel.errors import Fault
from tradewright.kernel.money import plain

_MODES: dict[str, ProtectionMode] = {
    "price": "price",
    "percent": "percent",
    "riskreward": "risk_reward",
    "rr": "risk_reward",
    "r": "risk_reward",
}
_PRICE_KEYS = ("stopPrice", "stop_price", "limitPrice", "limit_price", "price")
_TRAILING_KEYS = ("trailAmount", "trailPercent", "trail_amount", "trail_percent")


def read_stop(reader: MemberReader, *, side: str, reference: Decimal | None) -> Protection | None:
    """Return the stop-loss the alert asks for. `reference` is its price, for a distance in money."""
    return _read(reader, "stop_loss", modes=("price", "percent"), side=side, reference=reference)


def read_target(reader: MemberReader, *, side: str, reference: Decimal | None) -> Protection | None:
    """Return the take-profit the alert asks for."""
    opposite = "sell" if side == "buy" else "buy"
    modes: tuple[ProtectionMode, ...] = ("price", "percent", "risk_reward")
    if (multiple := reader.positive("take_profit_rr")) is not None:
        return Protection("risk_reward", multiple)
    return _read(reader, "take_profit", modes=modes, side=opposite, reference=reference)


def _read(
    reader: MemberReader,
    name: str,
    *,
    modes: tuple[ProtectionMode, ...],
    side: str,
    reference: Decimal | None,
) -> Protection | None:
    if (price := reader.positive(f"{name}_price")) is not None:
        return Protection("price", price)
    if (percent := reader.positive(f"{name}_percent")) is not None:
        return Protection("percent", percent)
    value = reader.raw(name)
    if value is None:
        return None
    path = reader.path_of(name)
    if isinstance(value, dict):
        return _read_object(value, path, reader.faults, modes=modes, side=side, reference=reference)
    mode: ProtectionMode = "price"
    if isinstance(value, str) and value.rstrip().endswith("%"):
        mode, value = "percent", value.rstrip()[:-1]
    return _pair(mode, value, path, reader.faults)


def _read_object(
    value: dict[str, Any],
    path: str,
    faults: list[Fault],
    *,
    modes: tuple[ProtectionMode, ...],
    side: str,
    reference: Decimal | None,
) -> Protection | None:
    if any(value.get(key) is not None for key in _TRAILING_KEYS) or value.get("type") == "trailing_stop":
        faults.append(Fault(path, "trailing", "Trailing stops are not supported."))
        return None
    if value.get("mode") is not None:
        mode = _MODES.get(str(value["mode"]).lower().replace("_", "").replace("-", ""))
        if mode is None or mode not in modes:
            message = f"mode must be one of {', '.join(modes)}."
            faults.append(Fault(f"{path}.mode", "choice", message, str(value["mode"])[:60]))
            return None
        return _pair(mode, value.get("value"), f"{path}.value", faults)
    if value.get("percent") is not None:
        return _pair("percent", value["percent"], f"{path}.percent", faults)
    for key in _PRICE_KEYS:
        if value.get(key) is not None:
            return _pair("price", value[key], f"{path}.{key}", faults)
    if value.get("amount") is not None:
        return _from_amount(value["amount"], f"{path}.amount", faults, side=side, reference=reference)
    if any(member not in (None, "") for key, member in value.items() if key != "type"):
        faults.append(Fault(path, "shape", "Give mode and value, or one of percent, price, amount."))
    return None


def _from_amount(
    value: object, path: str, faults: list[Fault], *, side: str, reference: Decimal | None
) -> Protection | None:
    """Return the price that lies `value` away from the alert's own price, against `side`."""
    distance = _pair("price", value, path, faults)
    if distance is None:
        return None
    if reference is None:
        faults.append(Fault(path, "needs_price", "An amount is counted from a price: send price too."))
        return None
    price = reference - distance.value if side == "buy" else reference + distance.value
    if price <= 0:
        faults.append(Fault(path, "positive", f"The amount leaves a price of {plain(price)}."))
        return None
    return Protection("price", price)


def _pair(mode: ProtectionMode, value: object, path: str, faults: list[Fault]) -> Protection | None:
    number = number_in(value)
    if number is None or number <= 0:
        faults.append(Fault(path, "positive", "must be a number above zero.", str(value)[:60]))
        return None
    return Protection(mode, number)
