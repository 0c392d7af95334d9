"""From bars to the rows that a program is fed: prices, time in milliseconds, and wall clocks of timezones."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from tradewright.engine.bars import COLUMNS, Bars
from tradewright.engine.program.lowering import ZONE, Program
from tradewright.kernel.timeframes import Timeframe, parse_timeframe

_MS = 1_000_000
_DAY_S = 86_400


def rows_of(bars: Bars, program: Program, *, first_index: int = 0) -> list[npt.NDArray[np.float64]]:
    """Return the rows that `program` wants of these bars; `first_index` is the number of the first (`bar_index`)."""
    return [row_of(bars, name, first_index) for name in program.fed]


def timeframe_of(bars: Bars) -> Timeframe:
    """Return the timeframe of the bars: as they say, else the one that fits the usual distance between them."""
    if bars.timeframe:
        return parse_timeframe(bars.timeframe)
    step = float(np.median(np.diff(bars.time))) if len(bars) > 1 else 60e9
    return min(Timeframe, key=lambda timeframe: abs(timeframe.nanoseconds - step))


def row_of(bars: Bars, name: str, first_index: int = 0) -> npt.NDArray[np.float64]:
    """Return one row by its name (see `Program.fed`)."""
    if name in COLUMNS:
        column: npt.NDArray[np.float64] = getattr(bars, name)
        return column
    if name == "bar_index":
        return np.arange(first_index, first_index + len(bars), dtype=np.float64)
    milliseconds = bars.time // _MS
    if name == "time":
        return milliseconds.astype(np.float64)
    return milliseconds + _offsets_ms(bars.time, name.removeprefix(ZONE))


def _offsets_ms(time: npt.NDArray[np.int64], zone: str) -> npt.NDArray[np.float64]:
    """Return what to add to UTC for the wall clock of `zone`, in milliseconds, for each moment."""
    if zone == "UTC" or not len(time):
        return np.zeros(len(time))
    seconds = time // 1_000_000_000
    # Offsets change at whole quarter hours, a few times a year; days without a change need one look each.
    days, of_day = np.unique(seconds // _DAY_S, return_inverse=True)
    starts = np.array([_offset_s(int(day) * _DAY_S, zone) for day in days])
    ends = np.array([_offset_s(int(day + 1) * _DAY_S - 1, zone) for day in days])
    offsets = starts[of_day].astype(np.float64)
    for day in np.flatnonzero(starts != ends):
        for bar in np.flatnonzero(of_day == day):
            offsets[bar] = _offset_s(int(seconds[bar]), zone)
    return offsets * 1000.0


@lru_cache(maxsize=65_536)
def _offset_s(second: int, zone: str) -> int:
    offset = datetime.fromtimestamp(second, UTC).astimezone(ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) if offset else 0
