"""Where the stop and the target of an entry stand: on the price grid and on the right side of the entry."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.outcome import Refused, Trace
from tradewright.domain.trading.signal import Protection, Side
from tradewright.kernel.money import plain

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Protected:
    """Prices of the protective legs, None where none was asked, and how they were found."""

    stop: Decimal | None
    target: Decimal | None
    trace: Trace


def protect(
    side: Side,
    *,
    entry: Decimal,
    stop_loss: Protection | None,
    take_profit: Protection | None,
    instrument: Instrument,
    market: Decimal | None = None,
) -> Protected | Refused:
    """Return the stop and target prices for an entry on `side` at `entry`, or why they cannot be.

    A stop is rounded towards the entry, so the loss never exceeds what was asked; a target away from it.
    `market` is the price at which the position could be closed at once: for a market entry the stop must lie
    beyond it too, or it would fire immediately. Codes: stop_on_wrong_side, target_on_wrong_side,
    target_needs_stop, protection_mode_unknown.
    """
    trace: Trace = {"entry": plain(entry)}
    stop = None
    if stop_loss is not None:
        found = _stop_price(side, entry, stop_loss, instrument)
        if isinstance(found, Refused):
            return found
        nearest = entry if market is None else (min(entry, market) if side == "buy" else max(entry, market))
        trace["stop"] = {"mode": stop_loss.mode, "value": plain(stop_loss.value), "price": plain(found)}
        if found <= 0 or (found >= nearest if side == "buy" else found <= nearest):
            word = "below" if side == "buy" else "above"
            message = f"The stop-loss of a {side} must be {word} {plain(nearest)}, not at {plain(found)}."
            return Refused("stop_on_wrong_side", message, trace)
        stop = found
    target = None
    if take_profit is not None:
        found = _target_price(side, entry, take_profit, stop, instrument)
        if isinstance(found, Refused):
            return found
        trace["target"] = {"mode": take_profit.mode, "value": plain(take_profit.value), "price": plain(found)}
        if found <= 0 or (found <= entry if side == "buy" else found >= entry):
            word = "above" if side == "buy" else "below"
            message = f"The take-profit of a {side} must be {word} {plain(entry)}, not at {plain(found)}."
            return Refused("target_on_wrong_side", message, trace)
        target = found
    return Protected(stop, target, trace)


def _stop_price(
    side: Side, entry: Decimal, stop_loss: Protection, instrument: Instrument
) -> Decimal | Refused:
    match stop_loss.mode:
        case "price":
            raw = stop_loss.value
        case "percent":
            raw = _away(entry, entry * stop_loss.value / _HUNDRED, down=side == "buy")
        case "risk_reward":
            message = "A stop-loss is a price or a percent; risk_reward is for targets."
            return Refused("protection_mode_unknown", message)
        case _ as never:
            assert_never(never)
    return instrument.price_ceil(raw) if side == "buy" else instrument.price_floor(raw)


def _target_price(
    side: Side, entry: Decimal, take_profit: Protection, stop: Decimal | None, instrument: Instrument
) -> Decimal | Refused:
    match take_profit.mode:
        case "price":
            raw = take_profit.value
        case "percent":
            raw = _away(entry, entry * take_profit.value / _HUNDRED, down=side == "sell")
        case "risk_reward":
            if stop is None:
                return Refused("target_needs_stop", "A target as a multiple of the risk needs a stop-loss.")
            raw = _away(entry, abs(entry - stop) * take_profit.value, down=side == "sell")
        case _ as never:
            assert_never(never)
    return instrument.price_ceil(raw) if side == "buy" else instrument.price_floor(raw)


def _away(price: Decimal, distance: Decimal, *, down: bool) -> Decimal:
    return price - distance if down else price + distance
