"""Binance's REST under one credential: signing, our share of the limits, and what an answer's outside says.

A mutation is sent once. It is sent again only after an answer which proves that nothing was done: once after -1021, when our
clock was off, and for what reduces risk after "too many" and "too busy".
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from tradewright.adapters.brokers.binance.calls import Call
from tradewright.adapters.brokers.binance.capabilities import RECV_WINDOW_MS
from tradewright.adapters.brokers.binance.dialect import Dialect
from tradewright.adapters.brokers.binance.errors import PAUSE_S, Refusal, failed, refusal_of
from tradewright.adapters.brokers.binance.instruments import ORDERS, WEIGHT, limits_of
from tradewright.adapters.brokers.binance.limits import LIMITS, USED_HEADERS
from tradewright.adapters.brokers.binance.signing import Signer, Value, encode, signed_query, signer_of
from tradewright.adapters.brokers.binance.site import Site
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
)
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.ports.broker import RATE_CODE, BrokerUnavailable, DeniedLocally, Unknown
from tradewright.domain.trading.ports.linking import Credential

TIMEOUTS: Final = Timeouts(connect=3.0, read=6.0, whole=7.0)
"""Whoever sends a mutation waits ten seconds in all, the wait for our own limit included."""
WAIT_MAX_S: Final = 2.0
TRIES_MAX: Final = 3
BAN_S: Final = 120.0
"""The shortest ban, for a 418 that does not say how long it lasts."""
_READ_TRIES: Final = 2


class Api:
    """One host for one key. `on_revoked` hears Binance's words whenever it refuses the key."""

    def __init__(
        self,
        base_url: str,
        credential: Credential,
        site: Site,
        *,
        on_revoked: Callable[[str], None] = lambda _: None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Raises NotAKey for a secret that cannot sign."""
        self.site = site
        self.key = credential.key_id
        self.signer: Signer = signer_of(credential.secret)
        self._dialect = Dialect(site.market)
        self._http = Http(base_url, timeouts=TIMEOUTS)
        self._orders = Buckets({f"{ORDERS}:10": LIMITS[site.market].orders})
        self._learnt: dict[str, Rate] = {}
        self._on_revoked = on_revoked
        self._sleep = sleep

    async def close(self) -> None:
        await self._http.close()

    async def sync_clock(self) -> None:
        """Measure the venue's clock. Raises BrokerUnavailable."""
        sent_at = self.site.clock.now() - self.site.clock.offset
        document = await self.read(self._dialect.time())
        received_at = self.site.clock.now() - self.site.clock.offset
        with readable("the time"):
            venue_at = Fields.of(document, what="time").millis("serverTime")
        if venue_at is None:
            raise BrokerUnavailable("unreadable", "Binance did not tell its time")
        self.site.clock.observe(sent_at=sent_at, venue_at=venue_at, received_at=received_at)

    async def learn_rules(self) -> None:
        """Read exchangeInfo, unless somebody did so lately: the instruments' rules and the limits."""
        async with self.site.reading_rules:
            if not self.site.has_fresh_rules:
                document = await self.read(self._dialect.exchange_info())
                with readable("exchangeInfo"):
                    await self.site.learn_rules(document, limits_of(document))
        for name, rate in self.site.limits.items():
            if name != WEIGHT and rate != self._learnt.get(name):
                self._learnt[name] = rate
                self._orders.set_rate(name, rate)

    async def read(self, call: Call, priority: Priority = Priority.READ) -> Any:
        """Return the answer's value. Raises BrokerUnavailable."""
        found = await self._ask(call, priority)
        if isinstance(found, Refusal):
            raise found.unavailable()
        return found

    async def find(self, call: Call) -> Any | None:
        """Return the answer's value; None only when Binance says that there is no such order."""
        found = await self._ask(call)
        if isinstance(found, Refusal):
            if found.kind == "absent":
                return None
            raise found.unavailable()
        return found

    async def mutate(self, call: Call, priority: Priority) -> Answer | Refusal | DeniedLocally | Unknown:
        """Send a mutation; an Answer is a success, whatever stands in it. Refusals prove that it was not done."""
        refusal: Refusal | None = None
        for _ in range(TRIES_MAX):
            limited = await self._take(call, priority, wait_max_s=WAIT_MAX_S)
            if limited is not None:
                return refusal or DeniedLocally(f"not sent, rate limit: {limited.reason}")
            reply = await self._send(call)
            settled = failed(reply)
            if settled is not None:
                return settled
            assert isinstance(reply, Answer)  # noqa: S101 - the others have just been settled
            before, refusal = refusal, refusal_of(reply)
            if refusal is None:
                return reply
            if refusal.kind == "unknown":
                return Unknown(cause=f"Binance: {refusal.text}")
            if not await self._may_send_again(refusal, before, priority):
                return refusal
        assert refusal is not None  # noqa: S101 - every round that goes on has one
        return refusal

    async def _may_send_again(self, refusal: Refusal, before: Refusal | None, priority: Priority) -> bool:
        if refusal.kind == "clock":
            if before is not None:
                return False
            self.site.clock.forget()
            try:
                await self.sync_clock()
            except BrokerUnavailable:
                return False
            return True
        if priority is not Priority.REDUCE or refusal.kind not in ("busy", "rate"):
            return False
        if refusal.kind == "busy":
            await self._sleep(PAUSE_S)
        return True  # after "too many" our limits wait as long as they were told to

    async def _ask(self, call: Call, priority: Priority = Priority.READ) -> Any | Refusal:
        trouble: Refusal | NoAnswer | NotSent | Unreadable | None = None
        for _ in range(_READ_TRIES):
            limited = await self._take(call, priority)
            if limited is not None:
                raise BrokerUnavailable(RATE_CODE, limited.reason, retry_after_s=limited.retry_after_s)
            reply = await self._send(call)
            if not isinstance(reply, Answer):
                trouble = reply
                continue
            refusal = refusal_of(reply)
            if refusal is None:
                try:
                    return reply.json()
                except Unreadable as error:
                    trouble = error
                    continue
            if refusal.kind == "clock":
                self.site.clock.forget()
                await self.sync_clock()
            elif refusal.kind != "unknown":
                return refusal
            trouble = refusal
        match trouble:
            case Refusal():
                raise trouble.unavailable()
            case Unreadable():
                raise BrokerUnavailable("unreadable", f"Binance: {trouble}") from trouble
            case NoAnswer(cause):
                raise BrokerUnavailable("unreachable", f"Binance did not answer: {cause}")
            case NotSent(reason):
                raise BrokerUnavailable("unreachable", f"Binance cannot be reached: {reason}")
            case None:
                raise BrokerUnavailable("unreachable", "Binance was not asked")

    async def _take(
        self, call: Call, priority: Priority, *, wait_max_s: float | None = None
    ) -> Limited | None:
        if call.orders:
            costs = {f"{ORDERS}:{seconds}": call.orders for seconds in (10, 60, 86_400)}
            limited = await self._orders.take(costs, priority, wait_max_s=wait_max_s)
            if limited is not None:
                return limited
        return await self.site.weights.take({WEIGHT: call.weight}, priority, wait_max_s=wait_max_s)

    async def _send(self, call: Call) -> Reply:
        headers = {} if call.security == "public" else {"x-mbx-apikey": self.key}
        reply = await self._http.send(call.method, call.path, query=self._query(call), headers=headers)
        if isinstance(reply, Answer):
            self._learn(reply)
        return reply

    def _query(self, call: Call) -> str:
        if call.security != "signed":
            return encode(call.params)
        return signed_query({**call.params, **self.stamp()}, self.signer)

    def stamp(self) -> dict[str, Value]:
        """Return what a signed request bears of the time."""
        return {"recvWindow": RECV_WINDOW_MS, "timestamp": int(self.site.clock.now().timestamp() * 1000)}

    def _learn(self, answer: Answer) -> None:
        """Believe the headers' counts, leave Binance alone when it asks for it, and tell of a refused key."""
        for header, name in USED_HEADERS.items():
            used = answer.headers.get(header, "")
            if used.isdigit():
                (self.site.weights if name == WEIGHT else self._orders).tell_used(name, int(used))
        refusal = refusal_of(answer)
        if refusal is None:
            return
        if refusal.kind == "ban":
            self.site.weights.pause(
                refusal.retry_after_s or BAN_S, "Binance has banned this address for a while"
            )
        elif refusal.kind == "rate":
            limits = self._orders if refusal.code == -1015 else self.site.weights
            limits.pause(refusal.retry_after_s or PAUSE_S, "Binance asks us to slow down")
        elif refusal.kind == "key":
            self._on_revoked(refusal.text)


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Tell an answer that cannot be read as a read that came to nothing: BrokerUnavailable."""
    try:
        yield
    except Unreadable as cause:
        raise BrokerUnavailable("unreadable", f"{what} of Binance's: {cause}") from cause
