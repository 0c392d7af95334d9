"""Averages, momentum and bands, from their published formulas: every window is added up anew."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from tests.unit.engine.indicators.references.trends import (
    Array,
    Columns,
    Result,
    before,
    exponential,
    wilder,
    window,
)
from tests.unit.engine.indicators.references.windows import chosen


def known_window(source: Array, length: int, measure: Callable[[Array], float]) -> Array:
    """Return a measure of the last `length` known values; an na bar repeats the result before it."""
    out, known, value = np.full(len(source), np.nan), [], math.nan
    for i, x in enumerate(source):
        if not math.isnan(x):
            known.append(x)
            if len(known) >= length:
                value = measure(np.array(known[-length:]))
        out[i] = value
    return out


def total(source: Array, length: int) -> Array:
    return known_window(source, length, math.fsum)


def simple(source: Array, length: int) -> Array:
    return total(source, length) / length


def weighted(source: Array, length: int) -> Array:
    weights = np.arange(1.0, length + 1)
    return window(source, length, lambda w: float(w @ weights / weights.sum()))


def after_start(source: Array, average: Callable[[Array], Array]) -> Array:
    """Return the average of the known part of a series that begins with na."""
    known = ~np.isnan(source)
    out = np.full(len(source), np.nan)
    out[known] = average(source[known])
    return out


def hull(source: Array, length: int) -> Array:
    raw = 2 * weighted(source, length // 2) - weighted(source, length)
    return after_start(raw, lambda known: weighted(known, math.isqrt(length)))


def arnaud_legoux(source: Array, length: int, offset: float, sigma: float, *, floor: bool) -> Array:
    centre = offset * (length - 1)
    centre = math.floor(centre) if floor else centre
    weights = np.exp(-((np.arange(length) - centre) ** 2) / (2 * (length / sigma) ** 2))
    return window(source, length, lambda w: float(w @ weights / weights.sum()))


def regression(source: Array, length: int, offset: int) -> Array:
    def line(values: Array) -> float:
        if length == 1:
            return float(values[0])
        slope, start = np.polyfit(np.arange(length), values - values.mean(), 1)
        return float(start + slope * (length - 1 - offset) + values.mean())

    return window(source, length, line)


def strength(source: Array, length: int) -> Array:
    change = source - before(source)
    up, down = wilder(np.maximum(change, 0), length), wilder(np.maximum(-change, 0), length)
    out: Array = 100 - 100 / (1 + np.divide(up, down, out=np.full(len(up), np.inf), where=down > 1e-10))
    out[up <= 1e-10] = 0.0
    out[down <= 1e-10] = 100.0
    out[np.isnan(up)] = np.nan
    return out


def place(source: Array, high: Array, low: Array, length: int) -> Array:
    """Return the stochastic, na where the window has no range."""
    top, bottom = window(high, length, np.max), window(low, length, np.min)
    span = np.where(top == bottom, np.nan, top - bottom)
    out: Array = 100 * (source - bottom) / span
    return out


def adaptive(source: Array, length: int, fast: int, slow: int) -> Array:
    quick, lazy = 2 / (fast + 1), 2 / (slow + 1)
    out = np.full(len(source), np.nan)
    value = source[length - 1]
    for i in range(length, len(source)):
        way = np.abs(np.diff(source[i - length : i + 1])).sum()
        efficiency = abs(source[i] - source[i - length]) / way if way else 0.0
        value += (efficiency * (quick - lazy) + lazy) ** 2 * (source[i] - value)
        out[i] = value
    return out


def fisher(bars: Columns, length: int) -> Result:
    source = chosen(bars, "source", "hl2")
    out, trigger = np.full(len(source), np.nan), np.full(len(source), np.nan)
    smooth, value = 0.0, 0.0
    for i in range(length - 1, len(source)):
        held = source[i - length + 1 : i + 1]
        span = held.max() - held.min()
        raw = (source[i] - held.min()) / span - 0.5 if span else 0.0
        smooth = min(0.999, max(-0.999, 0.66 * raw + 0.67 * smooth))
        trigger[i] = value
        value = 0.5 * math.log((1 + smooth) / (1 - smooth)) + 0.5 * value
        out[i] = value
    return {"fisher": out, "trigger": trigger}


def macd(bars: Columns, fast: int, slow: int, signal: int) -> Result:
    source = chosen(bars, "source", "close")
    line = exponential(source, fast) - exponential(source, slow)
    smooth = exponential(line, signal)
    return {"macd": line, "signal": smooth, "histogram": line - smooth}


def ppo(bars: Columns, fast: int, slow: int, signal: int) -> Result:
    source = chosen(bars, "source", "close")
    line = 100 * (exponential(source, fast) / exponential(source, slow) - 1)
    smooth = exponential(line, signal)
    return {"ppo": line, "signal": smooth, "histogram": line - smooth}


def tsi(bars: Columns, short: int, long: int) -> Result:
    change = chosen(bars, "source", "close") - before(chosen(bars, "source", "close"))
    above = exponential(exponential(change, long), short)
    below = exponential(exponential(abs(change), long), short)
    return {"value": above / np.where(below == 0, np.nan, below)}


def cmo(bars: Columns, length: int) -> Result:
    change = chosen(bars, "source", "close") - before(chosen(bars, "source", "close"))
    up, down = total(np.maximum(change, 0), length), total(np.maximum(-change, 0), length)
    return {"value": 100 * (up - down) / np.where(up + down == 0, np.nan, up + down)}


def mfi(bars: Columns, length: int) -> Result:
    source = chosen(bars, "source", "hlc3")
    change = source - before(source)
    up = total(bars["volume"] * np.where(change <= 1e-10, 0, source), length)
    down = total(bars["volume"] * np.where(change >= -1e-10, 0, source), length)
    ratio = np.divide(up, down, out=np.full(len(up), np.inf), where=down != 0)
    return {"value": np.where(np.isnan(up), np.nan, 100 - 100 / (1 + ratio))}


def cci(bars: Columns, length: int) -> Result:
    source = chosen(bars, "source", "hlc3")
    deviation = window(source, length, lambda w: float(np.abs(w - w.mean()).mean()))
    return {
        "value": (source - simple(source, length)) / np.where(deviation < 1e-11, np.nan, 0.015 * deviation)
    }


def keltner(bars: Columns, length: int, multiple: float, true_range: bool) -> Result:
    high, low, last = bars["high"], bars["low"], before(bars["close"])
    span = np.maximum(high - low, np.maximum(abs(high - last), abs(low - last))) if true_range else high - low
    middle, width = exponential(chosen(bars, "source", "close"), length), multiple * exponential(span, length)
    return {"middle": middle, "upper": middle + width, "lower": middle - width}


def kcw(bars: Columns, length: int, multiple: float, true_range: bool) -> Result:
    band = keltner(bars, length, multiple, true_range)
    return {"value": (band["upper"] - band["lower"]) / band["middle"]}


def bollinger(bars: Columns, length: int, multiple: float) -> Result:
    source = chosen(bars, "source", "close")
    middle, width = simple(source, length), multiple * window(source, length, lambda w: float(w.std()))
    return {"middle": middle, "upper": middle + width, "lower": middle - width}


def bbw(bars: Columns, length: int, multiple: float) -> Result:
    band = bollinger(bars, length, multiple)
    return {"value": 100 * (band["upper"] - band["lower"]) / band["middle"]}


def ultimate_oscillator(bars: Columns, short: int, middle: int, long: int) -> Result:
    last = before(bars["close"])
    bottom = np.where(np.isnan(last), np.nan, np.minimum(bars["low"], last))
    pressure, span = bars["close"] - bottom, np.maximum(bars["high"], last) - bottom
    spans = {n: np.where(total(span, n) == 0, np.nan, total(span, n)) for n in (short, middle, long)}
    parts = [total(pressure, n) / spans[n] for n in (short, middle, long)]
    return {"value": 100 * (4 * parts[0] + 2 * parts[1] + parts[2]) / 7}


def stochrsi(bars: Columns, rsi_length: int, length: int, smooth_k: int, smooth_d: int) -> Result:
    line = strength(chosen(bars, "source", "close"), rsi_length)
    # Pine counts the bars before RSI began as warm-up of the window, which then grows from one value on.
    top, bottom = np.full(len(line), np.nan), np.full(len(line), np.nan)
    for i in range(max(rsi_length, length - 1), len(line)):
        held = line[max(rsi_length, i - length + 1) : i + 1]
        top[i], bottom[i] = held.max(), held.min()
    k = simple(100 * (line - bottom) / np.where(top == bottom, np.nan, top - bottom), smooth_k)
    return {"k": k, "d": simple(k, smooth_d)}


def rate(source: Array, length: int) -> Array:
    return 100 * (source - before(source, length)) / before(source, length)


def _one(default: str, measure: Callable[..., Array]) -> Callable[..., Result]:
    return lambda bars, **params: {"value": measure(chosen(bars, "source", default), **params)}


def dema(source: Array, length: int) -> Array:
    return 2 * exponential(source, length) - exponential(exponential(source, length), length)


def tema(source: Array, length: int) -> Array:
    one = exponential(source, length)
    two = exponential(one, length)
    return 3 * one - 3 * two + exponential(two, length)


def detrended(source: Array, length: int) -> Array:
    return source - before(simple(source, length), length // 2 + 1)


def trix(source: Array, length: int) -> Array:
    smooth = exponential(exponential(exponential(np.log(source), length), length), length)
    return 10_000 * (smooth - before(smooth))


def triangular(source: Array, length: int) -> Array:
    return simple(simple(source, math.ceil(length / 2)), length // 2 + 1)


def zero_lag(source: Array, length: int) -> Array:
    return exponential(2 * source - before(source, (length - 1) // 2), length)


def symmetric(source: Array) -> Array:
    return (source + 2 * before(source) + 2 * before(source, 2) + before(source, 3)) / 6


def coppock(source: Array, length: int, long: int, short: int) -> Array:
    return after_start(rate(source, long) + rate(source, short), lambda known: weighted(known, length))


def wpr(bars: Columns, length: int) -> Result:
    return {"value": place(bars["close"], bars["high"], bars["low"], length) - 100}


def vwma(bars: Columns, length: int) -> Result:
    volume = bars["volume"]
    return {"value": total(chosen(bars, "source", "close") * volume, length) / total(volume, length)}


REFERENCES: dict[str, Callable[..., Result]] = {
    "ema": _one("close", exponential),
    "rma": _one("close", wilder),
    "sma": _one("close", simple),
    "wma": _one("close", weighted),
    "vwma": vwma,
    "hma": _one("close", hull),
    "alma": _one("close", arnaud_legoux),
    "linreg": _one("close", regression),
    "swma": _one("close", symmetric),
    "kama": _one("close", adaptive),
    "zlema": _one("close", zero_lag),
    "dema": _one("close", dema),
    "tema": _one("close", tema),
    "trima": _one("close", triangular),
    "rsi": _one("close", strength),
    "macd": macd,
    "ppo": ppo,
    "stoch": lambda bars, length: {
        "value": place(
            chosen(bars, "source", "close"), chosen(bars, "high", "high"), chosen(bars, "low", "low"), length
        )
    },
    "stochrsi": stochrsi,
    "cci": cci,
    "mfi": mfi,
    "mom": _one("close", lambda source, length: source - before(source, length)),
    "roc": _one("close", rate),
    "tsi": tsi,
    "cmo": cmo,
    "wpr": wpr,
    "dpo": _one("close", detrended),
    "trix": _one("close", trix),
    "coppock": _one("close", coppock),
    "fisher": fisher,
    "ultimate_oscillator": ultimate_oscillator,
    "awesome_oscillator": _one("hl2", lambda source, fast, slow: simple(source, fast) - simple(source, slow)),
    "elder_ray": lambda bars, length: {
        "bull": bars["high"] - exponential(chosen(bars, "source", "close"), length),
        "bear": bars["low"] - exponential(chosen(bars, "source", "close"), length),
    },
    "bb": bollinger,
    "bbw": bbw,
    "kc": keltner,
    "kcw": kcw,
}
