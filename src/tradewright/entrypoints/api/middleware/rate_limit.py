"""How often one trader or key may call: a token bucket in memory.

It is for a fair share, not for security: each gateway counts for itself, and a restart forgets. Brute force has
its own count in the database.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from tradewright.entrypoints.api.asgi import state_of
from tradewright.kernel.errors import LimitReached
from tradewright.platform.context import Context
from tradewright.platform.telemetry import counter

PER_MINUTE = 600
BUCKETS_MAX = 20_000
LIMITED = counter(
    "tradewright_http_rate_limited_total", "Requests refused because their caller asks too often."
)


class TooManyRequests(LimitReached):
    """This caller asks more often than the limit allows; wait `retry_after_s` seconds."""

    code = "rate_limited"


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimit:
    """Lets each actor make `per_minute` requests a minute, in bursts of as many."""

    def __init__(
        self, app: ASGIApp, *, per_minute: int = PER_MINUTE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._per_minute = per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        context: Context | None = state_of(scope).get("context") if scope["type"] == "http" else None
        if context is not None:
            wait = self._take(str(context.actor))
            if wait:
                LIMITED.inc()
                raise TooManyRequests(
                    "Too many requests.",
                    retry_after_s=math.ceil(wait),
                    limit="requests",
                    maximum=self._per_minute,
                )
        await self._app(scope, receive, send)

    def _take(self, who: str) -> float:
        """Take one token; return the seconds until there is one, 0 when there was."""
        now, rate = self._clock(), self._per_minute / 60
        bucket = self._buckets.get(who)
        if bucket is None:
            bucket = self._buckets[who] = _Bucket(float(self._per_minute), now)
            if len(self._buckets) > BUCKETS_MAX:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(who)
        bucket.tokens = min(float(self._per_minute), bucket.tokens + (now - bucket.at) * rate)
        bucket.at = now
        if bucket.tokens < 1:
            return (1 - bucket.tokens) / rate
        bucket.tokens -= 1
        return 0.0
