"""Where the stop and the target of an entry stand: on the price grid and on the right side of the entry."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tradewright.domain.trading.distance import distance_of
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.outcome import Refused, Trace
from tradewright.domain.trading.signal import Protection, Side, Trail
from tradewright.kernel.money import plain


@dataclass(frozen=True, slots=True)
class Trailing:
    """A stop that follows: at `amount` in quote currency or `percent` of the best price, once the market has been at
    `activation` (None: from the first moment). `begins` is where it stands at first, None while it waits.
    """

    amount: Decimal | None
    percent: Decimal | None
    activation: Decimal | None
    begins: Decimal | None


@dataclass(frozen=True, slots=True)
class Protected:
    """Prices of the protective legs, None where none was asked, and how they were found.

    `stop` is where the stop stands at first; with `trailing` it moves from there.
    """

    stop: Decimal | None
    target: Decimal | None
    trace: Trace
    trailing: Trailing | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What protection an entry is to have."""

    stop_loss: Protection | None = None
    take_profit: Protection | None = None
    trailing_stop: Trail | None = None


def protect(
    side: Side,
    *,
    entry: Decimal,
    asked: Asked,
    instrument: Instrument,
    market: Decimal | None = None,
    average_range: Decimal | None = None,
) -> Protected | Refused:
    """Return the stop and target prices for an entry on `side` at `entry`, or why they cannot be.

    A stop is rounded towards the entry, so the loss never exceeds what was asked; a target away from it; a trail's distance
    down. `market` is the price at which the position could be closed at once: for a market entry the stop must lie
    beyond it too, or it would fire immediately. Codes: stop_on_wrong_side, target_on_wrong_side, target_needs_stop,
    protection_mode_unknown, range_unknown, trail_too_tight, trail_too_wide.
    """
    trace: Trace = {"entry": plain(entry)}
    frame = _Frame(side, entry, instrument, average_range)
    nearest = entry if market is None else (min(entry, market) if side == "buy" else max(entry, market))
    stop, trailing, target = None, None, None
    if asked.stop_loss is not None:
        found = _stop_price(frame, asked.stop_loss)
        if isinstance(found, Refused):
            return found
        trace["stop"] = _noted(asked.stop_loss, found)
        if found <= 0 or (found >= nearest if side == "buy" else found <= nearest):
            word = "below" if side == "buy" else "above"
            message = f"The stop-loss of a {side} must be {word} {plain(nearest)}, not at {plain(found)}."
            return Refused("stop_on_wrong_side", message, trace)
        stop = found
    if asked.trailing_stop is not None:
        follows = trail(
            side, entry=nearest, rule=asked.trailing_stop, instrument=instrument, average_range=average_range
        )
        if isinstance(follows, Refused):
            return follows
        trailing = follows
        trace["trailing_stop"] = _noted_trail(asked.trailing_stop, follows)
        stop = _nearer(side, stop, follows.begins)
    if asked.take_profit is not None:
        found = _target_price(frame, asked.take_profit, stop)
        if isinstance(found, Refused):
            return found
        trace["target"] = _noted(asked.take_profit, found)
        if found <= 0 or (found <= entry if side == "buy" else found >= entry):
            word = "above" if side == "buy" else "below"
            message = f"The take-profit of a {side} must be {word} {plain(entry)}, not at {plain(found)}."
            return Refused("target_on_wrong_side", message, trace)
        target = found
    return Protected(stop, target, trace, trailing)


def trail(
    side: Side, *, entry: Decimal, rule: Trail, instrument: Instrument, average_range: Decimal | None = None
) -> Trailing | Refused:
    """Return the trail that protects a position opened on `side` at `entry`: its distance on the grid, never wider than
    asked.
    """
    distance = distance_of(
        rule.mode, rule.value, price=entry, instrument=instrument, average_range=average_range
    )
    if isinstance(distance, Refused):
        return distance
    amount = instrument.price_floor(distance)
    if amount <= 0:
        return Refused("trail_too_tight", f"A trail of {plain(distance)} is less than one tick.")
    if amount >= entry:
        return Refused("trail_too_wide", f"A trail of {plain(amount)} is wider than the price itself.")
    activation = None
    if rule.activation is not None:
        gain = distance_of(
            rule.mode, rule.activation, price=entry, instrument=instrument, average_range=average_range
        )
        if isinstance(gain, Refused):
            return gain
        raw = _away(entry, gain, down=side == "sell")
        activation = instrument.price_ceil(raw) if side == "buy" else instrument.price_floor(raw)
    begins = _away(entry, amount, down=side == "buy") if activation is None else None
    if begins is not None:
        begins = instrument.price_ceil(begins) if side == "buy" else instrument.price_floor(begins)
    is_percent = rule.mode == "percent"
    return Trailing(None if is_percent else amount, rule.value if is_percent else None, activation, begins)


@dataclass(frozen=True, slots=True)
class _Frame:
    side: Side
    entry: Decimal
    instrument: Instrument
    average_range: Decimal | None


def _stop_price(frame: _Frame, stop_loss: Protection) -> Decimal | Refused:
    if stop_loss.mode == "risk_reward":
        message = "A stop-loss is a price or a distance; risk_reward is for targets."
        return Refused("protection_mode_unknown", message)
    if stop_loss.mode == "price":
        raw = stop_loss.value
    else:
        distance = distance_of(
            stop_loss.mode,
            stop_loss.value,
            price=frame.entry,
            instrument=frame.instrument,
            average_range=frame.average_range,
        )
        if isinstance(distance, Refused):
            return distance
        raw = _away(frame.entry, distance, down=frame.side == "buy")
    return frame.instrument.price_ceil(raw) if frame.side == "buy" else frame.instrument.price_floor(raw)


def _target_price(frame: _Frame, take_profit: Protection, stop: Decimal | None) -> Decimal | Refused:
    if take_profit.mode == "price":
        raw = take_profit.value
    elif take_profit.mode == "risk_reward":
        if stop is None:
            return Refused("target_needs_stop", "A target as a multiple of the risk needs a stop-loss.")
        raw = _away(frame.entry, abs(frame.entry - stop) * take_profit.value, down=frame.side == "sell")
    else:
        distance = distance_of(
            take_profit.mode,
            take_profit.value,
            price=frame.entry,
            instrument=frame.instrument,
            average_range=frame.average_range,
        )
        if isinstance(distance, Refused):
            return distance
        raw = _away(frame.entry, distance, down=frame.side == "sell")
    return frame.instrument.price_ceil(raw) if frame.side == "buy" else frame.instrument.price_floor(raw)


def _nearer(side: Side, one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """Return the one of two stops that the market reaches first."""
    given = [price for price in (one, other) if price is not None]
    if not given:
        return None
    return max(given) if side == "buy" else min(given)


def _noted(rule: Protection, price: Decimal) -> Trace:
    return {"mode": rule.mode, "value": plain(rule.value), "price": plain(price)}


def _noted_trail(rule: Trail, follows: Trailing) -> Trace:
    noted: Trace = {"mode": rule.mode, "value": plain(rule.value)}
    for name, price in (
        ("amount", follows.amount),
        ("percent", follows.percent),
        ("activation_price", follows.activation),
        ("begins", follows.begins),
    ):
        if price is not None:
            noted[name] = plain(price)
    return noted


def _away(price: Decimal, distance: Decimal, *, down: bool) -> Decimal:
    return price - distance if down else price + distance
