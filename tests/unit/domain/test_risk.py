"""Risk: every rule for every scope, in the documented order, closed when something cannot be known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.domain.builders import d, money

from tradewright.domain.trading.risk import (
    RULES,
    Approved,
    Denied,
    Proposal,
    Rule,
    Scope,
    ScopeFacts,
    decide,
)
from tradewright.domain.trading.signal import RiskLimits

SCOPES: tuple[Scope, ...] = ("user", "account", "agent")
LIMITS: dict[Rule, RiskLimits] = {
    "loss_daily": RiskLimits(loss_daily_max=d("500")),
    "trades_daily": RiskLimits(trades_daily_max=3),
    "positions": RiskLimits(positions_max=2),
    "order_notional": RiskLimits(order_notional_max=d("1000")),
}
FULL = RiskLimits(d("500"), 3, 2, d("1000"))
BUY = Proposal("BTCUSDT", d("1000"), is_reducing=False)


def facts(scope: Scope = "account", *, limits: RiskLimits = FULL, broken: bool = False) -> ScopeFacts:
    """Return facts well inside every limit, or `broken`: at every one of them."""
    return ScopeFacts(
        scope=scope,
        limits=limits,
        pause_reason="by hand" if broken else None,
        loss_today=d("500") if broken else d("499.99"),
        trades_today=3 if broken else 2,
        positions_other=2 if broken else 1,
    )


def verdict(*scopes: ScopeFacts, proposal: Proposal = BUY) -> Approved | Denied:
    return decide(proposal, scopes, currency="USD", reset_words="00:00 New York")


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("rule", LIMITS)
def test_a_limit_of_any_scope_denies_with_its_numbers(rule: Rule, scope: Scope) -> None:
    at_limit = replace(facts(scope, limits=LIMITS[rule], broken=True), pause_reason=None)

    denied = verdict(at_limit, proposal=replace(BUY, notional=d("1000.01")))

    assert isinstance(denied, Denied)
    assert (denied.rule, denied.scope) == (rule, scope)
    assert denied.limit in denied.message.replace(",", "").replace(".00", "")
    assert denied.trace["rules"][-1] == {
        "rule": rule,
        "scope": scope,
        "limit": denied.limit,
        "value": denied.value,
        "outcome": "denied",
    }


def test_just_inside_every_limit_is_allowed_and_every_rule_is_told() -> None:
    approved = verdict(*(facts(scope) for scope in SCOPES))

    assert isinstance(approved, Approved)
    told = [(rule["rule"], rule["scope"]) for rule in approved.trace["rules"]]
    assert told == [
        (rule, scope) for rule in RULES for scope in SCOPES if (rule, scope) != ("kill_switch", "agent")
    ]


@given(broken=st.lists(st.sampled_from(SCOPES), unique=True, min_size=1))
@settings(deadline=None)
def test_rules_are_asked_in_order_and_scopes_within_them(broken: list[Scope]) -> None:
    denied = verdict(*(facts(scope, broken=scope in broken) for scope in SCOPES))

    assert isinstance(denied, Denied)
    first = next(scope for scope in SCOPES if scope in broken)
    assert (denied.rule, denied.scope) == ("loss_daily" if first == "agent" else "kill_switch", first)


@pytest.mark.parametrize("scope", SCOPES)
def test_what_cannot_be_known_is_not_allowed(scope: Scope) -> None:
    no_result = verdict(replace(facts(scope), loss_today=None))
    no_price = verdict(facts(scope), proposal=replace(BUY, notional=None))

    assert isinstance(no_result, Denied)
    assert (no_result.rule, no_result.value) == ("loss_daily", "unknown")
    assert isinstance(no_price, Denied)
    assert (no_price.rule, no_price.value) == ("order_notional", "unknown")


@given(loss=st.none() | money(), paused=st.booleans(), trades=st.integers(0, 9), positions=st.integers(0, 9))
@settings(deadline=None)
def test_reducing_always_passes(loss: object, *, paused: bool, trades: int, positions: int) -> None:
    worst = ScopeFacts("user", FULL, "by hand" if paused else None, loss, trades, positions)  # type: ignore[arg-type]

    assert isinstance(verdict(worst, proposal=Proposal("BTCUSDT", None, is_reducing=True)), Approved)


def test_without_limits_only_the_kill_switch_is_asked() -> None:
    assert isinstance(verdict(facts(limits=RiskLimits())), Approved)
    assert isinstance(verdict(facts(limits=RiskLimits(), broken=True)), Denied)


def test_the_sentence_of_a_daily_loss_tells_how_much_of_what_and_until_when() -> None:
    denied = verdict(replace(facts(), loss_today=d("512.4")))

    assert isinstance(denied, Denied)
    assert denied.message == (
        "Daily loss: you have lost 512.40 of 500.00 USD today; it resets at 00:00 New York."
    )
