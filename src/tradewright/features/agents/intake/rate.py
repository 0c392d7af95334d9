"""How often one agent may be posted to: a token bucket for each agent, in this gateway's memory.

Fails open by construction: a gateway that restarts forgets, and several gateways each allow the full rate.
TradingView itself stops a script alert beyond 15 in 3 minutes; what we allow is for many alerts on one URL.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from tradewright.kernel.ids import AgentId

BUCKETS_MAX = 50_000
"""Buckets kept; a forgotten one is a full one, and only the longest unused is forgotten."""


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float


class RateLimit:
    """`per_minute` alerts a minute for each agent, and as many at once after a quiet minute."""

    def __init__(self, *, per_minute: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._capacity = float(per_minute)
        self._per_s = per_minute / 60
        self._monotonic = monotonic
        self._buckets: OrderedDict[AgentId, _Bucket] = OrderedDict()

    def wait_s(self, agent_id: AgentId) -> float:
        """Take one alert out of the agent's bucket; return 0, or the seconds until there is one again."""
        now = self._monotonic()
        bucket = self._buckets.get(agent_id)
        if bucket is None:
            bucket = self._buckets[agent_id] = _Bucket(self._capacity, now)
            if len(self._buckets) > BUCKETS_MAX:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(agent_id)
            bucket.level = min(self._capacity, bucket.level + (now - bucket.at) * self._per_s)
            bucket.at = now
        if bucket.level < 1:
            return (1 - bucket.level) / self._per_s
        bucket.level -= 1
        return 0.0
