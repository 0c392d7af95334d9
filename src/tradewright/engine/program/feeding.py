"""From bars to the rows that a program is fed: prices, time in milliseconds, and wall clocks of timezones."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from tradewright.engine.bars import Bars
from tradewright.engine.program.lowering import BAR_COLUMNS

_MS = 1_000_000
_DAY_S = 86_400


def matrix(bars: Bars, zones: tuple[str, ...], *, first_index: int = 0) -> npt.NDArray[np.float64]:
    """Return float64[rows, n] for `Run.feed`; `first_index` is the number of the first bar (`bar_index`)."""
    rows = np.empty((len(BAR_COLUMNS) + len(zones), len(bars)))
    rows[:5] = bars.open, bars.high, bars.low, bars.close, bars.volume
    rows[5] = bars.time // _MS
    rows[6] = np.arange(first_index, first_index + len(bars))
    for at, zone in enumerate(zones):
        rows[len(BAR_COLUMNS) + at] = rows[5] + _offsets_ms(bars.time, zone)
    return rows


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
