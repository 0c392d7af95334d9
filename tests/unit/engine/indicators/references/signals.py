"""Candles and the typed templates, from the sentences that describe them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from tests.unit.engine.indicators.references.trends import (
    atr,
    before,
    dmi,
    donchian,
    exponential,
    ichimoku,
    sar,
    supertrend,
)
from tests.unit.engine.indicators.references.volumes import opening_range
from tests.unit.engine.indicators.references.windows import held, pivots

Array = npt.NDArray[np.float64]
Columns = Mapping[str, Array]
Result = dict[str, Array]


def both(long: Any, short: Any) -> Result:
    """Return two conditions as 0 and 1; a comparison with na is false."""
    return {"long": np.asarray(long, dtype=float), "short": np.asarray(short, dtype=float)}


def shape(bars: Columns) -> tuple[Array, Array, Array, Array]:
    """Return range, body, upper shadow and lower shadow of each candle."""
    top, bottom = np.maximum(bars["open"], bars["close"]), np.minimum(bars["open"], bars["close"])
    return bars["high"] - bars["low"], top - bottom, bars["high"] - top, bottom - bars["low"]


def doji(bars: Columns, body_percent: float) -> Result:
    span, body, _, _ = shape(bars)
    return {"value": ((span > 0) & (body <= span * body_percent / 100)).astype(float)}


def _pin(bars: Columns, shadow: float, *, up: bool) -> Result:
    span, body, upper, lower = shape(bars)
    long, short = (upper, lower) if up else (lower, upper)
    found = (span > 0) & (long >= shadow * body) & (long >= span / 2) & (short <= span / 10)
    return {"value": found.astype(float)}


def engulfing(bars: Columns) -> Result:
    o, c = bars["open"], bars["close"]
    o1, c1 = before(o), before(c)
    rises = (c1 < o1) & (c > o) & (c >= o1) & (o <= c1) & (c - o > o1 - c1)
    falls = (c1 > o1) & (c < o) & (c <= o1) & (o >= c1) & (o - c > c1 - o1)
    return {"bullish": rises.astype(float), "bearish": falls.astype(float)}


def supertrend_trend(bars: Columns, factor: float, length: int) -> Result:
    line = supertrend(bars, factor, length)
    known = ~np.isnan(line["value"]) & (np.arange(len(line["value"])) > 0)
    return both(line["direction"] < 0, (line["direction"] > 0) & known)


def supertrend_flip(bars: Columns, factor: float, length: int) -> Result:
    now = supertrend(bars, factor, length)["direction"]
    return both((now < 0) & (before(now) > 0), (now > 0) & (before(now) < 0))


def supertrend_stop(bars: Columns, factor: float, length: int) -> Result:
    line = supertrend(bars, factor, length)
    up, down = line["direction"] < 0, (line["direction"] > 0) & (np.arange(len(line["value"])) > 0)
    return {"long": np.where(up, line["value"], np.nan), "short": np.where(down, line["value"], np.nan)}


def adx_trend(bars: Columns, length: int, smoothing: int, threshold: float) -> Result:
    moves = dmi(bars, length, smoothing)
    strong = moves["adx"] >= threshold
    return both(strong & (moves["plus"] > moves["minus"]), strong & (moves["plus"] < moves["minus"]))


def ichimoku_trend(bars: Columns, **params: int) -> Result:
    lines, close = ichimoku(bars, **params), bars["close"]
    high, low = np.maximum(lines["span_a"], lines["span_b"]), np.minimum(lines["span_a"], lines["span_b"])
    return both(
        (close > high) & (lines["conversion"] > lines["base"]),
        (close < low) & (lines["conversion"] < lines["base"]),
    )


def time_of_day(bars: Columns, start: int, end: int) -> Result:
    clock = bars["hour"] * 60 + bars["minute"]
    inside = (clock >= start) & (clock < end) if start <= end else (clock >= start) | (clock < end)
    return both(inside, inside)


def psar_flip(bars: Columns, **params: float) -> Result:
    stop, close = sar(bars, **params), bars["close"]
    last, close_before = before(stop), before(close)
    return both((stop < close) & (last >= close_before), (stop >= close) & (last < close_before))


def sar_stop(bars: Columns, **params: float) -> Result:
    stop, close = sar(bars, **params), bars["close"]
    return {"long": np.where(stop < close, stop, np.nan), "short": np.where(stop > close, stop, np.nan)}


def breakout(bars: Columns, length: int) -> Result:
    channel = donchian(bars, length)
    return both(bars["close"] > before(channel["upper"]), bars["close"] < before(channel["lower"]))


def donchian_exit(bars: Columns, length: int) -> Result:
    signals = breakout(bars, length)
    return {"long": signals["short"], "short": signals["long"]}


def opening_range_breakout(bars: Columns, start: int, length: int) -> Result:
    edges = opening_range({**bars, "clock": bars["hour"] * 60 + bars["minute"]}, start, length)
    close, last = bars["close"], before(bars["close"])
    return both(
        (close > edges["high"]) & (last <= edges["high"]), (close < edges["low"]) & (last >= edges["low"])
    )


def inside_bar_breakout(bars: Columns) -> Result:
    high1, high2, low1, low2 = [before(bars[side], n) for side in ("high", "low") for n in (1, 2)]
    inside = (high1 < high2) & (low1 > low2)
    return both(inside & (bars["close"] > high2), inside & (bars["close"] < low2))


def gap_entry(bars: Columns, percent: float) -> Result:
    gap = 100 * (bars["open"] / before(bars["close"]) - 1)
    return both(gap >= percent, gap <= -percent)


def _around(level: Array, width: Array) -> Result:
    return {"long": level - width, "short": level + width}


def chandelier_stop(bars: Columns, length: int, multiple: float) -> Result:
    channel, width = donchian(bars, length), multiple * atr(bars, length)
    return {"long": channel["upper"] - width, "short": channel["lower"] + width}


def swing_stop(bars: Columns, left: int, right: int, buffer: float) -> Result:
    low, high = held(pivots(bars["low"], left, right, -1.0)), held(pivots(bars["high"], left, right, 1.0))
    return {"long": low * (1 - buffer / 100), "short": high * (1 + buffer / 100)}


def donchian_stop(bars: Columns, length: int) -> Result:
    channel = donchian(bars, length)
    return {"long": channel["lower"], "short": channel["upper"]}


REFERENCES: dict[str, Callable[..., Result]] = {
    "doji": doji,
    "engulfing": engulfing,
    "hammer": lambda bars, shadow: _pin(bars, shadow, up=False),
    "shooting_star": lambda bars, shadow: _pin(bars, shadow, up=True),
    "inside_bar": lambda bars: {
        "value": ((bars["high"] < before(bars["high"])) & (bars["low"] > before(bars["low"]))).astype(float)
    },
    "outside_bar": lambda bars: {
        "value": ((bars["high"] > before(bars["high"])) & (bars["low"] < before(bars["low"]))).astype(float)
    },
    "supertrend_trend": supertrend_trend,
    "supertrend_flip": supertrend_flip,
    "supertrend_stop": supertrend_stop,
    "adx_trend": adx_trend,
    "ichimoku_trend": ichimoku_trend,
    "time_of_day": time_of_day,
    "psar_flip": psar_flip,
    "sar_stop": sar_stop,
    "breakout": breakout,
    "donchian_exit": donchian_exit,
    "opening_range_breakout": opening_range_breakout,
    "inside_bar_breakout": inside_bar_breakout,
    "gap_entry": gap_entry,
    "atr_stop": lambda bars, length, multiple: _around(bars["close"], multiple * atr(bars, length)),
    "keltner_stop": lambda bars, length, multiple: _around(
        exponential(bars["close"], length), multiple * atr(bars, length)
    ),
    "chandelier_stop": chandelier_stop,
    "swing_stop": swing_stop,
    "donchian_stop": donchian_stop,
}
