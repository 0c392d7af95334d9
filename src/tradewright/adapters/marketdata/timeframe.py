"""Bar lengths by name, and where their bars begin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.timeframes import Timeframe

MINUTES: dict[str, int] = {one.value: one.seconds // 60 for one in Timeframe if one is not Timeframe.W1}
"""Every timeframe a live source gives, in minutes. All divide a day, so bars align to midnight UTC; a week does not."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def get_minutes(timeframe: str) -> int:
    """Return the length of `timeframe` in minutes; raise Invalid when there is no such timeframe."""
    try:
        return MINUTES[timeframe]
    except KeyError:
        known = ", ".join(MINUTES)
        fault = Fault("timeframe", "known", f"must be one of {known}", timeframe)
        raise Invalid(f"{timeframe!r} is no timeframe; expected one of {known}", faults=(fault,)) from None


def to_microseconds(moment: datetime) -> int:
    """Return whole microseconds since the Unix epoch: exact, unlike `timestamp()`."""
    return (moment - _EPOCH) // _MICROSECOND


def from_microseconds(value: int) -> datetime:
    return _EPOCH + timedelta(microseconds=value)


def bar_span(*, timeframe: str, start: datetime, end: datetime, now: datetime, limit: int) -> range:
    """Return the open minutes (since the epoch) of the closed bars that a history request asks for.

    They satisfy `start <= opened_at < end`, their bar is closed at `now`, and only the newest `limit` remain.
    """
    length = get_minutes(timeframe)
    minute = 60_000_000
    first = -(-to_microseconds(start) // (length * minute))
    beyond = min(-(-to_microseconds(end) // (length * minute)), to_microseconds(now) // (length * minute))
    first = max(first, beyond - max(limit, 0))
    return range(first * length, max(first, beyond) * length, length)


def minute_time(minute: int) -> datetime:
    """Return the moment `minute` minutes after the Unix epoch."""
    return _EPOCH + timedelta(minutes=minute)
