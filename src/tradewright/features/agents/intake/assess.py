"""From a delivery and what is known of its agent to the item that is stored. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tradewright.domain.trading.alerts import redact
from tradewright.features.agents.facts import AgentFacts
from tradewright.features.agents.intake.items import Item, Route, Target, storable
from tradewright.features.agents.intake.judge import Judgement, Refusal, judge
from tradewright.features.agents.intake.signature import check_signature, parse_signature
from tradewright.kernel.ids import AlertId, CorrelationId, SignalId

STORED_UNSIGNED_MAX = 2_048
"""Bytes kept of a body that nobody vouches for."""
BODY_TEXT_MAX = 8_000
"""Bytes of a body that lists and events may show; the detail of an alert shows all of it."""


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
class Assessed:
    """The judgement, and on the signed route the digest that proved the body."""

    judgement: Judgement
    proof: bytes | None = None


def make_item(
    alert_id: AlertId,
    facts: AgentFacts,
    delivery: Delivery,
    assessed: Assessed,
    *,
    token_hash: bytes | None,
    new_id: Callable[[], UUID],
) -> Item:
    """Return the item, with fresh ids for the signals it may make."""
    judgement, proof = assessed.judgement, assessed.proof
    refusal = judgement.refusal
    body = redact(delivery.body or b"", facts.mapping)
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
        bar_at=judgement.bar_at,
        targets=tuple(
            Target(account_id, SignalId(new_id()))
            for account_id, broker in facts.accounts
            if delivery.broker is None or broker == delivery.broker
        ),
    )


def assess(facts: AgentFacts, delivery: Delivery) -> Assessed:
    """Judge a delivery by its signature, its broker and the agent's rules."""
    if delivery.body is None:
        return Assessed(Judgement(refusal=Refusal("body_too_large", "The body is larger than 64 KiB.")))
    proof = None
    if delivery.route == "unify":
        proven = prove(facts, delivery)
        if isinstance(proven, Refusal):
            return Assessed(Judgement(refusal=proven))
        proof = proven
        if all(broker != delivery.broker for _, broker in facts.accounts):
            brokers = ", ".join(sorted({broker for _, broker in facts.accounts}))
            reason = (
                f"The agent has no account at {storable(delivery.broker or '')[:40]!r}; it has: {brokers}."
            )
            return Assessed(Judgement(refusal=Refusal("wrong_broker", reason)), proof)
    judgement = judge(
        delivery.body,
        content_type=delivery.content_type,
        facts=facts,
        route=delivery.route,
        received_at=delivery.received_at,
    )
    return Assessed(judgement, proof)


_SIGNATURE_REASONS = {
    "signature_missing": "The header X-Webhook-Signature is missing or not of the form t=<unix seconds>,v1=<hex>.",
    "signature_mismatch": "The signature does not fit the body and the agent's signing secret.",
    "signature_stale": "The signature's time is more than 300 s from ours.",
}


def prove(facts: AgentFacts, delivery: Delivery) -> bytes | Refusal:
    """Return the digest that proves the body, or why it is not proven."""
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
