"""Volume and session indicators, each bar summed anew from their formulas."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
from tests.unit.engine.indicators.references.trends import before, exponential, window

Array = npt.NDArray[np.float64]
Columns = Mapping[str, Array]
Result = dict[str, Array]


def running(steps: Array) -> Array:
    """Return the exact sum of all known steps so far; na where the step is."""
    known = np.nan_to_num(steps)
    total = np.array([math.fsum(known[: i + 1]) for i in range(len(steps))])
    return np.where(np.isnan(steps), np.nan, total)


def placed(bars: Columns) -> Array:
    """Return where each bar closed in its range, -1 to 1, times the volume; 0 without a range."""
    high, low, close = bars["high"], bars["low"], bars["close"]
    span = np.where(high == low, 1.0, high - low)
    return np.where(high == low, 0.0, (2 * close - high - low) / span * bars["volume"])


def obv(bars: Columns) -> Result:
    return {"value": running(np.sign(bars["close"] - before(bars["close"])) * bars["volume"])}


def _index(sign: float) -> Callable[..., Result]:
    def index(bars: Columns) -> Result:
        close, volume = bars["close"], bars["volume"]
        out = np.ones(len(close))
        for i in range(1, len(close)):
            moved = sign * (volume[i] - volume[i - 1]) > 0
            out[i] = out[i - 1] * (close[i] / close[i - 1] if moved else 1.0)
        return {"value": out}

    return index


def wad(bars: Columns) -> Result:
    close, last = bars["close"], before(bars["close"])
    gain = np.where(close > last, close - np.fmin(bars["low"], last), 0.0)
    return {"value": running(np.where(close < last, close - np.fmax(bars["high"], last), gain))}


def _divided(top: Array, bottom: Array) -> Array:
    return np.where(bottom == 0, np.nan, top / np.where(bottom == 0, 1.0, bottom))


def wvad(bars: Columns) -> Result:
    return {"value": _divided(bars["close"] - bars["open"], bars["high"] - bars["low"]) * bars["volume"]}


def iii(bars: Columns) -> Result:
    high, low = bars["high"], bars["low"]
    return {"value": _divided(2 * bars["close"] - high - low, (high - low) * bars["volume"])}


def anchored(source: Array, volume: Array, anchor: Array, deviations: float) -> Result:
    """Weigh the prices since the last anchor by their volume; the bands use the weighted deviation."""
    value, width = np.full(len(source), np.nan), np.full(len(source), np.nan)
    for i in range(len(source)):
        starts = np.flatnonzero((anchor[: i + 1] == 1.0) & ~np.isnan(source[: i + 1]))
        if not len(starts) or math.isnan(source[i]):
            continue
        prices, weights = source[starts[-1] : i + 1], volume[starts[-1] : i + 1]
        known = ~np.isnan(prices)
        total = math.fsum(weights[known])
        if total == 0:
            continue
        value[i] = math.fsum(prices[known] * weights[known]) / total
        width[i] = deviations * math.sqrt(math.fsum(weights[known] * (prices[known] - value[i]) ** 2) / total)
    return {"value": value, "upper": value + width, "lower": value - width}


def vwap(bars: Columns, deviations: float) -> Result:
    source = bars["source"] if "source" in bars else (bars["high"] + bars["low"] + bars["close"]) / 3
    return anchored(source, bars["volume"], bars["anchor"], deviations)


def session_vwap(bars: Columns) -> Result:
    source = bars["source"] if "source" in bars else (bars["high"] + bars["low"] + bars["close"]) / 3
    new_day = bars["dayofmonth"] != before(bars["dayofmonth"])
    return {"value": anchored(source, bars["volume"], new_day.astype(float), 1.0)["value"]}


def ease_of_movement(bars: Columns, length: int, divisor: int) -> Result:
    middle, span = (bars["high"] + bars["low"]) / 2, bars["high"] - bars["low"]
    step = divisor * (middle - before(middle)) * _divided(span, bars["volume"])
    step = np.where(span == 0, 0.0, step)
    known = np.flatnonzero(~np.isnan(step))
    out = np.full(len(step), np.nan)
    for n in range(length - 1, len(known)):
        out[known[n]] = math.fsum(step[known[n - length + 1 : n + 1]]) / length
    return {"value": out}


def opening_range(bars: Columns, start: int, length: int) -> Result:
    elapsed = (bars["clock"] - start) % 1440
    top, bottom = np.full(len(elapsed), np.nan), np.full(len(elapsed), np.nan)
    for i in range(len(elapsed)):
        first = i
        while first > 0 and elapsed[first - 1] <= elapsed[first]:
            first -= 1
        inside = [k for k in range(first, i + 1) if elapsed[k] < length]
        if elapsed[i] >= length and inside:
            top[i], bottom[i] = bars["high"][inside].max(), bars["low"][inside].min()
    return {"high": top, "low": bottom}


def _levels(kind: str, bar: tuple[float, ...], opened: float) -> list[float]:
    """Follow the table on TradingView's help page; p, r1, s1, … r5, s5."""
    o, h, l, c = bar  # noqa: E741 - as the page writes them
    r, na = h - l, math.nan
    p = (h + l + c) / 3
    match kind:
        case "Fibonacci":
            return [p, *(p + s * k * r for k in (0.382, 0.618, 1.0) for s in (1, -1)), na, na, na, na]
        case "Woodie":
            p = (h + l + 2 * opened) / 4
            r3, s3 = h + 2 * (p - l), l - 2 * (h - p)
            return [p, 2 * p - l, 2 * p - h, p + r, p - r, r3, s3, r3 + r, s3 - r, na, na]
        case "Classic":
            return [p, 2 * p - l, 2 * p - h, *(p + s * k * r for k in (1, 2, 3) for s in (1, -1)), na, na]
        case "DM":
            x = h + l + 2 * c if o == c else (2 * h + l + c if c > o else 2 * l + h + c)
            return [x / 4, x / 2 - l, x / 2 - h, *[na] * 8]
        case "Camarilla":
            return [
                p,
                *(c + s * 1.1 * r / k for k in (12, 6, 4, 2) for s in (1, -1)),
                h / l * c,
                2 * c - h / l * c,
            ]
        case _:
            return [
                p, p * 2 - l, p * 2 - h, p + r, p - r, p * 2 + h - 2 * l, p * 2 - (2 * h - l),
                p * 3 + h - 3 * l, p * 3 - (3 * h - l), p * 4 + h - 4 * l, p * 4 - (4 * h - l),
            ]  # fmt: skip


