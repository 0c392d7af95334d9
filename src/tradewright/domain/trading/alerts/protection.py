"""Stops, targets and trails in the shapes alerts give them: a number, "2%", {mode, value}, or TradersPost's objects."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar, cast

from tradewright.domain.trading.alerts.members import MemberReader, number_in
from tradewright.domain.trading.signal import DistanceMode, Protection, ProtectionMode, Trail
from tradewright.kernel.errors import Fault
from tradewright.kernel.money import plain

_MODES: dict[str, ProtectionMode] = {
    "price": "price",
    "percent": "percent",
    "ticks": "ticks",
    "pips": "pips",
    "atr": "atr",
    "riskreward": "risk_reward",
    "rr": "risk_reward",
    "r": "risk_reward",
}
DISTANCE_MODES: dict[str, DistanceMode] = {
    "price": "price",
    "amount": "price",
    "percent": "percent",
    "ticks": "ticks",
    "pips": "pips",
    "atr": "atr",
}
_STOP_MODES: tuple[ProtectionMode, ...] = ("price", "percent", "ticks", "pips", "atr")
_NAMED = {
    name: tuple((f"{name}_{mode}", mode) for mode in _STOP_MODES) for name in ("stop_loss", "take_profit")
}
"""The names that give a distance and its mode in one."""
_PRICE_KEYS = ("stopPrice", "stop_price", "limitPrice", "limit_price", "price")
_TRAIL_KEYS: dict[str, DistanceMode] = {
    "trailPercent": "percent",
    "trail_percent": "percent",
    "trailAmount": "price",
    "trail_amount": "price",
}

M = TypeVar("M", bound=str)


def read_stop(reader: MemberReader, *, side: str, reference: Decimal | None) -> Protection | None:
    """Return the stop-loss the alert asks for. `reference` is its price, for a distance in money."""
    return _read(reader, "stop_loss", modes=_STOP_MODES, side=side, reference=reference)


def read_target(reader: MemberReader, *, side: str, reference: Decimal | None) -> Protection | None:
    """Return the take-profit the alert asks for."""
    opposite = "sell" if side == "buy" else "buy"
    if (multiple := reader.positive("take_profit_rr")) is not None:
        return Protection("risk_reward", multiple)
    modes: tuple[ProtectionMode, ...] = (*_STOP_MODES, "risk_reward")
    return _read(reader, "take_profit", modes=modes, side=opposite, reference=reference)


def read_trail(reader: MemberReader) -> Trail | None:
    """Return how far an order of type trailing_stop follows the market."""
    if (percent := reader.positive("trail_percent")) is not None:
        return Trail("percent", percent)
    if (amount := reader.positive("trail_price")) is not None:
        return Trail("price", amount)
    return _read_trail(reader, "trail")


def read_trailing_stop(reader: MemberReader) -> Trail | None:
    """Return the protective stop that follows the market: under a name of its own, or as a kind of stop_loss."""
    stop = reader.raw("stop_loss")
    if not isinstance(stop, dict) or not _is_trailing(stop):
        return _read_trail(reader, "trailing_stop")
    path = reader.path_of("stop_loss")
    for key, mode in _TRAIL_KEYS.items():
        if stop.get(key) not in (None, ""):
            return _trail(mode, stop[key], None, f"{path}.{key}", reader.faults)
    reader.fault("stop_loss", "missing", "A trailing stop needs trailPercent or trailAmount.")
    return None


def _is_trailing(stop: Mapping[str, Any]) -> bool:
    return stop.get("type") == "trailing_stop" or any(stop.get(key) not in (None, "") for key in _TRAIL_KEYS)


def _read(
    reader: MemberReader,
    name: str,
    *,
    modes: tuple[ProtectionMode, ...],
    side: str,
    reference: Decimal | None,
) -> Protection | None:
    for named, mode_named in _NAMED[name]:
        if named in reader and (value := reader.positive(named)) is not None:
            return Protection(mode_named, value)
    given = reader.raw(name)
    if given is None:
        return None
    path = reader.path_of(name)
    if isinstance(given, dict):
        if name == "stop_loss" and _is_trailing(given):
            return None
        return _read_object(given, path, reader.faults, modes=modes, side=side, reference=reference)
    mode: ProtectionMode = "price"
    if isinstance(given, str) and given.rstrip().endswith("%"):
        mode, given = "percent", given.rstrip()[:-1]
    return _pair(mode, given, path, reader.faults)


def _read_object(
    value: dict[str, Any],
    path: str,
    faults: list[Fault],
    *,
    modes: tuple[ProtectionMode, ...],
    side: str,
    reference: Decimal | None,
) -> Protection | None:
    if value.get("type") in ("stop_limit", "stopLimit"):
        faults.append(
            Fault(
                f"{path}.type",
                "unsupported",
                "A stop is sent as a plain stop here: leave the limit price out.",
            )
        )
        return None
    if value.get("mode") is not None:
        mode = _choose(value["mode"], _MODES, modes, f"{path}.mode", faults)
        return None if mode is None else _pair(mode, value.get("value"), f"{path}.value", faults)
    for named in ("percent", "ticks", "pips", "atr"):
        if value.get(named) not in (None, ""):
            return _pair(named, value[named], f"{path}.{named}", faults)
    for key in _PRICE_KEYS:
        if value.get(key) is not None:
            return _pair("price", value[key], f"{path}.{key}", faults)
    if value.get("amount") is not None:
        return _from_amount(value["amount"], f"{path}.amount", faults, side=side, reference=reference)
    if any(member not in (None, "") for key, member in value.items() if key != "type"):
        faults.append(
            Fault(path, "shape", "Give mode and value, or one of percent, price, ticks, pips, atr, amount.")
        )
    return None


def _read_trail(reader: MemberReader, name: str) -> Trail | None:
    """Return the trail under `name`: "2%", a distance in price, or {mode, value, activation}."""
    given = reader.raw(name)
    if given is None:
        return None
    path = reader.path_of(name)
    if isinstance(given, str) and given.rstrip().endswith("%"):
        return _trail("percent", given.rstrip()[:-1], None, path, reader.faults)
    if not isinstance(given, dict):
        return _trail("price", given, None, path, reader.faults)
    modes = tuple(dict.fromkeys(DISTANCE_MODES.values()))
    mode = _choose(given.get("mode", "percent"), DISTANCE_MODES, modes, f"{path}.mode", reader.faults)
    if mode is None:
        return None
    return _trail(mode, given.get("value"), given.get("activation"), path, reader.faults)


def _trail(
    mode: DistanceMode, value: object, activation: object, path: str, faults: list[Fault]
) -> Trail | None:
    distance = _positive(value, path, faults)
    begins = None if activation in (None, "") else _positive(activation, path, faults)
    return None if distance is None else Trail(mode, distance, begins)


def _choose(
    given: object, table: Mapping[str, M], modes: tuple[M, ...], path: str, faults: list[Fault]
) -> M | None:
    mode = table.get(str(given).lower().replace("_", "").replace("-", ""))
    if mode is None or mode not in modes:
        faults.append(Fault(path, "choice", f"mode must be one of {', '.join(modes)}.", str(given)[:60]))
        return None
    return mode


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


def _pair(mode: str, value: object, path: str, faults: list[Fault]) -> Protection | None:
    number = _positive(value, path, faults)
    return None if number is None else Protection(cast(ProtectionMode, mode), number)


def _positive(value: object, path: str, faults: list[Fault]) -> Decimal | None:
    number = number_in(value)
    if number is None or number <= 0:
        faults.append(Fault(path, "positive", "must be a number above zero.", str(value)[:60]))
        return None
    return number
