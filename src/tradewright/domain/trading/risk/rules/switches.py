"""The kill switch and blocked symbols: what stops entries whatever the numbers say."""

from __future__ import annotations

from tradewright.domain.trading.risk.rules.question import Question
from tradewright.domain.trading.risk.switch import SwitchLevel
from tradewright.domain.trading.risk.verdict import Verdict

_WHOM = {"platform": "the whole platform", "user": "all accounts", "account": "this account"}
_WORDS: dict[SwitchLevel, str] = {
    "none": "is off",
    "entries_paused": "new entries are paused",
    "reduce_only": "only reducing orders are let through",
    "halted": "everything is halted",
}
_BLOCKED_WORDS = {
    "order_unknown": "nobody can say yet whether the venue has an earlier order of it",
    "discrepancy": "our books and the venue disagree on it, and nobody has settled that yet",
}


def kill_switch(asked: Question) -> Verdict | None:
    """No entry while the switch of the platform, the user or the account is on."""
    facts = asked.facts
    if facts.scope == "agent" or (facts.scope == "platform" and facts.switch.level == "none"):
        return None
    level = facts.switch.level
    closing = "only you yourself can still close" if level == "halted" else "closing is still possible"
    message = f"Kill switch: {_WORDS[level]} for {_WHOM[facts.scope]}{_reason(asked)}; {closing}."
    return Verdict("off", "off" if level == "none" else level, facts.switch.allows_entries, message)


def halt(asked: Question) -> Verdict | None:
    """Under a halt, exits are for a person's own hand; otherwise reducing is nobody's to forbid."""
    facts, proposal = asked.facts, asked.proposal
    if facts.scope == "agent" or facts.switch.allows_automatic_exits or proposal.by_person:
        return None
    whom = _WHOM[facts.scope]
    message = f"Kill switch: {whom} stands halted{_reason(asked)}; agents and programs close nothing, you yourself can."
    return Verdict("off", "halted", is_allowed=False, message=message)


def symbol_blocked(asked: Question) -> Verdict | None:
    """No entry in a symbol whose orders or position are in doubt."""
    reason = asked.facts.blocked
    if reason is None:
        return None
    why = _BLOCKED_WORDS.get(reason, reason)
    message = f"{asked.proposal.symbol} takes no new entries: {why}. Closing is still possible."
    return Verdict("clear", reason, is_allowed=False, message=message)


def _reason(asked: Question) -> str:
    reason = asked.facts.switch.reason
    return f" ({reason})" if reason else ""
