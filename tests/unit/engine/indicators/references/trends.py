"""Ranges, trends and the channels made of them, from their published formulas."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Columns = Mapping[str, Array]
Result = dict[str, Array]


def before(source: Array, bars: int = 1) -> Array:
    """Return the series some bars ago."""
    out = np.full(len(source), np.nan)
    out[bars:] = source[: len(source) - bars] if bars else source
    return out


def window(source: Array, length: int, measure: Callable[[Array], float]) -> Array:
    """Return a measure of the last `length` values, na before there are so many."""
    out = np.full(len(source), np.nan)
    for i in range(length - 1, len(source)):
        out[i] = measure(source[i - length + 1 : i + 1])
    return out


def smoothed(source: Array, length: int, alpha: float) -> Array:
    """Return the exponential average seeded by the simple average of the first `length` known values."""
    out, known, value = np.full(len(source), np.nan), [], math.nan
    for i, x in enumerate(source):
        if math.isnan(x):
            continue
        known.append(x)
        if len(known) == length:
            value = math.fsum(known) / length
        elif len(known) > length:
            value = alpha * x + (1 - alpha) * value
        out[i] = value
    return out


def wilder(source: Array, length: int) -> Array:
    return smoothed(source, length, 1 / length)


def exponential(source: Array, length: int) -> Array:
    return smoothed(source, length, 2 / (length + 1))


def true_ranges(bars: Columns, *, handle_na: bool) -> Array:
    high, low, last = bars["high"], bars["low"], before(bars["close"])
    out = np.maximum(high - low, np.maximum(abs(high - last), abs(low - last)))
    if handle_na:
        out[0] = high[0] - low[0]
    return out


def atr(bars: Columns, length: int) -> Array:
    return wilder(true_ranges(bars, handle_na=True), length)


def dmi(bars: Columns, length: int, smoothing: int) -> Result:
    up, down = bars["high"] - before(bars["high"]), before(bars["low"]) - bars["low"]
    gain = np.where((up - down > 1e-10) & (up > 1e-10), up, 0.0)
    loss = np.where((down - up > 1e-10) & (down > 1e-10), down, 0.0)
    gain[0] = loss[0] = np.nan
    ranges = wilder(true_ranges(bars, handle_na=False), length)
    ranges[ranges == 0] = np.nan
    plus, minus = 100 * wilder(gain, length) / ranges, 100 * wilder(loss, length) / ranges
    total = np.where(plus + minus == 0, 1.0, plus + minus)
    return {"plus": plus, "minus": minus, "adx": 100 * wilder(abs(plus - minus) / total, smoothing)}


def supertrend(bars: Columns, factor: float, length: int) -> Result:
    """Follow the code TradingView prints in its manual, word for word."""
    close, middle, average = bars["close"], (bars["high"] + bars["low"]) / 2, atr(bars, length)
    line, direction = np.full(len(close), np.nan), np.ones(len(close))
    line[0] = 0.0
    upper = lower = math.nan
    for i in range(1, len(close)):
        if math.isnan(average[i]):
            continue
        up, down = middle[i] + factor * average[i], middle[i] - factor * average[i]
        if math.isnan(upper):
            upper, lower, line[i] = up, down, up
            continue
        was_upper = line[i - 1] == upper
        lower = down if down > lower or close[i - 1] < lower else lower
        upper = up if up < upper or close[i - 1] > upper else upper
        if was_upper:
            direction[i] = -1.0 if close[i] > upper else 1.0
        else:
            direction[i] = 1.0 if close[i] < lower else -1.0
        line[i] = lower if direction[i] < 0 else upper
    return {"value": line, "direction": direction}


def sar(bars: Columns, start: float, increment: float, maximum: float) -> Array:
    high, low = bars["high"], bars["low"]
    out = np.full(len(high), np.nan)
    if len(high) < 2:
        return out
    rises = bool(high[1] >= high[0])
    out[1], extreme, factor = (low[0], high[1], start) if rises else (high[0], low[1], start)
    for i in range(2, len(high)):
        stop = out[i - 1] + factor * (extreme - out[i - 1])
        if rises and low[i] < stop:
            rises, factor, out[i], extreme = False, start, max(extreme, *high[i - 2 : i + 1]), low[i]
        elif not rises and high[i] > stop:
            rises, factor, out[i], extreme = True, start, min(extreme, *low[i - 2 : i + 1]), high[i]
        else:
            out[i] = min(stop, *low[i - 2 : i]) if rises else max(stop, *high[i - 2 : i])
            reach = high[i] if rises else low[i]
            if (reach > extreme) if rises else (reach < extreme):
                extreme, factor = reach, min(factor + increment, maximum)
    return out


def middle(bars: Columns, length: int) -> Array:
    return (window(bars["high"], length, np.max) + window(bars["low"], length, np.min)) / 2


def donchian(bars: Columns, length: int) -> Result:
    upper, lower = window(bars["high"], length, np.max), window(bars["low"], length, np.min)
    return {"upper": upper, "lower": lower, "middle": (upper + lower) / 2}


def ichimoku(bars: Columns, conversion_length: int, base_length: int, span_length: int, shift: int) -> Result:
    conversion, base = middle(bars, conversion_length), middle(bars, base_length)
    return {
        "conversion": conversion,
        "base": base,
        "span_a": before((conversion + base) / 2, shift),
        "span_b": before(middle(bars, span_length), shift),
    }


def aroon(bars: Columns, length: int) -> Result:
    up = window(bars["high"], length + 1, lambda w: 100 * float(np.argmax(w)) / length)
    down = window(bars["low"], length + 1, lambda w: 100 * float(np.argmin(w)) / length)
    return {"up": up, "down": down, "oscillator": up - down}


def vortex(bars: Columns, length: int) -> Result:
    total = window(true_ranges(bars, handle_na=True), length, math.fsum)
    rise, fall = abs(bars["high"] - before(bars["low"])), abs(bars["low"] - before(bars["high"]))
    return {"plus": window(rise, length, math.fsum) / total, "minus": window(fall, length, math.fsum) / total}


def choppiness(bars: Columns, length: int) -> Result:
    channel = donchian(bars, length)
    total = window(true_ranges(bars, handle_na=True), length, math.fsum)
    span = channel["upper"] - channel["lower"]
    span[span == 0] = np.nan
    return {"value": 100 * np.log10(total / span) / math.log10(length)}


def mass_index(bars: Columns, length: int, smoothing: int) -> Result:
    single = exponential(bars["high"] - bars["low"], smoothing)
    return {"value": window(single / exponential(single, smoothing), length, math.fsum)}


def historical_volatility(bars: Columns, length: int, annual: int) -> Result:
    returns = np.log(bars["close"] / before(bars["close"]))
    return {"value": 100 * window(returns, length, np.std) * math.sqrt(annual)}


def atr_bands(bars: Columns, length: int, atr_length: int, multiple: float) -> Result:
    basis = exponential(bars["source"] if "source" in bars else bars["close"], length)
    width = multiple * atr(bars, atr_length)
    return {"middle": basis, "upper": basis + width, "lower": basis - width}


def heikin_ashi(bars: Columns) -> Result:
    close = (bars["open"] + bars["high"] + bars["low"] + bars["close"]) / 4
    opened = np.empty(len(close))
    for i in range(len(close)):
        opened[i] = (opened[i - 1] + close[i - 1]) / 2 if i else (bars["open"][0] + bars["close"][0]) / 2
    high = np.maximum(bars["high"], np.maximum(opened, close))
    return {
        "open": opened,
        "high": high,
        "low": np.minimum(bars["low"], np.minimum(opened, close)),
        "close": close,
    }


REFERENCES: dict[str, Callable[..., Result]] = {
    "tr": lambda bars, handle_na: {"value": true_ranges(bars, handle_na=bool(handle_na))},
    "atr": lambda bars, length: {"value": atr(bars, length)},
    "dmi": dmi,
    "adx": lambda bars, length, smoothing: {"value": dmi(bars, length, smoothing)["adx"]},
    "supertrend": supertrend,
    "sar": lambda bars, start, increment, maximum: {"value": sar(bars, start, increment, maximum)},
    "donchian": donchian,
    "ichimoku": ichimoku,
    "aroon": aroon,
    "vortex": vortex,
    "choppiness": choppiness,
    "mass_index": mass_index,
    "natr": lambda bars, length: {"value": 100 * atr(bars, length) / bars["close"]},
    "true_range_percent": lambda bars: {"value": 100 * true_ranges(bars, handle_na=True) / bars["close"]},
    "historical_volatility": historical_volatility,
    "atr_bands": atr_bands,
    "heikin_ashi": heikin_ashi,
    "gap_percent": lambda bars: {"value": 100 * (bars["open"] / before(bars["close"]) - 1)},
}
