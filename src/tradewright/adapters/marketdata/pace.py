"""Living at the pace of a clock that is handed in, so that tests live in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from tradewright.kernel.clock import Clock

Sleep = Callable[[float], Awaitable[object]]
"""Waits that many seconds of the clock that travels with it."""


class Pace:
    """A clock together with a way to wait on it. In tests both belong to the same virtual time."""

    def __init__(self, clock: Clock, sleep: Sleep = asyncio.sleep) -> None:
        self._clock = clock
        self._sleep = sleep

    def now(self) -> datetime:
        return self._clock.now()

    async def until(self, moment: datetime) -> None:
        """Return at `moment` or, when it has passed, after letting other tasks run once."""
        await self._sleep(max((moment - self._clock.now()).total_seconds(), 0.0))
