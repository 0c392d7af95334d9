"""When to look at whose books though nothing happens: cancels that fall due, steps whose time is up, delays that end.

Kept in memory alone: every moment follows from a row, and is found again whenever the books are loaded or looked at.
"""

from __future__ import annotations

import heapq
from datetime import datetime

from tradewright.kernel.ids import UserId


class Agenda:
    """The next moment of each user, the soonest first. Whoever is due is asked for the moment after it."""

    def __init__(self) -> None:
        self._next: dict[UserId, datetime] = {}
        self._moments: list[tuple[datetime, UserId]] = []

    def add(self, at: datetime, user_id: UserId) -> None:
        """Look at these books at `at`, if nothing is to be looked at sooner."""
        present = self._next.get(user_id)
        if present is None or at < present:
            self._next[user_id] = at
            heapq.heappush(self._moments, (at, user_id))

    def take_due(self, now: datetime) -> set[UserId]:
        """Return the users whose moment has come, and forget those moments."""
        due: set[UserId] = set()
        while self._moments and self._moments[0][0] <= now:
            at, user_id = heapq.heappop(self._moments)
            if self._next.get(user_id) == at:  # else a sooner one took its place, and has come already
                del self._next[user_id]
                due.add(user_id)
        return due

    def wait_s(self, now: datetime, *, at_most_s: float) -> float:
        """Return how long there is nothing to do by the clock, in seconds."""
        if not self._moments:
            return at_most_s
        return min(at_most_s, max((self._moments[0][0] - now).total_seconds(), 0.0))
