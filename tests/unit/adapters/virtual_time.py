"""A clock that only moves when somebody sleeps on it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from tradewright.adapters.marketdata.pace import Pace

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class VirtualClock:
    """Time for tests: `sleep` returns at once, and `seconds` have passed."""

    def __init__(self, start: datetime = NOON) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)
        await asyncio.sleep(0)


def a_pace(start: datetime = NOON) -> Pace:
    clock = VirtualClock(start)
    return Pace(clock, clock.sleep)
