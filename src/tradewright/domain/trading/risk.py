"""Whether the trader's own limits allow an order. Pure, and it fails closed: what cannot be known is not
allowed.

Rules are asked in the order of `RULES`, each for the scopes user, account, agent; the first that says no
decides. An order that only reduces exposure always passes: no limit may lock a trader into a position.

What each scope counts: user: all accounts together. account: that account. agent: its own orders of the day
for trades_daily; for the rest the account the signal aims at, since a net position has no single author.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tradewright.domain.trading.outcome import Trace
from tradewright.domain.trading.signal import RiskLimits
from tradewright.kernel.money import money_text, plain

Scope = Literal["user", "account", "agent"]
Rule = Literal["kill_switch", "loss_daily", "trades_daily", "positions", "order_notional"]
RULES: tuple[Rule, ...] = ("kill_switch", "loss_daily", "trades_daily", "positions", "order_notional")
_SCOPE_WORDS: dict[Scope, str] = {"user": " (all accounts)", "account": "", "agent": " (agent limit)"}


@dataclass(frozen=True, slots=True)
class ScopeFacts:
    """What is true for one scope at the moment of deciding.

    `loss_today` is positive when money was lost since the day began, realised and unrealised together; None
    when it cannot be known. `positions_other` counts symbols held or being entered, without the proposed one.
    `pause_reason` is None while the kill switch is off.
    """

    scope: Scope
    limits: RiskLimits
    pause_reason: str | None
    loss_today: Decimal | None
    trades_today: int
    positions_other: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """The order as risk sees it. `notional` is the value of the part that opens exposure; None: no usable
    price.
    """

    symbol: str
    notional: Decimal | None
    is_reducing: bool


@dataclass(frozen=True, slots=True)
class Approved:
    trace: Trace


@dataclass(frozen=True, slots=True)
class Denied:
    """One rule of one scope says no. `limit` and `value` are the deciding numbers as text."""

    rule: Rule
    scope: Scope
    limit: str
    value: str
    message: str
    trace: Trace


@dataclass(frozen=True, slots=True)
class _Verdict:
    limit: str
    value: str
    is_allowed: bool
    message: str


def decide(
    proposal: Proposal, scopes: Sequence[ScopeFacts], *, currency: str, reset_words: str
) -> Approved | Denied:
    """Return whether `proposal` may be sent, with every rule asked on the way in the trace.

    `reset_words` says when the day's counts begin again, for the messages.
    """
    if proposal.is_reducing:
        words = "The order only reduces exposure: always allowed."
        return Approved({"outcome": "approved", "rules": [], "words": words})
    asked: list[Trace] = []
    for rule, facts in _questions(scopes):
        verdict = _ask(rule, facts, proposal, currency=currency, reset_words=reset_words)
        if verdict is None:
            continue
        asked.append(
            {
                "rule": rule,
                "scope": facts.scope,
                "limit": verdict.limit,
                "value": verdict.value,
                "outcome": "passed" if verdict.is_allowed else "denied",
            }
        )
        if not verdict.is_allowed:
            trace: Trace = {"outcome": "denied", "rules": asked, "words": verdict.message}
            return Denied(rule, facts.scope, verdict.limit, verdict.value, verdict.message, trace)
    return Approved({"outcome": "approved", "rules": asked, "words": "Every limit that is set allows it."})


def _questions(scopes: Sequence[ScopeFacts]) -> Iterable[tuple[Rule, ScopeFacts]]:
    return ((rule, facts) for rule in RULES for facts in scopes)


def _ask(
    rule: Rule, facts: ScopeFacts, proposal: Proposal, *, currency: str, reset_words: str
) -> _Verdict | None:
    """Return the rule's verdict, or None when the scope sets no such limit."""
    match rule:
        case "kill_switch":
            return _kill_switch(facts)
        case "loss_daily":
            return _loss_daily(facts, currency=currency, reset_words=reset_words)
        case "trades_daily":
            return _trades_daily(facts, reset_words=reset_words)
        case "positions":
            return _positions(facts, proposal)
        case "order_notional":
            return _order_notional(facts, proposal, currency=currency)


def _kill_switch(facts: ScopeFacts) -> _Verdict | None:
    if facts.scope == "agent":
        return None
    reason = facts.pause_reason
    whom = "all accounts" if facts.scope == "user" else "this account"
    why = f" ({reason})" if reason else ""
    message = f"Kill switch: new entries are paused for {whom}{why}; closing is still possible."
    return _Verdict("off", "off" if reason is None else "entries_paused", reason is None, message)


def _loss_daily(facts: ScopeFacts, *, currency: str, reset_words: str) -> _Verdict | None:
    limit = facts.limits.loss_daily_max
    if limit is None:
        return None
    title = f"Daily loss{_SCOPE_WORDS[facts.scope]}"
    loss = facts.loss_today
    if loss is None:
        message = (
            f"{title}: today's result cannot be known, because a price or the day's starting equity is "
            f"missing, so the limit of {money_text(limit)} {currency} cannot be checked."
        )
        return _Verdict(plain(limit), "unknown", is_allowed=False, message=message)
    message = (
        f"{title}: you have lost {money_text(loss)} of {money_text(limit)} {currency} today; "
        f"it resets at {reset_words}."
    )
    return _Verdict(plain(limit), plain(loss), loss < limit, message)


def _trades_daily(facts: ScopeFacts, *, reset_words: str) -> _Verdict | None:
    limit = facts.limits.trades_daily_max
    if limit is None:
        return None
    message = (
        f"Daily trades{_SCOPE_WORDS[facts.scope]}: {facts.trades_today} of {limit} are used today; "
        f"it resets at {reset_words}."
    )
    return _Verdict(str(limit), str(facts.trades_today), facts.trades_today < limit, message)


def _positions(facts: ScopeFacts, proposal: Proposal) -> _Verdict | None:
    limit = facts.limits.positions_max
    if limit is None:
        return None
    message = (
        f"Open positions{_SCOPE_WORDS[facts.scope]}: {facts.positions_other} of {limit} are open or being "
        f"opened; {proposal.symbol} would be one more."
    )
    return _Verdict(str(limit), str(facts.positions_other), facts.positions_other < limit, message)


def _order_notional(facts: ScopeFacts, proposal: Proposal, *, currency: str) -> _Verdict | None:
    limit = facts.limits.order_notional_max
    if limit is None:
        return None
    title = f"Order size{_SCOPE_WORDS[facts.scope]}"
    value = proposal.notional
    if value is None:
        message = (
            f"{title}: there is no usable price for {proposal.symbol}, "
            f"so the limit of {money_text(limit)} {currency} cannot be checked."
        )
        return _Verdict(plain(limit), "unknown", is_allowed=False, message=message)
    message = (
        f"{title}: the order is worth {money_text(value)} {currency}; "
        f"the most allowed is {money_text(limit)}."
    )
    return _Verdict(plain(limit), plain(value), value <= limit, message)
