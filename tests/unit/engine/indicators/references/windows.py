"""Extremes, pivots, comparisons and memory, written from their definitions: each bar looks back for itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Columns = Mapping[str, Array]
Result = dict[str, Array]

TOLERANCE = 1e-10


def chosen(bars: Columns, name: str, default: str) -> Array:
    """Return the series a caller chose for an input, or its default column."""
    return bars[name] if name in bars else bars[default]


def seen(source: Array, i: int, length: int) -> list[int]:
    """Return the bars of the window at bar i: those after the last na in it, newest first; none at an na."""
    found = []
    for k in range(i, max(i - length, -1), -1):
        if math.isnan(source[k]):
            break
        found.append(k)
    return found


def extreme(source: Array, length: int, sign: float) -> tuple[Array, Array]:
    """Return value and offset (0, -1, …) of the extreme of the last `length` bars; the oldest of equals."""
    value, offset = np.full(len(source), np.nan), np.full(len(source), np.nan)
    for i in range(length - 1, len(source)):
        window = seen(source, i, length)
        if not window:
            offset[i] = 0.0
            continue
        best = max(window, key=lambda k: (sign * source[k], -k))
        value[i], offset[i] = source[best], best - i
    return value, offset


def _extreme(default: str, sign: float, which: int) -> Callable[..., Result]:
    return lambda bars, length: {"value": extreme(chosen(bars, "source", default), length, sign)[which]}


def pivots(source: Array, left: int, right: int, sign: float) -> Array:
    """Return the price `right` bars back where none on its left is beyond it and all on its right fall short."""
    out = np.full(len(source), np.nan)
    for i in range(left + right, len(source)):
        window = seen(source, i, left + right + 1)
        at = i - right
        if at not in window:
            continue
        before = [k for k in window if k < at]
        after = [k for k in window if k > at]
        if all(sign * source[k] <= sign * source[at] for k in before) and all(
            sign * source[k] < sign * source[at] for k in after
        ):
            out[i] = source[at]
    return out


def _pivot(default: str, sign: float) -> Callable[..., Result]:
    return lambda bars, left, right: {"value": pivots(chosen(bars, "source", default), left, right, sign)}


def held(source: Array) -> Array:
    """Return the last value that was not na."""
    out = np.array(source)
    for i in range(1, len(out)):
        if math.isnan(out[i]):
            out[i] = out[i - 1]
    return out


def swing_high(bars: Columns, left: int, right: int) -> Result:
    return {"value": held(pivots(bars["high"], left, right, 1.0))}


def swing_low(bars: Columns, left: int, right: int) -> Result:
    return {"value": held(pivots(bars["low"], left, right, -1.0))}


def fractals(columns: Columns, /, *, bars: int) -> Result:

    top, bottom = pivots(columns["high"], bars, bars, 1.0), pivots(columns["low"], bars, bars, -1.0)
    return {"top": (~np.isnan(top)).astype(float), "bottom": (~np.isnan(bottom)).astype(float)}


def crossed(x: Array, y: Array, sign: float) -> Array:
    """Return where sign * (x - y) becomes positive, against the last bar on which both were known."""
    out, before = np.zeros(len(x)), None
    for i in range(len(x)):
        if math.isnan(x[i]) or math.isnan(y[i]):
            continue
        if before is not None and sign * (x[before] - y[before]) <= 0 < sign * (x[i] - y[i]):
            out[i] = 1.0
        before = i
    return out


def cross(bars: Columns) -> Result:
    x, y = bars["first"], bars["second"]
    out = np.zeros(len(x))
    for i in range(len(x)):
        clear = [k for k in range(i) if abs(x[k] - y[k]) > TOLERANCE]
        if clear:
            out[i] = float((x[clear[-1]] - y[clear[-1]]) * (x[i] - y[i]) < 0)
    return {"value": out}


def _run(sign: float) -> Callable[..., Result]:
    def run(bars: Columns, length: int) -> Result:
        source = chosen(bars, "source", "close")
        steps = sign * np.diff(source, prepend=np.nan) > TOLERANCE
        return {
            "value": np.array(
                [float(i >= length and all(steps[i - length + 1 : i + 1])) for i in range(len(source))]
            )
        }

    return run


def change(bars: Columns, length: int) -> Result:
    source = chosen(bars, "source", "close")
    return {
        "value": np.array(
            [source[i] - source[i - length] if i >= length else np.nan for i in range(len(source))]
        )
    }


def barssince(bars: Columns) -> Result:
    held_on = bars["condition"] == 1.0
    return {
        "value": np.array(
            [
                i - np.flatnonzero(held_on[: i + 1])[-1] if held_on[: i + 1].any() else np.nan
                for i in range(len(held_on))
            ]
        )
    }


def valuewhen(bars: Columns, occurrence: int) -> Result:
    held_on, source = bars["condition"] == 1.0, chosen(bars, "source", "close")
    out = np.full(len(source), np.nan)
    for i in range(len(source)):
        times = np.flatnonzero(held_on[: i + 1])
        if len(times) > occurrence:
            out[i] = source[times[-1 - occurrence]]
    return {"value": out}


def _ever(default: str, pick: Callable[[Array], float]) -> Callable[..., Result]:
    def ever(bars: Columns) -> Result:
        source = chosen(bars, "source", default)
        known = [source[: i + 1][~np.isnan(source[: i + 1])] for i in range(len(source))]
        return {"value": np.array([pick(part) if len(part) else np.nan for part in known])}

    return ever


REFERENCES: dict[str, Callable[..., Result]] = {
    "highest": _extreme("high", 1.0, 0),
    "lowest": _extreme("low", -1.0, 0),
    "highestbars": _extreme("high", 1.0, 1),
    "lowestbars": _extreme("low", -1.0, 1),
    "pivothigh": _pivot("high", 1.0),
    "pivotlow": _pivot("low", -1.0),
    "swing_high": swing_high,
    "swing_low": swing_low,
    "fractals": fractals,
    "crossover": lambda bars: {"value": crossed(bars["first"], bars["second"], 1.0)},
    "crossunder": lambda bars: {"value": crossed(bars["first"], bars["second"], -1.0)},
    "cross": cross,
    "rising": _run(1.0),
    "falling": _run(-1.0),
    "change": change,
    "barssince": barssince,
    "valuewhen": valuewhen,
    "max": _ever("high", np.max),
    "min": _ever("low", np.min),
}
