"""How many units an order is for: rounded down to the instrument's grid, so never above the budget."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from tradewright.domain.trading.instrument import Instrument, Lot
from tradewright.domain.trading.outcome import Refused, Trace
from tradewright.domain.trading.signal import Sizing
from tradewright.kernel.money import ZERO, money_text, plain

_HUNDRED = Decimal(100)
_OF_EQUITY = ("percent_equity", "risk_percent", "atr_risk")


@dataclass(frozen=True, slots=True)
class Sized:
    """A tradable quantity, in units, and the sum that led to it."""

    quantity: Decimal
    trace: Trace


@dataclass(frozen=True, slots=True)
class Means:
    """What a size may be taken from, in account currency and units; None where it cannot be known.

    `held` is the absolute quantity of the position. `fee_rate` is the share of an order's value that each of its two ends
    costs; a known one is part of what a risk budget pays for.
    """

    equity: Decimal | None
    stop: Decimal | None = None
    buying_power: Decimal | None = None
    held: Decimal = ZERO
    average_range: Decimal | None = None
    fee_rate: Decimal = ZERO


def size_by_notional(*, budget: Decimal, price: Decimal, multiplier: Decimal, lot: Lot) -> Decimal:
    """Return the largest quantity whose value at `price` does not exceed `budget`; zero when below the
    minimum.
    """
    return _largest(budget, price * multiplier, lot)


def size_by_risk(
    *,
    budget: Decimal,
    entry: Decimal,
    stop: Decimal,
    lot: Lot,
    multiplier: Decimal,
    fee_rate: Decimal = ZERO,
) -> Decimal:
    """Return the largest quantity that loses at most `budget` between `entry` and `stop`, fees of both ends included.

    Zero when even the smallest quantity would lose more. `entry` and `stop` differ.
    """
    return _largest(
        budget, loss_per_unit(entry=entry, stop=stop, multiplier=multiplier, fee_rate=fee_rate), lot
    )


def loss_per_unit(*, entry: Decimal, stop: Decimal, multiplier: Decimal, fee_rate: Decimal = ZERO) -> Decimal:
    """Return what one unit bought at `entry` and sold at `stop` (or the reverse) costs, fees of both ends included."""
    return (abs(entry - stop) + (entry + stop) * fee_rate) * multiplier


def size_order(sizing: Sizing, *, instrument: Instrument, price: Decimal, means: Means) -> Sized | Refused:
    """Return the quantity that `sizing` asks for at `price`, or why there is none.

    Codes: size_not_positive, equity_unknown, equity_not_positive, buying_power_unknown, position_missing, risk_needs_stop,
    range_unknown, size_below_minimum.
    """
    trace: Trace = {"mode": sizing.mode, "value": plain(sizing.value), "price": plain(price)}
    if sizing.value <= 0:
        return Refused("size_not_positive", f"The size must be above zero, not {plain(sizing.value)}.", trace)
    if sizing.mode in _OF_EQUITY:
        trace["equity"] = None if means.equity is None else plain(means.equity)
        if means.equity is None:
            message = "The account's equity cannot be known: a price is missing or stale."
            return Refused("equity_unknown", message, trace)
        if means.equity <= 0:
            return Refused(
                "equity_not_positive", f"The account's equity is {money_text(means.equity)}.", trace
            )
    found = _wanted(sizing, instrument, price, means, trace)
    if isinstance(found, Refused):
        return found
    quantity, words = found
    return _checked(quantity, words, instrument=instrument, price=price, trace=trace)


def _wanted(
    sizing: Sizing, instrument: Instrument, price: Decimal, means: Means, trace: Trace
) -> tuple[Decimal, str] | Refused:
    """Return the quantity on the grid and what was asked in words; the sum's parts join the trace."""
    lot, value = instrument.lot, plain(sizing.value)
    equity = means.equity or ZERO
    match sizing.mode:
        case "fixed":
            return lot.floor(sizing.value), f"{value} units"
        case "lots":
            units = sizing.value * instrument.lot_units
            return lot.floor(units), f"{value} lots of {plain(instrument.lot_units)}, {plain(units)} units"
        case "notional":
            words = f"{money_text(sizing.value)} {instrument.currency} at {plain(price)}"
            return _for_value(sizing.value, instrument, price), words
        case "percent_equity":
            budget = _share(equity, sizing.value, trace)
            words = f"{value} % of {money_text(equity)} is {money_text(budget)} at {plain(price)}"
            return _for_value(budget, instrument, price), words
        case "percent_buying_power":
            power = means.buying_power
            trace["buying_power"] = None if power is None else plain(power)
            if power is None:
                return Refused("buying_power_unknown", "The account's buying power cannot be known.", trace)
            budget = _share(power, sizing.value, trace)
            words = f"{value} % of {money_text(power)} buying power is {money_text(budget)} at {plain(price)}"
            return _for_value(budget, instrument, price), words
        case "percent_position":
            trace["held"] = plain(means.held)
            if means.held <= 0:
                message = f"A percent of the position needs one: nothing is held in {instrument.symbol}."
                return Refused("position_missing", message, trace)
            units = means.held * sizing.value / _HUNDRED
            return lot.floor(units), f"{value} % of {plain(means.held)} held"
        case "risk_percent" | "risk_money":
            if sizing.mode == "risk_percent":
                budget, of_what = _share(equity, sizing.value, trace), f"{value} % of {money_text(equity)}"
            else:
                budget, of_what = sizing.value, "a set amount"
                trace["budget"] = value
            return _for_risk(budget, of_what, instrument=instrument, price=price, means=means, trace=trace)
        case "atr_risk":
            average = means.average_range
            if average is None or average <= 0:
                message = f"The average true range of {instrument.symbol} is not known yet."
                return Refused("range_unknown", message, trace)
            budget = _share(equity, sizing.value, trace)
            trace |= {"range": plain(average), "loss_per_unit": plain(average * instrument.multiplier)}
            words = f"{value} % of {money_text(equity)}, {money_text(budget)}, for a move of {plain(average)}"
            return _largest(budget, average * instrument.multiplier, lot), words
        case _ as never:
            assert_never(never)


