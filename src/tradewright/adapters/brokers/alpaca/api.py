"""Alpaca's REST under one credential: who we are, our share of the rate limit, and what an answer's outside says.

Reads are asked once more when no answer came; mutations are sent again only after a 429, which proves that nothing was done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlencode

from tradewright.adapters.brokers.alpaca.addresses import Addresses
from tradewright.adapters.brokers.alpaca.errors import refusal_of
from tradewright.adapters.brokers.transport import (
    Answer,
    Buckets,
    Http,
    Limited,
    NoAnswer,
    NotSent,
    Priority,
    Rate,
    Reply,
    Timeouts,
    Unreadable,
    dump_json,
)
from tradewright.domain.trading.ports.broker import RATE_CODE, REVOKED_CODE, BrokerUnavailable
from tradewright.domain.trading.ports.linking import Credential
from tradewright.kernel.clock import Clock

REQUESTS: Final = Rate(200, 60.0)
"""Of one key, trading and data apart. Source: rate limit page of the trading API, read 2026-11-21."""
PAUSE_S: Final = 5.0
"""After a 429 that does not say when its window ends."""
PAUSE_MAX_S: Final = 60.0
WAIT_MAX_S: Final = 2.0
"""A mutation waits no longer for our own limit: whoever sent it waits ten seconds in all, and then calls it unknown."""
TIMEOUTS: Final = Timeouts(connect=3.0, read=6.0, whole=7.0)
_BUCKET: Final = "requests"


class Api:
    """Both hosts of one account. `on_revoked` hears the venue's words whenever it refuses the key."""

    def __init__(
        self,
        addresses: Addresses,
        credential: Credential,
        clock: Clock,
        *,
        on_revoked: Callable[[str], None] = lambda _: None,
    ) -> None:
        headers = auth_headers(credential)
        self._clock = clock
        self._on_revoked = on_revoked
        self._trading = Http(addresses.trading, headers=headers, timeouts=TIMEOUTS)
        self._data = Http(addresses.data, headers=headers, timeouts=TIMEOUTS)
        self._limits = {host: Buckets({_BUCKET: REQUESTS}) for host in (self._trading, self._data)}

    async def close(self) -> None:
        await self._trading.close()
        await self._data.close()

    async def read(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        """Return the JSON at `path` of the trading host. Raises BrokerUnavailable."""
        return self._document(await self._ask(self._trading, path, query or {}))

    async def find(self, path: str, query: Mapping[str, str] | None = None) -> Any | None:
        """Return the JSON at `path`; None only when the venue itself says there is nothing there."""
        answer = await self._ask(self._trading, path, query or {})
        if answer.status == 404 and refusal_of(answer) is not None:
            return None
        return self._document(answer)

    async def read_data(self, path: str, query: Mapping[str, str]) -> Any:
        """Return the JSON at `path` of the data host. Raises BrokerUnavailable."""
        return self._document(await self._ask(self._data, path, query))

    async def mutate(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, priority: Priority
    ) -> Reply | Limited:
        """Send a mutation at most once, or once more after a 429. Limited: nothing was sent."""
        reply: Reply | Limited = await self._send(method, path, body, priority)
        if isinstance(reply, Answer) and reply.status == 429:
            again = await self._send(method, path, body, priority)
            return reply if isinstance(again, Limited) else again
        return reply

    async def _send(
        self, method: str, path: str, body: Mapping[str, Any] | None, priority: Priority
    ) -> Reply | Limited:
        limited = await self._limits[self._trading].take({_BUCKET: 1}, priority, wait_max_s=WAIT_MAX_S)
        if limited is not None:
            return limited
        headers = {"content-type": "application/json"} if body is not None else {}
        reply = await self._trading.send(
            method, path, body=None if body is None else dump_json(body), headers=headers
        )
        if isinstance(reply, Answer):
            self._learn(self._trading, reply)
        return reply

    async def _ask(self, host: Http, path: str, query: Mapping[str, str]) -> Answer:
        limited = await self._limits[host].take({_BUCKET: 1}, Priority.READ)
        if limited is not None:
            raise BrokerUnavailable(RATE_CODE, limited.reason, retry_after_s=limited.retry_after_s)
        encoded = urlencode(query)
        reply = await host.send("GET", path, query=encoded)
        if isinstance(reply, NoAnswer | NotSent):
            reply = await host.send("GET", path, query=encoded)
        if isinstance(reply, NotSent):
            raise BrokerUnavailable("unreachable", f"Alpaca cannot be reached: {reply.reason}")
        if isinstance(reply, NoAnswer):
            raise BrokerUnavailable("unreachable", f"Alpaca did not answer: {reply.cause}")
        self._learn(host, reply)
        return reply

    def _document(self, answer: Answer) -> Any:
        if answer.is_success:
            try:
                return answer.json()
            except Unreadable as cause:
                raise BrokerUnavailable("unreadable", f"Alpaca: {cause}") from cause
        refusal = refusal_of(answer)
        if refusal is None:
            raise BrokerUnavailable("unreachable", f"Alpaca answered HTTP {answer.status}")
        if refusal.is_rate_limit:
            raise BrokerUnavailable(RATE_CODE, refusal.text, retry_after_s=self._pause_of(answer))
        code = REVOKED_CODE if refusal.is_revoked else "unreadable"
        raise BrokerUnavailable(code, f"Alpaca says {refusal.text!r} (HTTP {answer.status})")

    def _learn(self, host: Http, answer: Answer) -> None:
        """Believe the headers' count, stop after a 429, and tell of a refused key."""
        limits = self._limits[host]
        left = answer.headers.get("x-ratelimit-remaining", "")
        if left.isdigit():
            limits.tell_left(_BUCKET, int(left))
        if answer.status == 429:
            limits.pause(self._pause_of(answer), "Alpaca's rate limit is used up")
        refusal = refusal_of(answer)
        if refusal is not None and refusal.is_revoked and host is self._trading:
            self._on_revoked(refusal.text)

    def _pause_of(self, answer: Answer) -> float:
        wanted = answer.retry_after_s
        reset = answer.headers.get("x-ratelimit-reset", "")
        if wanted is None and reset.isdigit():
            wanted = int(reset) - self._clock.now().timestamp()
        return PAUSE_S if wanted is None else min(max(wanted, 0.0), PAUSE_MAX_S)


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Tell an answer that cannot be read as a read that came to nothing: BrokerUnavailable."""
    try:
        yield
    except Unreadable as cause:
        raise BrokerUnavailable("unreadable", f"{what} of Alpaca's: {cause}") from cause


def auth_headers(credential: Credential) -> dict[str, str]:
    """Return the headers that say who we are."""
    secret = credential.secret.reveal()
    if credential.kind == "oauth":
        return {"authorization": f"Bearer {secret}"}
    return {"apca-api-key-id": credential.key_id, "apca-api-secret-key": secret}
