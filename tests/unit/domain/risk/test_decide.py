"""Risk: every rule for every scope, in the documented order, closed when something cannot be known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.domain.builders import NOW, d, money

from tradewright.domain.trading.risk import (
    RULES,
    Approved,
    Denied,
    Proposal,
    RuleName,
    Scope,
    ScopeFacts,
    Switch,
    decide,
)
from tradewright.domain.trading.risk.facts import DayCount
from tradewright.domain.trading.signal import RiskLimits

SCOPES: tuple[Scope, ...] = ("user", "account", "agent")
LIMITS: dict[RuleName, RiskLimits] = {
    "loss_daily": RiskLimits(loss_daily_max=d("500")),
    "loss_daily_percent": RiskLimits(loss_daily_percent_max=d("5")),
    "trades_daily": RiskLimits(trades_daily_max=3),
    "trades_open": RiskLimits(trades_open_max=4),
    "positions": RiskLimits(positions_max=2),
    "order_notional": RiskLimits(order_notional_max=d("1000")),
    "position_notional": RiskLimits(position_notional_max=d("1000")),
    "exposure_gross": RiskLimits(exposure_gross_max=d("1000")),
    "exposure_net": RiskLimits(exposure_net_max=d("1000")),
    "leverage": RiskLimits(leverage_max=d("0.1")),
}
FULL = RiskLimits(loss_daily_max=d("500"), trades_daily_max=3, positions_max=2, order_notional_max=d("1000"))
BUY = Proposal("BTCUSDT", quantity=d("1000"), opens=d("1000"), unit=d("1"))
A_LITTLE_MORE = replace(BUY, quantity=d("1000.01"), opens=d("1000.01"))


def a_day(loss: Decimal | None, *, trades: int = 2, start: Decimal | None = Decimal(10_000)) -> DayCount:
    return DayCount(loss, start, trades, NOW + timedelta(hours=12))


def facts(scope: Scope = "account", *, limits: RiskLimits = FULL, broken: bool = False) -> ScopeFacts:
    """Return facts well inside every limit, or `broken`: at every one of them."""
    return ScopeFacts(
        scope=scope,
        limits=limits,
        switch=Switch("entries_paused", "by hand") if broken else Switch(),
        days=(a_day(d("500"), trades=3) if broken else a_day(d("499.99")),),
        trades_open=4 if broken else 3,
        positions_other=2 if broken else 1,
        equity=d("10000"),
    )


def verdict(*scopes: ScopeFacts, proposal: Proposal = BUY) -> Approved | Denied:
    return decide(proposal, scopes, currency="USD", reset_words="00:00 New York", now=NOW)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("rule", LIMITS)
def test_a_limit_of_any_scope_denies_with_its_numbers(rule: RuleName, scope: Scope) -> None:
    at_limit = replace(facts(scope, limits=LIMITS[rule], broken=True), switch=Switch())

    denied = verdict(at_limit, proposal=A_LITTLE_MORE)

    assert isinstance(denied, Denied)
    assert (denied.rule, denied.scope) == (rule, scope)
    assert denied.limit in denied.message.replace(",", "").replace(".00", "")
    line = denied.trace["rules"][-1]
    assert Decimal(line.pop("used_percent")) >= 100
    assert line == {
        "rule": rule,
        "scope": scope,
        "limit": denied.limit,
        "value": denied.value,
        "outcome": "denied",
    }


@pytest.mark.parametrize("rule", LIMITS)
def test_just_inside_a_limit_is_allowed(rule: RuleName) -> None:
    assert isinstance(verdict(facts(limits=LIMITS[rule])), Approved)


def test_every_rule_is_told_in_the_documented_order() -> None:
    approved = verdict(*(facts(scope) for scope in SCOPES))

    assert isinstance(approved, Approved)
    told = [(line["rule"], line["scope"]) for line in approved.trace["rules"]]
    asked = {"kill_switch", "loss_daily", "trades_daily", "positions", "order_notional"}
    assert told == [
        (rule, scope)
        for rule, *_ in RULES
        for scope in SCOPES
        if rule in asked and (rule, scope) != ("kill_switch", "agent")
    ]


@given(broken=st.lists(st.sampled_from(SCOPES), unique=True, min_size=1))
@settings(deadline=None)
def test_rules_are_asked_in_order_and_scopes_within_them(broken: list[Scope]) -> None:
    denied = verdict(*(facts(scope, broken=scope in broken) for scope in SCOPES))

    assert isinstance(denied, Denied)
    first = next(scope for scope in SCOPES if scope in broken)
    assert (denied.rule, denied.scope) == ("loss_daily" if first == "agent" else "kill_switch", first)


def test_rules_after_the_one_that_denies_are_told_too() -> None:
    denied = verdict(replace(facts(broken=True)))

    assert isinstance(denied, Denied)
    outcomes = {line["rule"]: line["outcome"] for line in denied.trace["rules"]}
    assert outcomes["kill_switch"] == outcomes["loss_daily"] == outcomes["positions"] == "denied"
    assert outcomes["order_notional"] == "passed"


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("rule", sorted(LIMITS.keys() - {"trades_daily", "trades_open", "positions"}))
def test_what_cannot_be_known_is_not_allowed(rule: RuleName, scope: Scope) -> None:
    blind = replace(
        facts(scope, limits=LIMITS[rule]), days=(a_day(None),), rest=None, same_symbol=None, equity=None
    )

    denied = verdict(blind, proposal=replace(BUY, unit=None))

    assert isinstance(denied, Denied)
    assert (denied.rule, denied.value) == (rule, "unknown")


@given(loss=st.none() | money(), paused=st.booleans(), trades=st.integers(0, 9), positions=st.integers(0, 9))
@settings(deadline=None)
def test_reducing_always_passes(loss: Decimal | None, *, paused: bool, trades: int, positions: int) -> None:
    switch = Switch("reduce_only" if paused else "none", "by hand")
    worst = ScopeFacts(
        "user", FULL, switch, (a_day(loss, trades=trades),), positions_other=positions, rest=None
    )

    assert isinstance(verdict(worst, proposal=Proposal("BTCUSDT", is_reducing=True)), Approved)


@pytest.mark.parametrize("scope", ["platform", "user", "account"])
def test_under_a_halt_only_a_persons_own_hand_closes(scope: Scope) -> None:
    halted = ScopeFacts(scope, switch=Switch("halted", "incident"))
    closing = Proposal("BTCUSDT", is_reducing=True)

    automatic = verdict(halted, proposal=closing)
    by_hand = verdict(halted, proposal=replace(closing, by_person=True))

    assert isinstance(automatic, Denied)
    assert (automatic.rule, automatic.value) == ("kill_switch", "halted")
    assert "incident" in automatic.message
    assert isinstance(by_hand, Approved)


def test_a_halt_denies_entries_of_a_persons_own_hand() -> None:
    halted = ScopeFacts("user", switch=Switch("halted"))

    assert isinstance(verdict(halted, proposal=replace(BUY, by_person=True)), Denied)


def test_without_limits_only_the_kill_switch_is_asked() -> None:
    assert isinstance(verdict(facts(limits=RiskLimits())), Approved)
    assert isinstance(verdict(facts(limits=RiskLimits(), broken=True)), Denied)


def test_the_sentence_of_a_daily_loss_tells_how_much_of_what_and_until_when() -> None:
    denied = verdict(replace(facts(), days=(a_day(d("512.4")),)))

    assert isinstance(denied, Denied)
    assert denied.message == (
        "Daily loss: you have lost 512.40 of 500.00 USD today; it resets at 00:00 New York."
    )


def test_a_cap_lowered_below_what_stands_still_lets_what_makes_it_no_larger_pass() -> None:
    short = replace(BUY.reserve, held_max=d("-3"), held_min=d("-3"), mark=d("1000"))
    over = facts(limits=RiskLimits(exposure_gross_max=d("1000")))

    smaller = verdict(
        over, proposal=replace(BUY, quantity=d("1"), opens=d("0.5"), unit=d("1000"), reserve=short)
    )
    larger = verdict(over, proposal=replace(BUY, side="sell", quantity=d("1"), opens=d("1"), reserve=short))

    assert isinstance(smaller, Approved)
    assert isinstance(larger, Denied)
