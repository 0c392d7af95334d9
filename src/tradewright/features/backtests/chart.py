"""Bars to draw: a stretch of them, made of longer bars when there are more than a screen shows. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, count
from typing import Any

import numpy as np
import numpy.typing as npt

from tradewright.engine.bars import COLUMNS, Bars, Floats, Times
from tradewright.kernel.timeframes import Timeframe


def chart_document(bars: Bars, lines: Mapping[str, Floats], *, at_most: int) -> dict[str, Any]:
    """Return at most `at_most` bars as the API tells them, with the value of each line at the close of each.

    `lines` are float64[n], aligned to the bars.
    """
    last = np.arange(len(bars))
    if len(bars) > at_most:
        bars, last = _longer(bars, at_most)
    return {
        "timeframe": bars.timeframe,
        "time": (bars.time // 1_000_000).tolist(),
        **{name: getattr(bars, name).tolist() for name in COLUMNS},
        "series": {name: values[last].tolist() for name, values in lines.items()},
    }


def _longer(bars: Bars, at_most: int) -> tuple[Bars, npt.NDArray[np.int64]]:
    """Return bars of the shortest timeframe that leaves at most `at_most`, and the index of the last bar of each.

    Unlike a series to trade on, a chart shows the last bar although it may still be growing.
    """
    name, begins, first = next(one for one in _grids(bars) if len(one[2]) <= at_most)
    last = np.concatenate((first[1:], [len(bars)])) - 1
    made = replace(
        bars,
        time=begins[first],
        open=bars.open[first],
        high=np.maximum.reduceat(bars.high, first),
        low=np.minimum.reduceat(bars.low, first),
        close=bars.close[last],
        volume=np.add.reduceat(bars.volume, first),
        timeframe=name,
    )
    return made, last


def _grids(bars: Bars) -> Iterator[tuple[str, Times, npt.NDArray[np.int64]]]:
    """Yield longer and longer timeframes: their names, the open time of each bar's longer bar, and where each begins.

    After those we know come more and more weeks.
    """
    own = Timeframe(bars.timeframe)
    lengths = [(one.value, one.nanoseconds) for one in Timeframe if one.holds(own) and one is not own]
    weeks = ((f"{2**n}w", 2**n * Timeframe.W1.nanoseconds) for n in count(1))
    monday = Timeframe.W1.floor_ns(int(bars.time[0]))
    for name, length in chain(lengths, weeks):
        origin = monday if length >= Timeframe.W1.nanoseconds else 0
        begins = (bars.time - origin) // length * length + origin
        yield name, begins, np.flatnonzero(np.concatenate(([True], begins[1:] != begins[:-1])))