def _share(whole: Decimal, percent: Decimal, trace: Trace) -> Decimal:
    budget = whole * percent / _HUNDRED
    trace["budget"] = plain(budget)
    return budget


def _for_value(budget: Decimal, instrument: Instrument, price: Decimal) -> Decimal:
    return size_by_notional(budget=budget, price=price, multiplier=instrument.multiplier, lot=instrument.lot)


def _for_risk(
    budget: Decimal, of_what: str, *, instrument: Instrument, price: Decimal, means: Means, trace: Trace
) -> tuple[Decimal, str] | Refused:
    stop = means.stop
    if stop is None or stop == price:
        return Refused("risk_needs_stop", "Sizing by risk needs a stop-loss away from the entry.", trace)
    multiplier, fee_rate = instrument.multiplier, means.fee_rate
    per_unit = loss_per_unit(entry=price, stop=stop, multiplier=multiplier, fee_rate=fee_rate)
    trace |= {"stop": plain(stop), "loss_per_unit": plain(per_unit)}
    if fee_rate:
        trace["fee_rate"] = plain(fee_rate)
    quantity = size_by_risk(
        budget=budget, entry=price, stop=stop, lot=instrument.lot, multiplier=multiplier, fee_rate=fee_rate
    )
    words = f"risking {of_what}, {money_text(budget)}, from {plain(price)} to the stop at {plain(stop)}"
    return quantity, words


def _checked(
    quantity: Decimal, wanted: str, *, instrument: Instrument, price: Decimal, trace: Trace
) -> Sized | Refused:
    notional = instrument.notional(quantity, price)
    trace |= {"quantity": plain(quantity), "notional": plain(notional)}
    if quantity == 0:
        smallest = plain(instrument.lot.smallest)
        message = f"{_capital(wanted)} is less than the smallest order, {smallest} {instrument.symbol}."
        return Refused("size_below_minimum", message, trace | {"smallest": smallest})
    if notional < instrument.notional_min:
        least = money_text(instrument.notional_min)
        worth = f"{_capital(wanted)} is worth {money_text(notional)}"
        message = f"{worth}; {instrument.symbol} orders start at {least}."
        return Refused(
            "size_below_minimum", message, trace | {"notional_min": plain(instrument.notional_min)}
        )
    trace["words"] = f"{_capital(wanted)}: {plain(quantity)} {instrument.symbol}."
    return Sized(quantity, trace)


def _largest(budget: Decimal, cost_per_unit: Decimal, lot: Lot) -> Decimal:
    if budget <= 0 or cost_per_unit <= 0:
        return ZERO
    quantity = lot.floor(budget / cost_per_unit)
    # The quotient is rounded at 28 digits, so it may land a hair above the truth.
    return quantity if quantity * cost_per_unit <= budget else lot.floor(quantity - lot.step)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
