"""What every rule is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tradewright.domain.trading.risk.facts import Proposal, Scope, ScopeFacts
from tradewright.domain.trading.signal import RiskLimits

_WORDS: dict[Scope, str] = {
    "platform": " (whole platform)",
    "user": " (all accounts)",
    "account": "",
    "agent": " (agent limit)",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One scope's facts and the proposed order; `currency` and `reset_words` are for sentences."""

    facts: ScopeFacts
    proposal: Proposal
    currency: str
    reset_words: str
    now: datetime

    @property
    def limits(self) -> RiskLimits:
        return self.facts.limits

    def title(self, words: str) -> str:
        """Return the rule's name with the scope that sets it."""
        return f"{words}{_WORDS[self.facts.scope]}"
