"""Statistics of a window and the templates made of averages, from their published formulas."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from tests.unit.engine.indicators.references.averages import (
    bollinger,
    known_window,
    macd,
    place,
    rate,
    simple,
    strength,
)
from tests.unit.engine.indicators.references.trends import Array, Columns, Result, exponential, window
from tests.unit.engine.indicators.references.windows import chosen, crossed


def deviation(source: Array, length: int, *, biased: bool) -> Array:
    return np.sqrt(spread(source, length, biased=biased))


def spread(source: Array, length: int, *, biased: bool) -> Array:
    def measure(values: Array) -> float:
        exact = [Fraction(x) for x in values]
        mean = sum(exact) / length
        below = length if biased else length - 1
        return float(sum((x - mean) ** 2 for x in exact) / below) if below else math.nan

    return known_window(source, length, measure)


def mean_deviation(source: Array, length: int) -> Array:
    return window(source, length, lambda w: float(np.abs(w - w.mean()).mean()))


def correlation(bars: Columns, length: int) -> Result:
    first, second = chosen(bars, "first", "close"), chosen(bars, "second", "open")
    out = np.full(len(first), np.nan)
    for i in range(length - 1, len(first)):
        x, y = first[i - length + 1 : i + 1], second[i - length + 1 : i + 1]
        x, y = x - x.mean(), y - y.mean()
        together, apart = (x * y).mean(), (x * x).mean() * (y * y).mean()
        if abs(together) <= 1e-10:
            out[i] = 0.0
        elif apart:
            out[i] = together / math.sqrt(apart)
    return {"value": out}


def nearest_rank(source: Array, length: int, percentage: float) -> Array:
    rank = max(1, math.ceil(percentage * length / 100))
    return window(source, length, lambda w: float(np.sort(w)[rank - 1]))


def interpolated(source: Array, length: int, percentage: float) -> Array:
    return window(source, length, lambda w: float(np.percentile(w, percentage, method="hazen")))


def percent_rank(source: Array, length: int) -> Array:
    return window(source, length + 1, lambda w: float((w[:-1] <= w[-1]).sum() * 100 / length))


def commonest(source: Array, length: int) -> Array:
    def measure(values: Array) -> float:
        counted = Counter(values.tolist())
        return float(min(counted, key=lambda x: (-counted[x], x)))

    return known_window(source, length, measure)


def gravity(source: Array, length: int) -> Array:
    places = np.arange(length, 0, -1.0)
    return known_window(source, length, lambda w: float(-(w @ places) / w.sum()))


def rank_correlation(source: Array, length: int) -> Array:
    def measure(values: Array) -> float:
        ranks = np.array([(values < x).sum() + ((values == x).sum() - 1) / 2 for x in values])
        time = np.arange(length) - (length - 1) / 2
        ranks -= ranks.mean()
        apart = math.sqrt((ranks @ ranks) * (time @ time))
        return float(100 * (ranks @ time) / apart) if apart else math.nan

    out = window(source, length, measure)
    out[:length] = np.nan  # Pine waits one bar more
    return out


def _one(measure: Callable[..., Array]) -> Callable[..., Result]:
    return lambda bars, **params: {"value": measure(chosen(bars, "source", "close"), **params)}


def sides(long: Any, short: Any) -> Result:
    return {"long": np.asarray(long, dtype=float), "short": np.asarray(short, dtype=float)}


def _trend(average: Callable[[Array, int], Array]) -> Callable[..., Result]:
    def against(bars: Columns, length: int) -> Result:
        source = chosen(bars, "source", "close")
        return sides(source > average(source, length), source < average(source, length))

    return against


def _crossing(fast: Array, slow: Array) -> Result:
    return sides(crossed(fast, slow, 1.0), crossed(fast, slow, -1.0))


def _cross(average: Callable[[Array, int], Array]) -> Callable[..., Result]:
    def crossing(bars: Columns, fast: int, slow: int) -> Result:
        source = chosen(bars, "source", "close")
        return _crossing(average(source, fast), average(source, slow))

    return crossing


def macd_cross(bars: Columns, fast: int, slow: int, signal: int) -> Result:
    lines = macd(bars, fast, slow, signal)
    return _crossing(lines["macd"], lines["signal"])


def level(source: Array, value: float) -> Array:
    return np.full(len(source), value)


def rsi_reversal(bars: Columns, length: int, overbought: float, oversold: float) -> Result:
    line = strength(chosen(bars, "source", "close"), length)
    return sides(crossed(line, level(line, oversold), 1.0), crossed(line, level(line, overbought), -1.0))


def rsi_level(bars: Columns, length: int, level: float) -> Result:
    line = strength(chosen(bars, "source", "close"), length)
    return sides(line > level, line < level)


def bollinger_reversal(bars: Columns, length: int, multiple: float) -> Result:
    source, band = chosen(bars, "source", "close"), bollinger(bars, length, multiple)
    return sides(crossed(source, band["lower"], 1.0), crossed(source, band["upper"], -1.0))


def bollinger_breakout(bars: Columns, length: int, multiple: float) -> Result:
    source, band = chosen(bars, "source", "close"), bollinger(bars, length, multiple)
    return sides(crossed(source, band["upper"], 1.0), crossed(source, band["lower"], -1.0))


def bollinger_stop(bars: Columns, length: int, multiple: float) -> Result:
    band = bollinger(bars, length, multiple)
    return {"long": band["lower"], "short": band["upper"]}


def stochastic_cross(
    bars: Columns, *, length: int, smooth_k: int, smooth_d: int, overbought: float, oversold: float
) -> Result:
    k = simple(place(bars["close"], bars["high"], bars["low"], length), smooth_k)
    d = simple(k, smooth_d)
    return sides((crossed(k, d, 1.0) > 0) & (k < oversold), (crossed(k, d, -1.0) > 0) & (k > overbought))


def momentum_entry(bars: Columns, length: int, threshold: float) -> Result:
    line = rate(chosen(bars, "source", "close"), length)
    return sides(crossed(line, level(line, threshold), 1.0), crossed(line, level(line, -threshold), -1.0))


def z_score(source: Array, length: int) -> Array:
    width = deviation(source, length, biased=True)
    return (source - simple(source, length)) / np.where(width == 0, np.nan, width)


REFERENCES: dict[str, Callable[..., Result]] = {
    "cum": _one(np.cumsum),
    "variance": _one(spread),
    "stdev": _one(deviation),
    "dev": _one(mean_deviation),
    "correlation": correlation,
    "percentile_nearest_rank": _one(nearest_rank),
    "percentile_linear_interpolation": _one(interpolated),
    "percentrank": _one(percent_rank),
    "median": _one(lambda source, length: known_window(source, length, lambda w: float(np.median(w)))),
    "mode": _one(commonest),
    "range": _one(lambda source, length: window(source, length, lambda w: float(np.ptp(w)))),
    "cog": _one(gravity),
    "rci": _one(rank_correlation),
    "z_score": _one(z_score),
    "ema_trend": _trend(exponential),
    "sma_trend": _trend(simple),
    "ema_cross": _cross(exponential),
    "sma_cross": _cross(simple),
    "macd_cross": macd_cross,
    "rsi_reversal": rsi_reversal,
    "rsi_level": rsi_level,
    "bollinger_reversal": bollinger_reversal,
    "bollinger_breakout": bollinger_breakout,
    "stochastic_cross": stochastic_cross,
    "momentum_entry": momentum_entry,
    "percent_stop": lambda bars, percent: {
        "long": chosen(bars, "source", "close") * (1 - percent / 100),
        "short": chosen(bars, "source", "close") * (1 + percent / 100),
    },
    "bollinger_stop": bollinger_stop,
}
