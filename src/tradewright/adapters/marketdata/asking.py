"""Asking a data service over HTTP with its manners: slow down when told, try again when it stumbles, give up in time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
import msgspec

from tradewright.adapters.marketdata.pace import Sleep
from tradewright.kernel.errors import TradewrightError, Unavailable

TRIES_MAX: Final = 6
WAIT_FIRST_S: Final = 0.5
WAIT_MAX_S: Final = 60.0
"""Retry-After beyond it is a ban (Binance 418: minutes to days): better told than slept through."""
TIMEOUT_S: Final = 20.0
_SLOW_DOWN: Final = frozenset({418, 429})


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that no repetition changes."""

    status: int
    body: bytes


class Asker:
    """GETs JSON from one service. Reading repeats nothing at the venue, so every failure may be tried again."""

    def __init__(
        self,
        base_url: str,
        *,
        service: str,
        headers: Mapping[str, str] | None = None,
        sleep: Sleep = asyncio.sleep,
        refuse: Callable[[Refusal], TradewrightError],
        wait_after: Callable[[httpx.Headers], float] = lambda headers: 0.0,
    ) -> None:
        """`refuse` turns a 4xx into our error; `wait_after` says how long the answer's headers ask us to pause."""
        self._client = httpx.AsyncClient(base_url=base_url, headers=headers, timeout=TIMEOUT_S)
        self._service = service
        self._sleep = sleep
        self._refuse = refuse
        self._wait_after = wait_after
        self._jitter = random.Random()

    async def close(self) -> None:
        await self._client.aclose()

    async def get(self, path: str, params: Mapping[str, str | int], type_: Any = Any) -> Any:
        """Return the decoded answer. Raises what `refuse` makes of a refusal, and Unavailable after the last try."""
        trouble = "no answer"
        for attempt in range(TRIES_MAX):
            wait = min(WAIT_FIRST_S * 2**attempt, WAIT_MAX_S) * self._jitter.uniform(0.75, 1.25)
            try:
                answer = await self._client.get(path, params=dict(params))
            except (httpx.TransportError, httpx.DecodingError) as error:
                trouble = f"{type(error).__name__}: {error}"
            else:
                if answer.is_success:
                    try:
                        decoded = msgspec.json.decode(answer.content, type=type_)
                    except msgspec.DecodeError as error:
                        trouble = f"an answer that is not as documented: {error}"
                    else:
                        pause = self._wait_after(answer.headers)
                        if pause > 0:
                            await self._sleep(pause)
                        return decoded
                elif answer.status_code in _SLOW_DOWN:
                    trouble = f"too many requests (HTTP {answer.status_code})"
                    wait = max(wait, _retry_after(answer.headers))
                    if wait > WAIT_MAX_S * 1.25:
                        raise Unavailable(
                            f"{self._service} wants no requests for {wait:.0f} s", retry_after_s=wait
                        )
                elif answer.is_server_error:
                    trouble = f"HTTP {answer.status_code}"
                else:
                    raise self._refuse(Refusal(answer.status_code, answer.content))
            if attempt + 1 < TRIES_MAX:
                await self._sleep(wait)
        raise Unavailable(
            f"{self._service} does not answer: {trouble}; tried {TRIES_MAX} times", tries=TRIES_MAX
        )


def _retry_after(headers: httpx.Headers) -> float:
    try:
        return float(headers.get("retry-after", 0))
    except ValueError:
        return 0.0
