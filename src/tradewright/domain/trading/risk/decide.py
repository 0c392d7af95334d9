"""The decision: every rule, every scope, in one order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tradewright.domain.trading.outcome import Trace
from tradewright.domain.trading.risk.facts import Proposal, RuleName, Scope, ScopeFacts
from tradewright.domain.trading.risk.rules import counts, exposure, loss, markets, pace, switches, times
from tradewright.domain.trading.risk.rules.question import Question
from tradewright.domain.trading.risk.verdict import Verdict

Ask = Callable[[Question], Verdict | None]

RULES: tuple[tuple[RuleName, Ask], ...] = (
    ("kill_switch", switches.kill_switch),
    ("symbol_blocked", switches.symbol_blocked),
    ("symbols", markets.symbols),
    ("sessions", times.sessions),
    ("blackouts", times.blackouts),
    ("quote_age", markets.quote_age),
    ("price_collar", markets.price_collar),
    ("duplicate", pace.duplicate),
    ("order_rate", pace.order_rate),
    ("loss_daily", loss.loss_daily),
    ("loss_daily_percent", loss.loss_daily_percent),
    ("cooldown", loss.cooldown),
    ("trades_daily", counts.trades_daily),
    ("trades_open", counts.trades_open),
    ("positions", counts.positions),
    ("order_notional", exposure.order_notional),
    ("position_notional", exposure.position_notional),
    ("exposure_gross", exposure.exposure_gross),
    ("exposure_net", exposure.exposure_net),
    ("leverage", exposure.leverage),
)
"""What is asked, in this order: what stops everything first, then when and what, then how often, then how much."""


@dataclass(frozen=True, slots=True)
class Approved:
    trace: Trace


@dataclass(frozen=True, slots=True)
class Denied:
    """One rule of one scope says no. `limit` and `value` are the deciding numbers as text."""

    rule: RuleName
    scope: Scope
    limit: str
    value: str
    message: str
    trace: Trace


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's verdict on one scope."""

    rule: RuleName
    facts: ScopeFacts
    verdict: Verdict

    @property
    def line(self) -> Trace:
        return self.verdict.trace(self.rule, self.facts.scope)


def decide(
    proposal: Proposal, scopes: Sequence[ScopeFacts], *, currency: str, reset_words: str, now: datetime
) -> Approved | Denied:
    """Return whether `proposal` may be sent, with every rule's value and limit in the trace.

    `reset_words` says when the day's counts begin again, for the messages. The first rule that denies names the reason;
    those after it are told all the same.
    """
    found = list(examine(proposal, scopes, currency=currency, reset_words=reset_words, now=now))
    lines = [finding.line for finding in found]
    denying = next((finding for finding in found if not finding.verdict.is_allowed), None)
    if denying is not None:
        verdict = denying.verdict
        trace: Trace = {"outcome": "denied", "rules": lines, "words": verdict.message}
        return Denied(denying.rule, denying.facts.scope, verdict.limit, verdict.value, verdict.message, trace)
    words = "Every limit that is set allows it."
    if proposal.is_reducing:
        words = "The order only reduces exposure: always allowed."
    return Approved({"outcome": "approved", "rules": lines, "words": words})


def examine(
    proposal: Proposal, scopes: Sequence[ScopeFacts], *, currency: str, reset_words: str, now: datetime
) -> Iterator[Finding]:
    """Yield the verdict of each rule that has something to say, in the order of `RULES`, scope by scope.

    An order that only reduces is asked about a halt alone: no limit may lock a trader into a position.
    """
    if proposal.is_reducing:
        for facts in scopes:
            halt = switches.halt(Question(facts, proposal, currency, reset_words, now))
            if halt is not None:
                yield Finding("kill_switch", facts, halt)
        return
    for rule, ask in RULES:
        for facts in scopes:
            verdict = ask(Question(facts, proposal, currency, reset_words, now))
            if verdict is not None:
                yield Finding(rule, facts, verdict)
