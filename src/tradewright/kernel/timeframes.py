"""Timeframes: how long a bar lasts, and where on the clock bars begin."""

from __future__ import annotations

from enum import StrEnum

_NS = 1_000_000_000
_MONDAY = 4 * 86_400
"""1970-01-05, the first Monday after the epoch: weeks are counted from it."""


class Timeframe(StrEnum):
    """A bar's length by the text that traders write; comparable by `seconds`."""

    M1 = "1m"
    M3 = "3m"
    M5 = "5m"
    M15 = "15m"
    M30 = "30m"
    H1 = "1h"
    H2 = "2h"
    H4 = "4h"
    D1 = "1d"
    W1 = "1w"

    @property
    def seconds(self) -> int:
        """Length in seconds."""
        return int(self.value[:-1]) * _UNIT_SECONDS[self.value[-1]]

    @property
    def nanoseconds(self) -> int:
        """Length in nanoseconds, the unit of bar times in the engine."""
        return self.seconds * _NS

    @property
    def pine(self) -> str:
        """The text by which Pine Script knows it: minutes as a number, `1D`, `1W`."""
        if self in (Timeframe.D1, Timeframe.W1):
            return self.value.upper()
        return str(self.seconds // 60)

    def floor_ns(self, time_ns: int) -> int:
        """Return the open time of the bar that holds `time_ns` (UTC): days begin at midnight, weeks on Monday."""
        offset = _MONDAY * _NS if self is Timeframe.W1 else 0
        return (time_ns - offset) // self.nanoseconds * self.nanoseconds + offset

    def holds(self, other: Timeframe) -> bool:
        """Say whether bars of `other` fill a bar of this one exactly (a bar holds itself)."""
        return self.seconds % other.seconds == 0


_UNIT_SECONDS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def parse_timeframe(text: str) -> Timeframe:
    """Return the timeframe written as `5m`, `1h`, `1d`; raise ValueError for any other text."""
    return Timeframe(text)
