"""When to look at whose books though nothing happens: cancels that fall due, steps whose time is up, delays that end.

Kept in memory alone: every moment follows from a row, and is noted again whenever books are loaded or change.
"""

from __future__ import annotations

import heapq
from datetime import datetime

from tradewright.kernel.ids import UserId


class Agenda:
    """Moments, the next one first. A user may stand in it many times; looking once too often does no harm."""

    def __init__(self) -> None:
        self._moments: list[tuple[datetime, UserId]] = []

    def add(self, at: datetime, user_id: UserId) -> None:
        heapq.heappush(self._moments, (at, user_id))

    def take_due(self, now: datetime) -> set[UserId]:
        """Return the users whose moment has come, and forget those moments."""
        due: set[UserId] = set()
        while self._moments and self._moments[0][0] <= now:
            due.add(heapq.heappop(self._moments)[1])
        return due

    def wait_s(self, now: datetime, *, at_most_s: float) -> float:
        """Return how long there is nothing to do by the clock, in seconds."""
        if not self._moments:
            return at_most_s
        return min(at_most_s, max((self._moments[0][0] - now).total_seconds(), 0.0))
