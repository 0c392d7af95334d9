"""Holes in a series: where bars are missing, and which of those holes are only the market being closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

import numpy as np

from tradewright.engine.bars import Bars
from tradewright.platform.bar_files.lengths import DAY_S, SECOND_NS, WEEK_S, get_seconds
from tradewright.platform.bar_files.times import get_zone

GapKind = Literal["missing", "night", "weekend", "holiday"]
ALWAYS_OPEN: Final = "24x7"
_HOLIDAY_DAYS_MAX: Final = 4
"""Working days in a row without a session: beyond four no exchange we know of closes for a feast."""


@dataclass(frozen=True, slots=True)
class Gap:
    """No bars in `[start, end)` between two that are there; `bars` is how many would fit.

    `missing` is a hole in the data; the others say that the market was closed, as its session lets us believe.
    """

    start: datetime
    end: datetime
    bars: int
    kind: GapKind


def find_gaps(bars: Bars) -> list[Gap]:
    """Return every gap, oldest first. For a `24x7` session all are missing bars.

    Any other session keeps no calendar here: a gap that holds midnight of the bars' own time zone is a night, a
    weekend when it holds a Saturday or Sunday, a holiday when up to four working days are skipped whole; a gap inside
    one day is missing bars.
    """
    seconds = get_seconds(bars.timeframe)
    length = seconds * SECOND_NS
    if len(bars) < 2:
        return []
    # Days of an exchange are 23 or 25 hours when its clocks change; a whole bar must fit for one to be missing.
    places = np.flatnonzero(np.diff(bars.time) >= 2 * length)
    zone = None if bars.session == ALWAYS_OPEN or seconds >= WEEK_S else get_zone(bars.timezone)
    found: list[Gap] = []
    for place in places:
        start, end = int(bars.time[place]) + length, int(bars.time[place + 1])
        begin, until = _moment(start), _moment(end)
        kind: GapKind = "missing"
        if zone is not None:
            # A daily bar's open is the day itself; what is missing begins with the next one.
            kind = _closed(begin.astimezone(zone), until.astimezone(zone), is_daily=seconds >= DAY_S)
        found.append(Gap(begin, until, (end - start) // length, kind))
    return found


def _closed(start: datetime, end: datetime, *, is_daily: bool) -> GapKind:
    first = start.date() if is_daily else start.date() + timedelta(days=1)
    days = [first + timedelta(days=n) for n in range(max((end.date() - first).days, 0))]
    if not is_daily and start.date() == end.date():
        return "missing"
    working = sum(day.weekday() < 5 for day in days)
    if working > _HOLIDAY_DAYS_MAX:
        return "missing"
    if working:
        return "holiday"
    return "weekend" if days else "night"


def _moment(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(nanoseconds // SECOND_NS, UTC)
