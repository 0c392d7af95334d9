"""Times as files write them, to integer nanoseconds UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from tradewright.engine.bars import Times
from tradewright.kernel.errors import Fault, Invalid

EXPECTED_TIME: Final = "a time: Unix seconds, ms, µs or ns, or ISO 8601 such as 2024-01-31T09:30:00Z"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_OTHER_FORMS: Final = (
    "%Y.%m.%d %H:%M:%S", "%Y.%m.%d %H:%M", "%Y.%m.%d", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S.%f", "%d.%m.%Y %H:%M",
    "%d.%m.%Y", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y%m%d %H%M%S", "%Y%m%d %H:%M:%S",
)  # fmt: skip
"""Forms that can be read in one way only. 01/02/2024 is not among them: it is two days."""
_HALF_HOUR_NS: Final = 1_800_000_000_000


def get_zone(name: str) -> ZoneInfo:
    """Return the time zone called `name`; raise Invalid when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fault = Fault("timezone", "known", "a name such as UTC, Europe/Berlin or America/New_York", name)
        raise Invalid(f"{name!r} is no time zone", faults=(fault,)) from None


def epoch_to_ns(values: npt.NDArray[np.int64]) -> Times:
    """Return epoch numbers as nanoseconds; seconds, ms, µs and ns are told apart by size, each for itself.

    Seconds reach to the year 5138, milliseconds and finer begin in 1973: they cannot be confused.
    """
    size = np.abs(values)
    bounds = ((10**11, 10**9), (10**14, 10**6), (10**17, 10**3))
    if len(size):
        low, high = np.searchsorted([bound for bound, _ in bounds], [size.min(), size.max()], side="right")
        if low == high:  # all alike, as nearly always: one multiplication
            alike: Times = values * (bounds[low][1] if low < len(bounds) else 1)
            return alike
    bounded, factors = [size < bound for bound, _ in bounds], [factor for _, factor in bounds]
    each: Times = values * np.select(bounded, factors, default=1)
    return each


def local_to_utc(naive: Times, timezone: str) -> Times:
    """Return wall-clock nanoseconds of `timezone` as UTC. An hour that happens twice is taken as its first."""
    if timezone == "UTC":
        return naive
    zone = get_zone(timezone)
    slots, where = np.unique(
        naive // _HALF_HOUR_NS, return_inverse=True
    )  # zones change on half hours at the finest
    offsets = [_offset_ns(zone, int(slot) * 1800) for slot in slots]
    return naive - np.array(offsets, dtype=np.int64)[where]


def parse_time(text: str, *, timezone: str) -> int:
    """Return the nanoseconds UTC that `text` says; a time without a zone is one of `timezone`. Raises ValueError."""
    text = text.strip()
    if re.fullmatch(r"-?\d{5,19}(\.\d+)?", text) and not re.fullmatch(r"(19|20)\d{6}", text):
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValueError("not a time") from None
        size = abs(number)
        factor = 10**9 if size < 10**11 else 10**6 if size < 10**14 else 10**3 if size < 10**17 else 1
        return int(number * factor)
    moment = _from_iso(text) or _from_other(text)
    if moment is None:
        raise ValueError("not a time")
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=get_zone(timezone))
    return (aware - _EPOCH) // timedelta(microseconds=1) * 1_000


def _from_iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _from_other(text: str) -> datetime | None:
    for form in _OTHER_FORMS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the caller's
        except ValueError:
            continue
    return None


def _offset_ns(zone: ZoneInfo, wall_s: int) -> int:
    wall = (_EPOCH + timedelta(seconds=wall_s)).replace(tzinfo=zone)
    offset = wall.utcoffset()
    return 0 if offset is None else int(offset.total_seconds()) * 1_000_000_000
