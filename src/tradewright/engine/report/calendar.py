"""Days, weeks, months and years of a run, in the bars' own time zone, by integer arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from tradewright.engine.bars import Bars
from tradewright.engine.report.inputs import Ints

SECOND = 1_000_000_000
DAY = 86_400 * SECOND
HOUR = 3_600 * SECOND
ALWAYS_OPEN_DAYS = 365
EXCHANGE_DAYS = 252


@dataclass(frozen=True, slots=True)
class Calendar:
    """`day[k]` is the k-th day that has bars (days since 1970, local), `last_bar[k]` its last bar."""

    day: Ints
    last_bar: Ints
    days_per_year: int

    @classmethod
    def of(cls, bars: Bars) -> Calendar:
        """Return the days of these bars; cost is per day, not per bar."""
        per_year = ALWAYS_OPEN_DAYS if bars.session == "24x7" else EXCHANGE_DAYS
        if not len(bars):
            empty = np.empty(0, np.int64)
            return cls(empty, empty, per_year)
        starts, offsets = offsets_of(bars.timezone, int(bars.time[0]), int(bars.time[-1]))
        first, last = ((int(t) + _at(starts, offsets, int(t))) // DAY for t in (bars.time[0], bars.time[-1]))
        days = np.arange(first, last + 1, dtype=np.int64)
        midnight = (days + 1) * DAY
        midnight -= offsets[np.clip(np.searchsorted(starts, midnight - offsets[0], "right") - 1, 0, None)]
        ends = np.searchsorted(bars.time, midnight, "left") - 1
        has_bars = np.diff(ends, prepend=-1) > 0
        return cls(days[has_bars], ends[has_bars], per_year)

    def months(self) -> Any:
        """Return the month of each day (datetime64[M])."""
        return self.day.astype("datetime64[D]").astype("datetime64[M]")

    def last_of(self, unit: str) -> Ints:
        """Return, for each `W`, `M` or `Y` that has bars, the index of its last day in this calendar."""
        if not len(self.day):
            return self.day
        if unit == "W":
            period: Any = (self.day + 3) // 7  # 1970-01-01 was a Thursday; weeks begin on Monday
        else:
            period = self.day.astype("datetime64[D]").astype(f"datetime64[{unit}]").astype(np.int64)
        return np.append(np.flatnonzero(np.diff(period)), len(period) - 1)


def local(times: Ints, timezone: str) -> Ints:
    """Return nanoseconds of wall-clock time since 1970 for UTC nanoseconds."""
    if not len(times) or timezone == "UTC":
        return times
    starts, offsets = offsets_of(timezone, int(times.min()), int(times.max()))
    found: Ints = times + offsets[np.clip(np.searchsorted(starts, times, "right") - 1, 0, None)]
    return found


def offsets_of(timezone: str, first: int, last: int) -> tuple[Ints, Ints]:
    """Return since when (UTC) each offset from UTC holds between two instants; all in nanoseconds."""
    if timezone == "UTC":
        return np.array([first], np.int64), np.zeros(1, np.int64)
    found = _changes(timezone, first // DAY - 1, last // DAY + 2)
    return np.array([t for t, _ in found], np.int64), np.array([o for _, o in found], np.int64)


@lru_cache(maxsize=64)
def _changes(timezone: str, first_day: int, last_day: int) -> tuple[tuple[int, int], ...]:
    zone = ZoneInfo(timezone)

    def offset(seconds: int) -> int:
        there = datetime.fromtimestamp(seconds, UTC).astimezone(zone).utcoffset()
        return 0 if there is None else int(there.total_seconds())

    at, end = first_day * 86_400, last_day * 86_400
    known = offset(at)
    changes = [(at * SECOND, known * SECOND)]
    while at < end:  # no zone changes its clock twice within twenty days and back
        ahead = min(at + 20 * 86_400, end)
        then = offset(ahead)
        if then != known:
            low, high = at, ahead
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == known else (low, middle)
            changes.append((high * SECOND, then * SECOND))
            known = then
        at = ahead
    return tuple(changes)


def _at(starts: Ints, offsets: Ints, time: int) -> int:
    return int(offsets[max(0, int(np.searchsorted(starts, time, "right")) - 1)])
