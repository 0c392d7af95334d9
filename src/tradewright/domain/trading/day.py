"""The trading day of an account: which date it is in its zone, and when the counts begin again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class TradingDay:
    """One calendar day in a zone as the half-open interval [`starts_at`, `ends_at`), both aware UTC."""

    date: date
    timezone: str
    starts_at: datetime
    ends_at: datetime

    @property
    def reset_words(self) -> str:
        """When the day's counts reset, for a sentence: "00:00 New York"."""
        return f"00:00 {self.timezone.rsplit('/', 1)[-1].replace('_', ' ')}"


def trading_day(now: datetime, timezone: str) -> TradingDay:
    """Return the day that holds `now` in the IANA zone `timezone`.

    A day is 23 or 25 hours long when clocks change. Raises zoneinfo.ZoneInfoNotFoundError for an unknown
    zone.
    """
    return _day_of(now.astimezone(ZoneInfo(timezone)).date(), timezone)


@dataclass(frozen=True, slots=True)
class ZoneChange:
    """An account's zone was changed: `before` holds until `at`, aware UTC, which ends the day of the change in it."""

    before: str
    at: datetime


def zone_at(now: datetime, timezone: str, change: ZoneChange | None) -> str:
    """Return the zone whose day holds now. A new zone waits for the day's end, or counts would begin again at once."""
    return timezone if change is None or now >= change.at else change.before


def zone_changed(now: datetime, timezone: str, change: ZoneChange | None, wanted: str) -> ZoneChange | None:
    """Return the change that lets `wanted` hold from the end of the present day on; None where it holds already."""
    held = zone_at(now, timezone, change)
    return None if wanted == held else ZoneChange(held, trading_day(now, held).ends_at)


def counted_since(day: TradingDay, change: ZoneChange | None) -> datetime:
    """Return from when on the counts of `day` count: its start, but where the change of a zone made it longer or shorter."""
    if change is None:
        return day.starts_at
    last = trading_day(change.at - timedelta.resolution, change.before)
    if day.date > last.date:
        return max(day.starts_at, change.at)
    return min(day.starts_at, last.starts_at)


@lru_cache(maxsize=1024)  # every decision of a user asks for the same day again
def _day_of(day: date, timezone: str) -> TradingDay:
    return TradingDay(day, timezone, _midnight(day, timezone), _midnight(day + timedelta(days=1), timezone))


def _midnight(day: date, timezone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone)).astimezone(UTC)
