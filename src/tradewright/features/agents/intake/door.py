"""The door that every alert comes in by: find the agent, judge, store, and say what became of it.

One object a gateway. `start` it before the first alert, `aclose` it to drain.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from tradewright.domain.trading.alerts import redact
from tradewright.features.agents.facts import AgentFacts
from tradewright.features.agents.intake.agent_cache import AgentCache
from tradewright.features.agents.intake.batcher import Intake
from tradewright.features.agents.intake.items import Item, Route, Target, Verdict, storable
from tradewright.features.agents.intake.judge import Judgement, Refusal, judge
from tradewright.features.agents.intake.rate import RateLimit
from tradewright.features.agents.intake.signature import check_signature, parse_signature
from tradewright.kernel.errors import Fault, Unavailable
from tradewright.kernel.ids import AgentId, AlertId, CorrelationId, SignalId, new_uuid7

ATTEMPTS = 4
"""Looks at an agent that is being edited while its alert comes in."""
ANSWER_WITHIN_S = 2.5
"""TradingView hangs up after 3 s, and repeats only what was answered with a 5xx."""
STORED_UNSIGNED_MAX = 2_048
"""Bytes kept of a body that nobody vouches for."""
BODY_TEXT_MAX = 8_000
"""Bytes of a body that lists and events may show; the detail of an alert shows all of it."""

K = TypeVar("K")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One request as it came. `body` is None when it was too large to be read."""

    route: Route
    body: bytes | None
    content_type: str
    remote_ip: str | None
    received_at: datetime
    correlation_id: CorrelationId
    broker: str | None = None
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """The alert is on disk with this verdict; `faults` locate what was wrong in it."""

    verdict: Verdict
    faults: tuple[Fault, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class UnknownAgent:
    """No agent belongs to this token or id; nothing was stored."""


@dataclass(frozen=True, slots=True)
class TooMany:
    """The agent is posted to too often; nothing was stored."""

    wait_s: float


Reception = Stored | UnknownAgent | TooMany


class Door:
    """Receives alerts on the token route, the signed route and from an agent's test button."""

    def __init__(
        self,
        *,
        intake: Intake,
        by_token: AgentCache[bytes],
        by_id: AgentCache[AgentId],
        rate: RateLimit,
        rate_unsigned: RateLimit,
        new_id: Callable[[], UUID] = new_uuid7,
    ) -> None:
        self._intake = intake
        self._by_token = by_token
        self._by_id = by_id
        self._rate = rate
        self._rate_unsigned = rate_unsigned
        self._new_id = new_id

    def start(self) -> None:
        self._intake.start()

    async def aclose(self) -> None:
        """Commit what waits, then stop."""
        await self._intake.aclose()

    async def receive_by_token(self, token: str, delivery: Delivery) -> Reception:
        """Receive an alert on `/api/tv-webhook/{token}`. Raises `Unavailable` when it could not be stored."""
        token_hash = hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
        facts = await self._by_token.find(token_hash)
        if facts is None:
            return UnknownAgent()
        wait_s = self._rate.wait_s(facts.agent_id)
        if wait_s:
            return TooMany(wait_s)
        return await self._store(self._by_token, token_hash, delivery, token_hash=token_hash)

    async def receive_signed(self, agent_id: AgentId, delivery: Delivery) -> Reception:
        """Receive an alert on the signed route; who cannot prove the agent's secret is refused and noted."""
        facts = await self._by_id.find(agent_id)
        if facts is None:
            return UnknownAgent()
        # Only a proven sender may use up the agent's own rate.
        is_proven = not isinstance(_prove(facts, delivery), Refusal)
        wait_s = (self._rate if is_proven else self._rate_unsigned).wait_s(agent_id)
        if wait_s:
            return TooMany(wait_s)
        return await self._store(self._by_id, agent_id, delivery)

    async def receive_test(self, agent_id: AgentId, delivery: Delivery) -> Reception:
        """Receive an owner's test. The caller has made sure that the agent is theirs."""
        return await self._store(self._by_id, agent_id, delivery)

    async def _store(
        self, cache: AgentCache[K], key: K, delivery: Delivery, *, token_hash: bytes | None = None
    ) -> Reception:
        alert_id = AlertId(self._new_id())
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                for _ in range(ATTEMPTS):
                    facts = await cache.find(key)
                    if facts is None:
                        return UnknownAgent()
                    judged = _judge(facts, delivery)
                    refusal = judged[0].refusal
                    verdict = await self._intake.submit(
                        _item(alert_id, facts, delivery, judged, token_hash=token_hash, new_id=self._new_id)
                    )
                    if verdict.reason_code == "agent_deleted":
                        cache.forget(key)
                    if verdict.outcome != "stale":
                        return Stored(verdict, refusal.faults if refusal else ())
                    cache.forget(key)
        except TimeoutError as cause:
            raise Unavailable("storing the alert takes too long; send it again", retry_after_s=2) from cause
        raise Unavailable("the agent is being changed; send the alert again", retry_after_s=1)


def _item(
    alert_id: AlertId,
    facts: AgentFacts,
    delivery: Delivery,
    judged: tuple[Judgement, bytes | None],
    *,
    token_hash: bytes | None,
    new_id: Callable[[], UUID],
) -> Item:
    judgement, proof = judged
    refusal = judgement.refusal
    body = redact(delivery.body or b"")
    if refusal is not None and refusal.code.startswith("signature_"):
        body = body[:STORED_UNSIGNED_MAX]
    return Item(
        agent_id=facts.agent_id,
        version_id=facts.version_id,
        alert_id=alert_id,
        correlation_id=delivery.correlation_id,
        route=delivery.route,
        body=body,
        body_text=storable(body[:BODY_TEXT_MAX].decode("utf-8", "replace")),
        content_type=storable(delivery.content_type)[:200],
        remote_ip=delivery.remote_ip,
        received_at=delivery.received_at,
        token_hash=None if token_hash is None else token_hash.hex(),
        intent=judgement.intent,
        refusal_code=None if refusal is None else refusal.code,
        refusal=None if refusal is None else storable(refusal.reason),
        identity=judgement.identity.hex(),
        window_s=judgement.window_s,
        resets_on_flip=judgement.resets_on_flip,
        signature=None if proof is None else proof.hex(),
        targets=tuple(
            Target(account_id, SignalId(new_id()))
            for account_id, broker in facts.accounts
            if delivery.broker is None or broker == delivery.broker
        ),
    )


def _judge(facts: AgentFacts, delivery: Delivery) -> tuple[Judgement, bytes | None]:
    """Return the judgement, and on the signed route the digest that proved the body."""
    if delivery.body is None:
        return Judgement(refusal=Refusal("body_too_large", "The body is larger than 64 KiB.")), None
    proof = None
    if delivery.route == "unify":
        proven = _prove(facts, delivery)
        if isinstance(proven, Refusal):
            return Judgement(refusal=proven), None
        proof = proven
        if all(broker != delivery.broker for _, broker in facts.accounts):
            brokers = ", ".join(sorted({broker for _, broker in facts.accounts}))
            reason = (
                f"The agent has no account at {storable(delivery.broker or '')[:40]!r}; it has: {brokers}."
            )
            return Judgement(refusal=Refusal("wrong_broker", reason)), proof
    judgement = judge(delivery.body, content_type=delivery.content_type, facts=facts, route=delivery.route)
    return judgement, proof


_SIGNATURE_REASONS = {
    "signature_missing": "The header X-Webhook-Signature is missing or not of the form t=<unix seconds>,v1=<hex>.",
    "signature_mismatch": "The signature does not fit the body and the agent's signing secret.",
    "signature_stale": "The signature's time is more than 300 s from ours.",
}


def _prove(facts: AgentFacts, delivery: Delivery) -> bytes | Refusal:
    if facts.signing_secret is None:
        raise AssertionError("agents of the signed route are looked up with their secret")
    proof = check_signature(
        parse_signature(delivery.signature),
        delivery.body or b"",
        secret=facts.signing_secret.reveal().encode(),
        now=delivery.received_at,
    )
    if isinstance(proof, bytes):
        return proof
    return Refusal(proof, _SIGNATURE_REASONS[proof])
