"""The one module that knows the HTTP library: it sends a request once and says what became of it.

The library's exceptions tell what went wrong, not how far the request got. Its trace does: until the first byte of the
request is handed to the socket nothing can have happened at the venue, whatever fails (refused, DNS, TLS, pool); from
then on only a whole answer proves anything. httpx stands still since 2024; whoever swaps it needs to write this file
again and no other.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

import httpx

from tradewright.adapters.brokers.transport.answers import Answer, NoAnswer, NotSent, Reply

ANSWER_BYTES_MAX: Final = 64 * 1024 * 1024
"""The largest honest answer is a spot exchangeInfo of about 15 MB."""
KEPT_ALIVE_S: Final = 20.0
"""Idle connections are dropped before venues drop them (30 s and more): a write into a dying one has an unknown fate."""
CONNECTIONS_MAX: Final = 40
"""More than an executor's calls of one account at once, and looks beside them: what waits for a connection waits in no order
of importance, and a cancel would stand behind entries that hang.
"""
_SENDING: Final = "http11.send_request_headers.started"

if find_spec("sniffio") is None:
    # httpcore (1.0.9) tries to import it several times a request. Where it is not installed, each try searches the whole
    # path again: a twelfth of the processor time of an order at a venue (measured). This entry ends the search at once.
    sys.modules["sniffio"] = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. `whole` bounds the request from its first byte's wait to the answer's last byte."""

    connect: float = 3.0
    read: float = 10.0
    """As long as venues take before they give up by themselves (Binance: 10 s, then -1007)."""
    whole: float = 15.0


class Http:
    """Connections to one venue host, shared by all accounts of one credential. Sends each request at most once."""

    def __init__(
        self,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeouts: Timeouts | None = None,
        verify: bool = True,
    ) -> None:
        self._timeouts = timeouts or Timeouts()
        # trust_env=False: a proxy named in the environment must not become a party to somebody's brokerage account.
        self._client = httpx.AsyncClient(
            base_url=base_url,
            headers=dict(headers or {}),
            timeout=httpx.Timeout(
                self._timeouts.read, connect=self._timeouts.connect, pool=self._timeouts.connect
            ),
            limits=httpx.Limits(
                max_connections=CONNECTIONS_MAX,
                max_keepalive_connections=CONNECTIONS_MAX,
                keepalive_expiry=KEPT_ALIVE_S,
            ),
            trust_env=False,
            verify=verify,
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def send(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send once and return what came of it; never raises for the network's sake.

        `query` is already encoded (signed requests go out byte for byte as they were signed). `path` may be a whole URL.
        """
        if self._client.is_closed:
            return NotSent("the connection has been closed")
        phase = _Phase()
        try:
            request = self._client.build_request(
                method,
                f"{path}?{query}" if query else path,
                content=body,
                headers=dict(headers or {}),
                extensions={"trace": phase.trace},
            )
            async with asyncio.timeout(self._timeouts.whole):
                answer = await self._client.send(request, stream=True)
                try:
                    return Answer(answer.status_code, _names_lowered(answer.headers), await _read(answer))
                finally:
                    await answer.aclose()
        # OSError: what the resolver raises past the library; TimeoutError: our own bound.
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, TimeoutError) as error:
            cause = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            return NoAnswer(cause) if phase.has_begun else NotSent(cause)


class _Phase:
    """Whether the request's bytes have begun to leave."""

    def __init__(self) -> None:
        self.has_begun = False

    async def trace(self, event: str, _: Mapping[str, Any]) -> None:
        if event == _SENDING:
            self.has_begun = True


async def _read(answer: httpx.Response) -> bytes:
    parts = bytearray()
    async for part in answer.aiter_bytes():
        parts += part
        if len(parts) > ANSWER_BYTES_MAX:
            raise httpx.DecodingError(
                f"an answer of more than {ANSWER_BYTES_MAX} bytes", request=answer.request
            )
    return bytes(parts)


def _names_lowered(headers: httpx.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
