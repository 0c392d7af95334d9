"""Hour, day and month of each bar's open, in the bars' time zone, worked out for all bars when first asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from tradewright.engine.bars import Bars

SECOND = 1_000_000_000
DAY = 86_400 * SECOND


class Calendar:
    """Wall-clock parts of the bars' open times, as lists of int."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars

    @cached_property
    def _local(self) -> npt.NDArray[np.int64]:
        time = self._bars.time
        if self._bars.timezone == "UTC":
            return time
        zone = ZoneInfo(self._bars.timezone)
        shifts = np.empty(len(time), np.int64)
        # Offsets change at whole quarter hours at most: one look-up for each serves all its bars.
        quarters, at = np.unique(time // (900 * SECOND), return_inverse=True)
        for i, quarter in enumerate(quarters):
            offset = datetime.fromtimestamp(int(quarter) * 900, UTC).astimezone(zone).utcoffset()
            shifts[at == i] = int(offset.total_seconds()) * SECOND if offset else 0
        return time + shifts

    @cached_property
    def hour(self) -> list[int]:
        return _numbers((self._local % DAY) // (3600 * SECOND))

    @cached_property
    def minute(self) -> list[int]:
        return _numbers((self._local % (3600 * SECOND)) // (60 * SECOND))

    @cached_property
    def second(self) -> list[int]:
        return _numbers((self._local % (60 * SECOND)) // SECOND)

    @cached_property
    def dayofweek(self) -> list[int]:
        """Pine's numbers: Sunday is 1, Saturday 7."""
        return _numbers((self._local // DAY + 4) % 7 + 1)

    @cached_property
    def _date(self) -> npt.NDArray[np.datetime64]:
        return self._local.astype("datetime64[ns]")

    @cached_property
    def year(self) -> list[int]:
        return _numbers(self._date.astype("datetime64[Y]").astype(np.int64) + 1970)

    @cached_property
    def month(self) -> list[int]:
        return _numbers(self._date.astype("datetime64[M]").astype(np.int64) % 12 + 1)

    @cached_property
    def dayofmonth(self) -> list[int]:
        months = self._date.astype("datetime64[M]")
        return _numbers((self._date.astype("datetime64[D]") - months).astype(np.int64) + 1)

    @cached_property
    def time(self) -> list[int]:
        return _numbers(self._bars.time // 1_000_000)


def _numbers(column: npt.NDArray[np.int64]) -> list[int]:
    numbers: list[int] = column.tolist()
    return numbers
