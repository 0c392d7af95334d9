"""Judging one alert by what it says and by the agent's rules: pure, before the database is asked.

What only the present can tell (is the agent switched on, was this seen before) is not decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tradewright.domain.trading.alerts import ParsedAlert, identify, parse_alert
from tradewright.domain.trading.documents import intent_to_json
from tradewright.domain.trading.signal import Intent
from tradewright.features.agents.facts import AgentFacts
from tradewright.features.agents.intake.items import Route
from tradewright.kernel.errors import Fault, Invalid

REASON_MAX = 500
"""Characters of a stored reason; a body can have more faults than anybody reads."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an alert is not acted on: a stable code, a sentence, and where in the body the faults are."""

    code: str
    reason: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an alert asks for, why not if not, how a repeat of it is told, and the bar it speaks of. `intent` is None
    when nothing was understood.
    """

    intent: dict[str, Any] | None = None
    refusal: Refusal | None = None
    identity: bytes = b""
    window_s: int = 0
    resets_on_flip: bool = False
    bar_at: datetime | None = None


def judge(body: bytes, *, content_type: str, facts: AgentFacts, route: Route) -> Judgement:
    """Return what the alert asks for and whether the agent's rules allow it."""
    try:
        parsed = parse_alert(body, content_type)
    except Invalid as fault:
        return Judgement(refusal=Refusal("invalid", _told(fault), fault.faults))
    intent = intent_to_json(parsed.intent)
    # A test comes from the owner, signed in, who need not know the passphrase by heart.
    if facts.passphrase is not None and route != "test" and not _is_said(parsed, facts):
        return Judgement(
            intent, Refusal("passphrase_wrong", "The alert does not carry the agent's passphrase.")
        )
    who = identify(parsed)
    refusal = _against_rules(parsed.intent, facts)
    return Judgement(intent, refusal, who.digest, who.window_s, who.resets_on_flip, parsed.bar_time)


def _is_said(parsed: ParsedAlert, facts: AgentFacts) -> bool:
    word = None if parsed.secret is None else parsed.secret.reveal()
    return facts.passphrase is not None and facts.passphrase.matches(word)


def _against_rules(intent: Intent, facts: AgentFacts) -> Refusal | None:
    """Return which rule forbids opening what the alert asks for. The database waives it for an alert that
    leaves a position (`works_against_holding`); one that can only close is not refused at all.
    """
    policy, action, symbol = facts.policy, intent.action, intent.symbol
    if action not in {"buy", "sell"} or intent.reduce_only or intent.sentiment == "flat":
        return None
    if policy.symbols and symbol is not None and symbol not in policy.symbols:
        allowed = ", ".join(sorted(policy.symbols))
        return Refusal("symbol_not_allowed", f"{symbol} is not among the agent's symbols ({allowed}).")
    if action not in policy.sides:
        allowed = " and ".join(sorted(policy.sides))
        return Refusal("side_not_allowed", f"The agent takes {allowed} alerts only; this one says {action}.")
    return None


def _told(fault: Invalid) -> str:
    located = "; ".join(
        one.message if one.path == "$" else f"{one.path}: {one.message}" for one in fault.faults
    )
    return (located or fault.detail)[:REASON_MAX]