def pivot_point_levels(bars: Columns, kind: str, developing: bool) -> Result:
    names = ("p", "r1", "s1", "r2", "s2", "r3", "s3", "r4", "s4", "r5", "s5")
    opens, highs, lows, closes = (bars[name] for name in ("open", "high", "low", "close"))
    rows = []
    for i in range(len(closes)):
        anchors = np.flatnonzero(bars["anchor"][: i + 1] == 1.0)
        if not len(anchors) or (anchors[-1] == 0 and not developing):
            rows.append([math.nan] * 11)
            continue
        stop = i + 1 if developing else anchors[-1]
        first = anchors[-1] if developing else (anchors[-2] if len(anchors) > 1 else 0)
        opened = math.nan if developing else opens[anchors[-1]]
        part = slice(first, stop)
        bar = (opens[first], highs[part].max(), lows[part].min(), closes[stop - 1])
        rows.append(_levels(kind, bar, opened))
    return {name: np.array([row[k] for row in rows]) for k, name in enumerate(names)}


REFERENCES: dict[str, Callable[..., Result]] = {
    "obv": obv,
    "accdist": lambda bars: {"value": running(placed(bars))},
    "pvt": lambda bars: {"value": running((bars["close"] / before(bars["close"]) - 1) * bars["volume"])},
    "nvi": _index(-1.0),
    "pvi": _index(1.0),
    "wad": wad,
    "wvad": wvad,
    "iii": iii,
    "vwap": vwap,
    "session_vwap": session_vwap,
    "chaikin_money_flow": lambda bars, length: {
        "value": window(placed(bars), length, math.fsum) / window(bars["volume"], length, math.fsum)
    },
    "chaikin_oscillator": lambda bars, fast, slow: {
        "value": exponential(running(placed(bars)), fast) - exponential(running(placed(bars)), slow)
    },
    "force_index": lambda bars, length: {
        "value": exponential((bars["close"] - before(bars["close"])) * bars["volume"], length)
    },
    "ease_of_movement": ease_of_movement,
    "relative_volume": lambda bars, length: {
        "value": bars["volume"] / window(bars["volume"], length, np.mean)
    },
    "opening_range": opening_range,
    "pivot_point_levels": pivot_point_levels,
}
