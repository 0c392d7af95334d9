"""When the market is open: New York's regular and extended hours, or whatever a rehearsal says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Phase = Literal["closed", "pre", "core", "post"]
Hours = Literal["always", "nyse", "closed", "pre", "post"]
"""`always`: open whenever asked, so that one may rehearse at night; `nyse`: as the exchange; the others: stuck there."""

_NEW_YORK = ZoneInfo("America/New_York")
_PRE, _OPEN, _CLOSE, _POST = time(4), time(9, 30), time(16), time(20)


class Session:
    """Hours of one venue, in New York's days."""

    def __init__(self, hours: Hours = "always") -> None:
        self.hours: Hours = hours
        self.holidays: set[date] = set()

    def is_trading_day(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def phase(self, at: datetime) -> Phase:
        if self.hours == "always":
            return "core"
        if self.hours != "nyse":
            return self.hours
        local = at.astimezone(_NEW_YORK)
        if not self.is_trading_day(local.date()):
            return "closed"
        moment = local.time()
        if moment < _PRE or moment >= _POST:
            return "closed"
        if moment < _OPEN:
            return "pre"
        return "core" if moment < _CLOSE else "post"

    def may_trade(self, at: datetime, *, outside: bool) -> bool:
        """True when an order may trade now; `outside` says that it asked for extended hours."""
        phase = self.phase(at)
        return phase == "core" or (outside and phase in ("pre", "post"))

    def next_open(self, at: datetime) -> datetime:
        return self._next(at, _OPEN)

    def next_close(self, at: datetime) -> datetime:
        return self._next(at, _CLOSE)

    def day_ends(self, at: datetime, *, outside: bool) -> datetime:
        """When an order for the day, sent at `at`, expires."""
        return self._next(at, _POST if outside else _CLOSE)

    def day(self, day: date) -> dict[str, datetime]:
        """The four instants of a trading day."""
        named = {"pre": _PRE, "open": _OPEN, "close": _CLOSE, "post": _POST}
        return {name: self._instant(day, moment) for name, moment in named.items()}

    def _next(self, at: datetime, moment: time) -> datetime:
        day = at.astimezone(_NEW_YORK).date()
        while True:
            instant = self._instant(day, moment)
            if self.is_trading_day(day) and instant > at:
                return instant
            day += timedelta(days=1)

    @staticmethod
    def _instant(day: date, moment: time) -> datetime:
        return datetime.combine(day, moment, _NEW_YORK).astimezone(UTC)
