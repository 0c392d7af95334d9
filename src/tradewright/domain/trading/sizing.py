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


@dataclass(frozen=True, slots=True)
class Sized:
    """A tradable quantity, in units, and the sum that led to it."""

    quantity: Decimal
    trace: Trace


def size_by_notional(*, budget: Decimal, price: Decimal, multiplier: Decimal, lot: Lot) -> Decimal:
    """Return the largest quantity whose value at `price` does not exceed `budget`; zero when below the
    minimum.
    """
    return _largest(budget, price * multiplier, lot)


def size_by_risk(
    *, equity: Decimal, risk_fraction: Decimal, entry: Decimal, stop: Decimal, lot: Lot, multiplier: Decimal
) -> Decimal:
    """Return the largest quantity that loses at most `equity * risk_fraction` between `entry` and `stop`.

    Zero when even the smallest quantity would lose more. `entry` and `stop` differ.
    """
    return _largest(equity * risk_fraction, abs(entry - stop) * multiplier, lot)


def size_order(
    sizing: Sizing, *, instrument: Instrument, price: Decimal, equity: Decimal | None, stop: Decimal | None
) -> Sized | Refused:
    """Return the quantity that `sizing` asks for at `price`, or why there is none.

    `equity` is needed by the percent modes and `stop` by risk_percent; codes: size_not_positive,
    equity_unknown, equity_not_positive, risk_needs_stop, size_below_minimum.
    """
    trace: Trace = {"mode": sizing.mode, "value": plain(sizing.value), "price": plain(price)}
    if sizing.value <= 0:
        return Refused("size_not_positive", f"The size must be above zero, not {plain(sizing.value)}.", trace)
    if sizing.mode in ("percent_equity", "risk_percent"):
        trace["equity"] = None if equity is None else plain(equity)
        if equity is None:
            message = "The account's equity cannot be known: a price is missing or stale."
            return Refused("equity_unknown", message, trace)
        if equity <= 0:
            return Refused("equity_not_positive", f"The account's equity is {money_text(equity)}.", trace)
    equity = equity or ZERO
    lot, multiplier = instrument.lot, instrument.multiplier
    match sizing.mode:
        case "fixed":
            wanted = f"{plain(sizing.value)} units"
            quantity = lot.floor(sizing.value)
        case "notional":
            wanted = f"{money_text(sizing.value)} {instrument.currency} at {plain(price)}"
            quantity = size_by_notional(budget=sizing.value, price=price, multiplier=multiplier, lot=lot)
        case "percent_equity":
            budget = equity * sizing.value / _HUNDRED
            trace["budget"] = plain(budget)
            share = f"{plain(sizing.value)} % of {money_text(equity)} is {money_text(budget)}"
            wanted = f"{share} at {plain(price)}"
            quantity = size_by_notional(budget=budget, price=price, multiplier=multiplier, lot=lot)
        case "risk_percent":
            if stop is None or stop == price:
                message = "Sizing by risk needs a stop-loss away from the entry."
                return Refused("risk_needs_stop", message, trace)
            budget = equity * sizing.value / _HUNDRED
            trace |= {"budget": plain(budget), "stop": plain(stop)}
            trace["loss_per_unit"] = plain(abs(price - stop) * multiplier)
            wanted = (
                f"risking {plain(sizing.value)} % of {money_text(equity)}, {money_text(budget)}, "
                f"from {plain(price)} to the stop at {plain(stop)}"
            )
            quantity = size_by_risk(
                equity=equity,
                risk_fraction=sizing.value / _HUNDRED,
                entry=price,
                stop=stop,
                lot=lot,
                multiplier=multiplier,
            )
        case _ as never:
            assert_never(never)
    return _checked(quantity, wanted, instrument=instrument, price=price, trace=trace)


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
    if budget <= 0:
        return ZERO
    quantity = lot.floor(budget / cost_per_unit)
    # The quotient is rounded at 28 digits, so it may land a hair above the truth.
    return quantity if quantity * cost_per_unit <= budget else lot.floor(quantity - lot.step)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
