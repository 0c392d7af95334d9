"""A venue's rate limits kept on our side: token buckets where cancels and exits pass entries, and entries pass reads.

A part of every bucket is kept from the lower priorities, so that a burst of reads never leaves an exit waiting. What the
venue's headers say wins over our own count: the limit is often the address's, and others may use it too.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import count
from typing import Final


class Priority(IntEnum):
    """Who goes first when there is not enough for all."""

    REDUCE = 0
    """Cancels, exits, protective orders."""
    ENTER = 1
    READ = 2


KEPT_FROM: Final[Mapping[Priority, float]] = {Priority.REDUCE: 0.0, Priority.ENTER: 0.1, Priority.READ: 0.3}
"""The share of a full bucket that a priority may not touch."""
WAIT_MAX_S: Final[Mapping[Priority, float]] = {
    Priority.REDUCE: 10.0,
    Priority.ENTER: 2.0,
    Priority.READ: 20.0,
}
"""An entry decided two seconds ago has lost its price; an exit is wanted whenever it comes."""
_PAUSE_SHORT_S: Final = 0.001


@dataclass(frozen=True, slots=True)
class Rate:
    """`amount` of something (requests, weight, orders) in any `per_s` seconds."""

    amount: int
    per_s: float


@dataclass(frozen=True, slots=True)
class Limited:
    """The wait would be too long; nothing was taken."""

    reason: str
    retry_after_s: float


@dataclass(slots=True)
class _Bucket:
    rate: Rate
    tokens: float
    filled_at: float

    def refill(self, now: float) -> None:
        grown = (now - self.filled_at) * self.rate.amount / self.rate.per_s
        self.tokens = min(self.tokens + max(grown, 0.0), float(self.rate.amount))
        self.filled_at = now

    def wait_for(self, wanted: float) -> float:
        """Return seconds until `wanted` tokens have come in."""
        missing = wanted - self.tokens
        return missing * self.rate.per_s / self.rate.amount if missing > 0 else 0.0


@dataclass(frozen=True, slots=True)
class _Ticket:
    priority: Priority
    number: int
    costs: Mapping[str, int]

    @property
    def place(self) -> tuple[Priority, int]:
        return self.priority, self.number


class Buckets:
    """The limits of one scope (an address, a key, an account), by name. Single event loop, no locks."""

    def __init__(
        self,
        rates: Mapping[str, Rate],
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        now = monotonic()
        self._buckets = {name: _Bucket(rate, float(rate.amount), now) for name, rate in rates.items()}
        self._waiting: list[_Ticket] = []
        self._numbers = count()
        self._paused_until = now
        self._pause_reason = ""

    async def take(
        self, costs: Mapping[str, int], priority: Priority, *, wait_max_s: float | None = None
    ) -> Limited | None:
        """Take `costs` from the buckets, waiting our turn; return Limited at once when that would take too long.

        Names without a bucket cost nothing. `wait_max_s` defaults to WAIT_MAX_S of the priority.
        """
        bound = WAIT_MAX_S[priority] if wait_max_s is None else wait_max_s
        ticket = _Ticket(priority, next(self._numbers), costs)
        deadline = self._monotonic() + bound
        self._waiting.append(ticket)
        try:
            while (wait := self._wait_of(ticket)) > 0:
                if self._monotonic() + wait > deadline:
                    return Limited(self._reason(), wait)
                await self._sleep(max(wait, _PAUSE_SHORT_S))
            for name, cost in costs.items():
                if name in self._buckets:
                    self._buckets[name].tokens -= cost
            return None
        finally:
            self._waiting.remove(ticket)

    def pause(self, seconds: float, reason: str) -> None:
        """Let nothing pass for so long: the venue said 429 or 418, and whoever goes on asking is banned for longer."""
        until = self._monotonic() + seconds
        if until > self._paused_until:
            self._paused_until, self._pause_reason = until, reason

    def tell_used(self, name: str, used: int) -> None:
        """Believe the venue's count of what is used up, when it is more than ours."""
        bucket = self._buckets.get(name)
        if bucket is not None:
            bucket.refill(self._monotonic())
            bucket.tokens = min(bucket.tokens, float(bucket.rate.amount - used))

    def tell_left(self, name: str, left: int) -> None:
        """Believe the venue's count of what is left, when it is less than ours."""
        bucket = self._buckets.get(name)
        if bucket is not None:
            bucket.refill(self._monotonic())
            bucket.tokens = min(bucket.tokens, float(left))

    def set_rate(self, name: str, rate: Rate) -> None:
        """Change or add a limit (venues tell theirs at start); what is used of it stays used."""
        now = self._monotonic()
        old = self._buckets.get(name)
        used = 0.0
        if old is not None:
            old.refill(now)
            used = old.rate.amount - old.tokens
        self._buckets[name] = _Bucket(rate, rate.amount - used, now)

    def _wait_of(self, ticket: _Ticket) -> float:
        now = self._monotonic()
        longest = max(self._paused_until - now, 0.0)
        ahead = [one for one in self._waiting if one.place < ticket.place]
        for name, cost in ticket.costs.items():
            bucket = self._buckets.get(name)
            if bucket is None:
                continue
            bucket.refill(now)
            kept = KEPT_FROM[ticket.priority] * bucket.rate.amount
            own = min(cost + kept, bucket.rate.amount)  # no bucket is ever fuller than full
            longest = max(longest, bucket.wait_for(own + sum(one.costs.get(name, 0) for one in ahead)))
        return longest

    def _reason(self) -> str:
        if self._paused_until > self._monotonic():
            return self._pause_reason
        return "our share of the venue's rate limit is used up"
