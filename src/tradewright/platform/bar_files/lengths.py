"""How long bars are: seconds by timeframe, the timeframe that times themselves show, and where bars begin."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from tradewright.engine.bars import Times
from tradewright.kernel.errors import Fault, Invalid

SECOND_NS: Final = 1_000_000_000
DAY_S: Final = 86_400
WEEK_S: Final = 7 * DAY_S
_UNITS: Final = {"s": 1, "m": 60, "h": 3_600, "d": DAY_S, "w": WEEK_S}
_FIRST_MONDAY_NS: Final = 4 * DAY_S * SECOND_NS
"""1970-01-05: weeks begin on Monday, and the epoch was a Thursday."""


def get_seconds(timeframe: str) -> int:
    """Return the length of `timeframe` in seconds: a number and one of s, m, h, d, w. Raises Invalid.

    A file may hold bars of any such length (`2m`, `45m`); the strategies' own list is shorter.
    """
    match = re.fullmatch(r"([1-9]\d{0,4})([smhdw])", timeframe)
    if match is None:
        fault = Fault(
            "timeframe", "known", "a number and s, m, h, d or w, such as 1m, 15m, 4h, 1d", timeframe
        )
        raise Invalid(f"{timeframe!r} is no timeframe; write 1m, 15m, 1h, 4h, 1d or 1w", faults=(fault,))
    return int(match[1]) * _UNITS[match[2]]


def timeframe_of(seconds: int) -> str:
    """Return the name of a length in its largest whole unit: 900 is `15m`, 86400 is `1d`."""
    unit = next(name for name in ("w", "d", "h", "m", "s") if seconds % _UNITS[name] == 0)
    return f"{seconds // _UNITS[unit]}{unit}"


def infer_timeframe(time: Times) -> str:
    """Return the timeframe that most neighbours of `time` (nanoseconds, rising) are apart by. Raises Invalid.

    Nights, weekends and holes are rarer than bars that follow each other, so the commonest distance is the length.
    """
    if len(time) < 2:
        fault = Fault(
            "file", "size", "two bars, to know their length; or say it: --timeframe", str(len(time))
        )
        raise Invalid("one bar does not show its timeframe; say it with --timeframe", faults=(fault,))
    distances, counts = np.unique(np.diff(time), return_counts=True)
    commonest = int(distances[np.argmax(counts)])
    if commonest % SECOND_NS:
        fault = Fault(
            "timestamp", "spacing", "bars at least a second apart, by whole seconds", f"{commonest} ns"
        )
        raise Invalid("the bars are not a whole number of seconds apart", faults=(fault,))
    return timeframe_of(commonest // SECOND_NS)


def begin_ns(time: Times, seconds: int) -> Times:
    """Return the open time of the bar of `seconds` that each moment falls in.

    Bars align to midnight UTC when they divide a day, to Monday when they are whole weeks, else to the epoch.
    """
    length = seconds * SECOND_NS
    offset = _FIRST_MONDAY_NS if seconds % WEEK_S == 0 else 0
    return (time - offset) // length * length + offset
