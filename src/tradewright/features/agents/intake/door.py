"""The door that every alert comes in by: find the agent, judge, store, and say what became of it.

One object a gateway. `start` it before the first alert, `aclose` it to drain.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from tradewright.features.agents.facts import AgentFacts
from tradewright.features.agents.intake.agent_cache import AgentCache
from tradewright.features.agents.intake.assess import Delivery, assess, make_item, prove
from tradewright.features.agents.intake.batcher import Intake
from tradewright.features.agents.intake.items import Item, Verdict
from tradewright.features.agents.intake.judge import Refusal
from tradewright.features.agents.intake.rate import RateLimit
from tradewright.features.agents.tokens import token_hash as hash_token
from tradewright.kernel.errors import Fault, Unavailable
from tradewright.kernel.ids import AgentId, AlertId, new_uuid7
from tradewright.platform.telemetry import counter, logger

log = logger(__name__)

ATTEMPTS = 4
"""Looks at an agent that is being edited while its alert comes in."""
ANSWER_WITHIN_S = 2.5
"""TradingView hangs up after 3 s, and repeats only what was answered with a 5xx."""
ALERTS = counter(
    "tradewright_alerts_total", "Alerts of known agents, all on disk.", ["route", "outcome", "reason"]
)
MISSED = counter(
    "tradewright_alerts_missed_total", "Alerts that never came, by the numbers of those that did."
)
LIMITED = counter("tradewright_alerts_limited_total", "Alerts not stored because their agent gets too many.")

K = TypeVar("K")


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
        token_hash = hash_token(token)
        facts = await _known(self._by_token, token_hash)
        if facts is None:
            return UnknownAgent()
        wait_s = self._rate.wait_s(facts.agent_id)
        if wait_s:
            LIMITED.inc()
            return TooMany(wait_s)
        return await self._store(self._by_token, token_hash, delivery, token_hash=token_hash)

    async def receive_signed(self, agent_id: AgentId, delivery: Delivery) -> Reception:
        """Receive an alert on the signed route; who cannot prove the agent's secret is refused and noted."""
        facts = await _known(self._by_id, agent_id)
        if facts is None:
            return UnknownAgent()
        # Only a proven sender may use up the agent's own rate.
        is_proven = not isinstance(prove(facts, delivery), Refusal)
        wait_s = (self._rate if is_proven else self._rate_unsigned).wait_s(agent_id)
        if wait_s:
            LIMITED.inc()
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
                    assessed = assess(facts, delivery)
                    item = make_item(
                        alert_id, facts, delivery, assessed, token_hash=token_hash, new_id=self._new_id
                    )
                    verdict = await self._intake.submit(item)
                    if verdict.outcome == "stale" or verdict.reason_code == "agent_deleted":
                        cache.forget(key)
                    if verdict.outcome != "stale":
                        _tell(item, verdict)
                        refusal = assessed.judgement.refusal
                        return Stored(verdict, refusal.faults if refusal else ())
        except TimeoutError as cause:
            raise Unavailable("storing the alert takes too long; send it again", retry_after_s=2) from cause
        raise Unavailable("the agent is being changed; send the alert again", retry_after_s=1)


async def _known(cache: AgentCache[K], key: K) -> AgentFacts | None:
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            return await cache.find(key)
    except TimeoutError as cause:
        raise Unavailable("the database does not answer; send the alert again", retry_after_s=2) from cause


def _tell(item: Item, verdict: Verdict) -> None:
    ALERTS.labels(item.route, verdict.outcome, verdict.reason_code or "").inc()
    MISSED.inc(verdict.missed_before)
    log.info(
        "alert.judged",
        alert_id=str(item.alert_id),
        agent_id=str(item.agent_id),
        correlation_id=str(item.correlation_id),
        route=item.route,
        outcome=verdict.outcome,
        reason_code=verdict.reason_code,
        missed_before=verdict.missed_before,
    )
