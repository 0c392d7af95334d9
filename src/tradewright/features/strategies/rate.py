"""How often one trader may ask for what costs more than a row of a table: a token bucket in this gateway's memory.

Fails open by construction: a gateway that restarts forgets, and several gateways each allow the full rate.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from tradewright.kernel.ids import UserId

BUCKETS_MAX: Final = 20_000
"""Buckets kept; a forgotten one is a full one, and only the longest unused is forgotten."""


class Rate:
    """`per_minute` times a minute for each trader, and as many at once after a quiet minute."""

    def __init__(self, *, per_minute: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._capacity = float(per_minute)
        self._per_s = per_minute / 60
        self._monotonic = monotonic
        self._buckets: OrderedDict[UserId, tuple[float, float]] = OrderedDict()

    def wait_s(self, user_id: UserId) -> float:
        """Count one; return 0, or without counting the seconds until there is one again."""
        now = self._monotonic()
        level, at = self._buckets.get(user_id, (self._capacity, now))
        level = min(self._capacity, level + (now - at) * self._per_s)
        wait = 0.0 if level >= 1.0 else (1.0 - level) / self._per_s
        self._buckets[user_id] = (level if wait else level - 1.0, now)
        self._buckets.move_to_end(user_id)
        if len(self._buckets) > BUCKETS_MAX:
            self._buckets.popitem(last=False)
        return wait

    def charge(self, user_id: UserId, times: float) -> None:
        """Count one that turned out dearer than others as so many more; what is owed is waited for."""
        if user_id in self._buckets:
            level, at = self._buckets[user_id]
            self._buckets[user_id] = (level - times, at)
