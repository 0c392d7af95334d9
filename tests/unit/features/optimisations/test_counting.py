"""What a strategy counts is daily, what the optimiser reckons with is yearly, and nothing is counted twice."""

from __future__ import annotations

import math
import statistics

import pytest

from tradewright.features.optimisations.counting import Measure, before, counted
from tradewright.features.optimisations.store import TrialRow
from tradewright.features.strategies import Trials

YEAR = Measure(days_per_year=365, blind=4)


def trial(number: int, sharpe: float | None, fold: int = 0) -> TrialRow:
    return TrialRow(fold, number, {}, {"sharpe": sharpe}, sharpe, is_feasible=True)


def joined(one: Trials, other: Trials) -> Trials:
    return Trials(
        one.trials + other.trials,
        one.sharpe_count + other.sharpe_count,
        one.sharpe_sum + other.sharpe_sum,
        one.sharpe_squares + other.sharpe_squares,
    )


def test_every_trial_counts_and_only_blind_ones_say_how_ratios_vary() -> None:
    made = counted([trial(1, 1.0), trial(2, None), trial(5, 9.0), trial(1, 9.0, fold=1)], YEAR)

    assert (made.trials, made.sharpe_count) == (4, 1)
    assert made.sharpe_sum == pytest.approx(1.0 / math.sqrt(365))


def test_a_study_does_not_take_its_own_trials_for_earlier_ones() -> None:
    earlier = [trial(1, 0.5), trial(2, 1.5), trial(3, -0.2)]
    own = [trial(1, 2.0), trial(2, 0.1)]

    found = before(joined(counted(earlier, YEAR), counted(own, YEAR)), own, YEAR)

    assert (found.count, found.rated) == (3, 3)
    assert found.sharpe_mean == pytest.approx(0.6)
    assert found.sharpe_variance == pytest.approx(statistics.pvariance([0.5, 1.5, -0.2]))


def test_without_earlier_trials_there_is_nothing_before() -> None:
    own = [trial(1, 2.0), trial(2, 0.1)]

    found = before(counted(own, YEAR), own, YEAR)

    assert (found.count, found.rated, found.sharpe_variance) == (0, 0, 0.0)
