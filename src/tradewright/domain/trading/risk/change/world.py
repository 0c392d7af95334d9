"""One question to risk as a value that can be changed and asked again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from tradewright.domain.trading.outcome import Trace
from tradewright.domain.trading.risk.decide import Finding, examine
from tradewright.domain.trading.risk.facts import Proposal, RuleName, ScopeFacts
from tradewright.domain.trading.risk.rules.question import Question


@dataclass(frozen=True, slots=True)
class World:
    """The proposal, every scope's facts, and the moment."""

    proposal: Proposal
    scopes: tuple[ScopeFacts, ...]
    now: datetime
    currency: str
    reset_words: str

    def found(self, only: frozenset[RuleName] | None = None) -> list[Finding]:
        """Return every verdict, or those of `only`."""
        return list(
            examine(
                self.proposal,
                self.scopes,
                currency=self.currency,
                reset_words=self.reset_words,
                now=self.now,
                only=only,
            )
        )

    def denied(self, only: frozenset[RuleName] | None = None) -> list[Finding]:
        """Return every verdict that says no."""
        return [finding for finding in self.found(only) if not finding.verdict.is_allowed]

    def question(self, facts: ScopeFacts) -> Question:
        return Question(facts, self.proposal, self.currency, self.reset_words, self.now)

    def with_proposal(self, proposal: Proposal) -> World:
        return replace(self, proposal=proposal)

    def with_scope(self, before: ScopeFacts, after: ScopeFacts) -> World:
        """Return the world with one scope's facts exchanged."""
        return replace(self, scopes=tuple(after if one is before else one for one in self.scopes))

    def at(self, moment: datetime) -> World:
        """Return the world in which nothing but time has passed, and quotes have kept coming as they did."""
        quote_at = self.proposal.quote_at
        later = None if quote_at is None else quote_at + (moment - self.now)
        return replace(
            self,
            now=moment,
            proposal=replace(self.proposal, quote_at=later),
            scopes=tuple(facts.at(moment) for facts in self.scopes),
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to change: `field` of the order or of the settings, `value` as text, and a sentence."""

    field: str
    value: str
    words: str

    @property
    def trace(self) -> Trace:
        return {"field": self.field, "value": self.value, "words": self.words}


Step = tuple[World, tuple[Change, ...]]
Cure = Callable[[World, list[Finding]], Step | None]
"""Answers some of the denials: the world changed, and by what. None: these denials have no cure of this kind."""
