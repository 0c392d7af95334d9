"""Conditions that can be decided without a bar: by literals, by what an indicator can be, by their neighbours."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tradewright.domain.strategy.analysis.closed import flattened
from tradewright.domain.strategy.catalogue import Catalogue
from tradewright.domain.strategy.expression.ast import (
    Binary,
    Boolean,
    Call,
    Expr,
    Name,
    Number,
    Output,
    Unary,
)
from tradewright.domain.strategy.expression.formulas import call_of
from tradewright.domain.strategy.expression.renderer import render


@dataclass(frozen=True, slots=True)
class Interval:
    """Every value an expression can have when it is not na, both ends included."""

    low: float = -math.inf
    high: float = math.inf


_NAMES = {
    "hour": Interval(0, 23), "minute": Interval(0, 59), "dayofweek": Interval(1, 7), "dayofmonth": Interval(1, 31),
    "month": Interval(1, 12), "bar_index": Interval(0), "volume": Interval(0), "time": Interval(0), "mintick": Interval(0),
}  # fmt: skip
_PERCENT = Interval(0, 100)
_CALLS = {
    "rsi": _PERCENT, "stoch": _PERCENT, "mfi": _PERCENT, "percentrank": _PERCENT, "adx": _PERCENT, "dmi": _PERCENT,
    "wpr": Interval(-100, 0), "cmo": Interval(-100, 100), "correlation": Interval(-1, 1), "atr": Interval(0),
    "stdev": Interval(0), "variance": Interval(0), "barssince": Interval(0), "abs": Interval(0), "sqrt": Interval(0),
    "exp": Interval(0), "tr": Interval(0), "sign": Interval(-1, 1),
}  # fmt: skip
_HULLS = ("sma", "ema", "rma", "wma", "highest", "lowest", "median", "swma")
"""Averages and extremes stay within what they are taken of."""


def interval(expr: Expr, catalogue: Catalogue) -> Interval:
    """Return bounds of a closed numeric expression."""
    match expr:
        case Number():
            return Interval(float(expr.value), float(expr.value))
        case Name():
            return _NAMES.get(expr.name, Interval())
        case Unary("-"):
            inner = interval(expr.operand, catalogue)
            return Interval(-inner.high, -inner.low)
        case Binary("+"):
            left, right = interval(expr.left, catalogue), interval(expr.right, catalogue)
            return Interval(left.low + right.low, left.high + right.high)
        case Binary("-"):
            left, right = interval(expr.left, catalogue), interval(expr.right, catalogue)
            return Interval(left.low - right.high, left.high - right.low)
        case Output() | Call():
            found = call_of(expr, catalogue)
            name = found[0].name if found is not None else expr.function if isinstance(expr, Call) else ""
            if name in _HULLS and found is not None and found[1].arguments:
                return interval(found[1].arguments[0].value, catalogue)
            return _CALLS.get(name, Interval())
        case _:
            return Interval()


def decided(expr: Expr, catalogue: Catalogue) -> bool | None:
    """Return what a closed condition always is, once its parts are known, or None when bars decide."""
    match expr:
        case Boolean():
            return expr.value
        case Unary("not"):
            inner = decided(expr.operand, catalogue)
            return None if inner is None else not inner
        case Binary("and" | "or"):
            left, right = decided(expr.left, catalogue), decided(expr.right, catalogue)
            short = expr.operator == "or"
            if short in (left, right):
                return short
            return left if left == right else None
        case Binary("<" | "<=" | ">" | ">="):
            return _compared(expr, catalogue)
        case Call("crossover" | "crossunder" | "cross"):
            values = [interval(one.value, catalogue) for one in expr.arguments]
            apart = values[0].low >= values[1].high or values[1].low >= values[0].high
            return False if apart and values[0] != values[1] else None
        case _:
            return None


def _compared(expr: Binary, catalogue: Catalogue) -> bool | None:
    left, right = (expr.left, expr.right) if expr.operator[0] == "<" else (expr.right, expr.left)
    is_strict = len(expr.operator) == 1
    if left == right:
        return not is_strict
    low, high = interval(left, catalogue), interval(right, catalogue)
    if low.high < high.low or (not is_strict and low.high == high.low):
        return True
    if low.low > high.high or (is_strict and low.low == high.high):
        return False
    return None


def contradiction(expr: Expr, catalogue: Catalogue) -> tuple[str, str] | None:
    """Return two parts of a closed conjunction that can never hold together, or None."""
    bounds: dict[Expr, tuple[Interval, str]] = {}
    for item in flattened(expr, "and"):
        if not isinstance(item, Binary) or item.operator not in ("<", "<=", ">", ">=", "=="):
            continue
        found = _bound(item, catalogue)
        if found is None:
            continue
        subject, bound = found
        known, text = bounds.get(subject, (Interval(), ""))
        both = Interval(max(known.low, bound.low), min(known.high, bound.high))
        if both.low > both.high:
            return text, render(item)
        bounds[subject] = (both, f"{text} and {render(item)}" if text else render(item))
    return None


def _bound(item: Binary, catalogue: Catalogue) -> tuple[Expr, Interval] | None:
    left, right = interval(item.left, catalogue), interval(item.right, catalogue)
    is_up = item.operator[0] == ">"
    if right.low == right.high:
        subject, value = item.left, right.low
    elif left.low == left.high:
        subject, value, is_up = item.right, left.low, not is_up
    else:
        return None
    if item.operator == "==":
        return subject, Interval(value, value)
    # The next float stands for the open end of a strict comparison.
    edge = value if len(item.operator) == 2 else math.nextafter(value, math.inf if is_up else -math.inf)
    return subject, Interval(low=edge) if is_up else Interval(high=edge)
