"""What a seed draws: the same every time, every fault and act some time, and nothing that the fakes would refuse."""

from __future__ import annotations

import random

from tests.chaos import acts, faults
from tests.chaos.plant import BROKERS
from tradewright_fakes.faults import parse_rule


def test_a_seed_draws_the_same_plan_every_time() -> None:
    first, again = (faults.plan(random.Random(77), "KEY", 77) for _ in range(2))
    one, other = (acts.draw(random.Random(77), "alpaca") for _ in range(2))

    assert first == again
    assert one == other


def test_two_thousand_seeds_draw_every_fault_and_every_act() -> None:
    drawn: set[str] = set()
    for seed in range(2000):
        dice = random.Random(seed)
        names, _ = faults.plan(dice, "KEY", seed)
        drawn |= {*names, *acts.draw(dice, BROKERS[seed % len(BROKERS)])}

    assert drawn == {name for name, _, _ in faults.FAULTS} | set(acts.ACTS)


def test_every_rule_is_one_that_the_fakes_take() -> None:
    for seed in range(200):
        _, rules = faults.plan(random.Random(seed), "KEY", seed)
        for number, rule in enumerate(rules):
            assert parse_rule(rule, number).when.key == "KEY"


def test_an_act_that_a_venue_does_not_know_is_never_drawn_there() -> None:
    drawn = {name for seed in range(2000) for name in acts.draw(random.Random(seed), "binance")}

    assert "bust" not in drawn
    assert "coins-taken-out" in drawn
