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

RULES: tuple[tuple[RuleName, str | None, Ask], ...] = (
    ("kill_switch", None, switches.kill_switch),
    ("symbol_blocked", None, switches.symbol_blocked),
    ("symbols", None, markets.symbols),
    ("sessions", None, times.sessions),
    ("blackouts", None, times.blackouts),
    ("quote_age", "quote_age_max_s", markets.quote_age),
    ("price_collar", "price_collar_percent", markets.price_collar),
    ("duplicate", "duplicate_window_s", pace.duplicate),
    ("order_rate", "orders_per_minute_max", pace.order_rate),
    ("loss_daily", "loss_daily_max", loss.loss_daily),
    ("loss_daily_percent", "loss_daily_percent_max", loss.loss_daily_percent),
    ("cooldown", "cooldown_losses", loss.cooldown),
    ("trades_daily", "trades_daily_max", counts.trades_daily),
    ("trades_open", "trades_open_max", counts.trades_open),
    ("positions", "positions_max", counts.positions),
    ("order_notional", "order_notional_max", exposure.order_notional),
    ("position_notional", "position_notional_max", exposure.position_notional),
    ("exposure_gross", "exposure_gross_max", exposure.exposure_gross),
    ("exposure_net", "exposure_net_max", exposure.exposure_net),
    ("leverage", "leverage_max", exposure.leverage),
)
"""What is asked, in this order: what stops everything first, then when and what, then how often, then how much. With the
field of the limits that a rule needs: where it is None the rule is not asked, which is nearly always.
"""


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
    proposal: Proposal,
    scopes: Sequence[ScopeFacts],
    *,
    currency: str,
    reset_words: str,
    now: datetime,
    only: frozenset[RuleName] | None = None,
) -> Iterator[Finding]:
    """Yield the verdict of each rule (of `only`, where given) that has something to say, in the order of `RULES`, scope by
    scope.

    An order that only reduces is asked about a halt alone: no limit may lock a trader into a position.
    """
    questions = [Question(facts, proposal, currency, reset_words, now) for facts in scopes]
    if proposal.is_reducing:
        for asked in questions:
            halt = switches.halt(asked)
            if halt is not None:
                yield Finding("kill_switch", asked.facts, halt)
        return
    for rule, field, ask in RULES:
        if only is not None and rule not in only:
            continue
        for asked in questions:
            if field is not None and getattr(asked.facts.limits, field) is None:
                continue
            verdict = ask(asked)
            if verdict is not None:
                yield Finding(rule, asked.facts, verdict)
