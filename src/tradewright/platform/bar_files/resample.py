"""Longer bars out of shorter ones: first open, highest high, lowest low, last close, summed volume."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tradewright.engine.bars import Bars
from tradewright.kernel.errors import Fault, Invalid
from tradewright.platform.bar_files.lengths import SECOND_NS, begin_ns, get_seconds


def resample(bars: Bars, timeframe: str) -> Bars:
    """Return `bars` as bars of `timeframe`, aligned to midnight UTC, weeks to Monday; empty spans give no bar.

    The last bar is left out while it is partial: unless the last source bar reaches its end. `timeframe` must be a
    multiple of the bars' own, else Invalid.
    """
    short, long = get_seconds(bars.timeframe), get_seconds(timeframe)
    if long < short or long % short:
        fault = Fault("timeframe", "multiple", f"a multiple of {bars.timeframe}, such as twice it", timeframe)
        raise Invalid(f"bars of {bars.timeframe} cannot become bars of {timeframe}", faults=(fault,))
    if long == short or not len(bars):
        return replace(bars, timeframe=timeframe)
    begins = begin_ns(bars.time, long)
    first = np.flatnonzero(np.concatenate(([True], begins[1:] != begins[:-1])))
    last = np.concatenate((first[1:], [len(bars)])) - 1
    count = len(first)
    if int(bars.time[-1]) + short * SECOND_NS < int(begins[-1]) + long * SECOND_NS:
        count -= 1
    return replace(
        bars,
        time=begins[first][:count],
        open=bars.open[first][:count],
        high=np.maximum.reduceat(bars.high, first)[:count],
        low=np.minimum.reduceat(bars.low, first)[:count],
        close=bars.close[last][:count],
        volume=np.add.reduceat(bars.volume, first)[:count],
        timeframe=timeframe,
    )
