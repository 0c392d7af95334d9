"""Judging one alert by what it says and by the agent's rules: pure, before the database is asked.

What only the present can tell (is the agent switched on, was this seen before) is not decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tradewright.domain.trading.alerts import NO_MAPPING, ParsedAlert, identify, parse_alert
from tradewright.domain.trading.documents import intent_to_json
from tradewright.domain.trading.signal import Action, Intent, Side
from tradewright.features.agents.facts import AgentFacts
from tradewright.features.agents.intake.items import Route
from tradewright.kernel.errors import Fault, Invalid

REASON_MAX = 500
"""Characters of a stored reason; a body can have more faults than anybody reads."""
_OPENING: frozenset[Action] = frozenset({"buy", "sell", "reverse", "add", "target"})


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


def judge(
    body: bytes, *, content_type: str, facts: AgentFacts, route: Route, received_at: datetime
) -> Judgement:
    """Return what the alert asks for and whether the agent's rules allow it."""
    try:
        # Our own test is written in our own words, whatever the agent makes of its sender's.
        parsed = parse_alert(body, content_type, NO_MAPPING if route == "test" else facts.mapping)
    except Invalid as fault:
        return Judgement(refusal=Refusal("invalid", told(fault), fault.faults))
    # A test comes from the owner, signed in, who need not know the passphrase by heart.
    return judge_parsed(parsed, facts, received_at=received_at, asks_passphrase=route != "test")


def judge_parsed(
    parsed: ParsedAlert, facts: AgentFacts, *, received_at: datetime, asks_passphrase: bool
) -> Judgement:
    """Return whether the agent's rules allow an alert that was understood."""
    intent = intent_to_json(parsed.intent)
    if facts.passphrase is not None and asks_passphrase and not _is_said(parsed, facts):
        return Judgement(
            intent, Refusal("passphrase_wrong", "The alert does not carry the agent's passphrase.")
        )
    who = identify(parsed)
    refusal = _too_old(parsed, received_at) or _against_rules(parsed.intent, facts)
    return Judgement(intent, refusal, who.digest, who.window_s, who.resets_on_flip, parsed.bar_time)


def _is_said(parsed: ParsedAlert, facts: AgentFacts) -> bool:
    word = None if parsed.secret is None else parsed.secret.reveal()
    return facts.passphrase is not None and facts.passphrase.matches(word)


def _too_old(parsed: ParsedAlert, received_at: datetime) -> Refusal | None:
    """Return the sender's own word on how long its alert is good. What only closes is never too late."""
    if parsed.age_max_s is None or parsed.fired_at is None or not _may_open(parsed.intent):
        return None
    age_s = (received_at - parsed.fired_at).total_seconds()
    if age_s <= parsed.age_max_s:
        return None
    reason = (
        f"The alert was fired {age_s:.0f} s ago, and says itself that it is good for {parsed.age_max_s} s."
    )
    return Refusal("alert_too_old", reason)


def _may_open(intent: Intent) -> bool:
    return intent.action in _OPENING and not intent.reduce_only and intent.sentiment != "flat"


def _against_rules(intent: Intent, facts: AgentFacts) -> Refusal | None:
    """Return which rule forbids opening what the alert asks for. The database waives it for an alert that
    leaves a position (`works_against_holding`); one that can only close is not refused at all.
    """
    policy, symbol = facts.policy, intent.symbol
    if not _may_open(intent):
        return None
    if policy.symbols and symbol is not None and symbol not in policy.symbols:
        allowed = ", ".join(sorted(policy.symbols))
        return Refusal("symbol_not_allowed", f"{symbol} is not among the agent's symbols ({allowed}).")
    side = _side(intent)
    if side is not None and side not in policy.sides:
        allowed = " and ".join(sorted(policy.sides))
        return Refusal("side_not_allowed", f"The agent takes {allowed} alerts only; this one says {side}.")
    return None


def _side(intent: Intent) -> Side | None:
    """Return which side the alert would open; None where that depends on what is held."""
    if intent.action in ("buy", "sell"):
        return "buy" if intent.action == "buy" else "sell"
    if intent.action == "target" and intent.target_quantity:
        return "buy" if intent.target_quantity > 0 else "sell"
    return None


def told(fault: Invalid) -> str:
    located = "; ".join(
        one.message if one.path == "$" else f"{one.path}: {one.message}" for one in fault.faults
    )
    return (located or fault.detail)[:REASON_MAX]
