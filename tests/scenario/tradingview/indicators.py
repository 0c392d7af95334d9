"""Indicator values for the lists, written plainly and apart from the library, so that they judge it too."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from tradewright.engine.bars import Bars

Values = npt.NDArray[np.float64]


def sma(x: Values, n: int) -> Values:
    out = np.full(len(x), np.nan)
    for i in range(n - 1, len(x)):
        out[i] = x[i - n + 1 : i + 1].sum() / n
    return out


def _average(x: Values, alpha: float, n: int) -> Values:
    out = np.full(len(x), np.nan)
    value, count, total = math.nan, 0, 0.0
    for i, now in enumerate(x.tolist()):
        if math.isnan(now):
            continue
        if count < n:
            count, total = count + 1, total + now
            if count == n:
                value = out[i] = total / n
        else:
            value = out[i] = alpha * now + (1 - alpha) * value
    return out


def ema(x: Values, n: int) -> Values:
    return _average(x, 2 / (n + 1), n)


def rma(x: Values, n: int) -> Values:
    return _average(x, 1 / n, n)


def rsi(x: Values, n: int) -> Values:
    move = np.append(np.nan, np.diff(x))
    up, down = rma(np.maximum(move, 0.0), n), rma(np.maximum(-move, 0.0), n)
    with np.errstate(all="ignore"):
        return np.where(down == 0, 100.0, 100 - 100 / (1 + up / down))


def highest(x: Values, n: int) -> Values:
    out = np.full(len(x), np.nan)
    out[n - 1 :] = sliding_window_view(x, n).max(1)
    return out


def lowest(x: Values, n: int) -> Values:
    return -highest(-x, n)


def deviation(x: Values, n: int) -> Values:
    out = np.full(len(x), np.nan)
    out[n - 1 :] = sliding_window_view(x, n).std(1)
    return out


def supertrend(bars: Bars, factor: float, n: int) -> Values:
    """The direction: -1 up, 1 down."""
    before = np.append(np.nan, bars.close[:-1])
    true_range = np.fmax(np.fmax(bars.high - bars.low, abs(bars.high - before)), abs(bars.low - before))
    spread = rma(true_range, n) * factor
    middle = (bars.high + bars.low) / 2
    out = np.full(len(bars), np.nan)
    low_band = high_band = math.nan
    direction = 1.0
    for i, (close, last) in enumerate(zip(bars.close.tolist(), before.tolist(), strict=True)):
        if spread[i] != spread[i]:
            continue
        lower, upper = middle[i] - spread[i], middle[i] + spread[i]
        if not math.isnan(low_band):
            lower = lower if lower > low_band or last < low_band else low_band
            upper = upper if upper < high_band or last > high_band else high_band
            direction = (
                (-1.0 if close > upper else 1.0) if direction > 0 else (1.0 if close < lower else -1.0)
            )
        out[i], low_band, high_band = direction, lower, upper
    return out


def parabolic(bars: Bars, start: float, step: float, most: float) -> Values:
    high, low, close = bars.high.tolist(), bars.low.tolist(), bars.close.tolist()
    out = np.full(len(bars), np.nan)
    is_below = close[1] > close[0]
    value, extreme, speed = (low[0], high[1], start) if is_below else (high[0], low[1], start)
    for i in range(1, len(bars)):
        value += speed * (extreme - value)
        turned = i == 1
        if is_below and value > low[i]:
            is_below, turned, value, extreme, speed = False, True, max(high[i], extreme), low[i], start
        elif not is_below and value < high[i]:
            is_below, turned, value, extreme, speed = True, True, min(low[i], extreme), high[i], start
        if not turned and is_below and high[i] > extreme:
            extreme, speed = high[i], min(speed + step, most)
        elif not turned and not is_below and low[i] < extreme:
            extreme, speed = low[i], min(speed + step, most)
        behind = slice(max(i - 2, 0), i)
        value = min(value, *low[behind]) if is_below else max(value, *high[behind])
        out[i] = value
    return out
