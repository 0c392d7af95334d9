"""The verdict asks each of its questions, and one bad answer is enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from tests.unit.engine.optimise.toy import DAY, some_bars

from tradewright.engine.optimise import Best, Fold, Period, TrialsBefore, Verdict
from tradewright.engine.optimise.verdict import judge, returns_over
from tradewright.engine.report import Run, Trades, deflated_sharpe

BEST = Best(
    number=7,
    inputs={},
    objective=2.0,
    smoothed=1.9,
    plateau=0.8,
    neighbours=8,
    train={},
    validate=None,
    test=None,
)
TRIALS = TrialsBefore(count=200, rated=100, sharpe_mean=0.0, sharpe_variance=0.5)


def a_run(sharpe: float, days: int = 500, trades: int = 40, step: int = DAY) -> Run:
    """A run whose returns have this yearly Sharpe ratio by bars of one day, to the last digit."""
    draw = np.random.default_rng(1).normal(size=days)
    draw = (draw - draw.mean()) / draw.std(ddof=1)
    returns = 0.01 * (draw + sharpe / 365**0.5)
    equity = 1000.0 * np.cumprod(1.0 + returns)
    zeros = np.zeros(trades)
    columns = (
        "side",
        "quantity",
        "entry_bar",
        "exit_bar",
        "entry_price",
        "exit_price",
        "profit",
        "entry_id",
        "exit_id",
    )
    made = Trades.of_columns(**dict.fromkeys((*columns, "commission"), zeros))
    return Run(some_bars(equity, step=step), made, Trades.none(), equity, 1000.0)


def a_fold(percent: float) -> Fold:
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    period = Period(0, 10, moment, moment)
    figures = {"return_percent": percent}
    return Fold(
        number=1,
        train=period,
        test=period,
        inputs={},
        plateau=None,
        train_figures=figures,
        test_figures=figures,
    )


def verdict(**given: object) -> Verdict:
    told = {
        "best": BEST,
        "train": a_run(4.0),
        "test": a_run(4.0, 200),
        "folds": (),
        "trials": TRIALS,
        "has_neighbours": True,
    }
    return judge(**(told | given))  # type: ignore[arg-type]


def failed(found: Verdict) -> list[str]:
    return [check.name for check in found.checks if not check.is_passed]


def test_good_answers_to_all_questions_hold_up() -> None:
    found = verdict()

    assert failed(found) == []
    assert not found.is_noise and found.reason.startswith("This holds up")
    assert found.trials_ever == 200


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"train": a_run(1.0)}, "luck"),
        ({"trials": replace(TRIALS, sharpe_variance=9.0)}, "luck"),
        ({"test": a_run(0.2, 200)}, "unseen"),
        ({"best": replace(BEST, plateau=0.3)}, "plateau"),
        ({"best": replace(BEST, plateau=None)}, "plateau"),
        ({"train": a_run(4.0, trades=5), "test": a_run(4.0, 200, trades=5)}, "trades"),
        ({"folds": [a_fold(3.0), a_fold(-1.0)]}, "folds"),
    ],
)
def test_one_bad_answer_is_noise(given: dict[str, object], name: str) -> None:
    found = verdict(**given)

    assert failed(found) == [name]
    assert found.is_noise
    told = next(check.told for check in found.checks if check.name == name)
    assert told in found.reason and found.reason.startswith("This is noise")


def test_the_deflated_sharpe_is_that_of_all_trials_and_their_variance_by_day() -> None:
    train = a_run(2.0)

    found = verdict(train=train)

    returns = returns_over(train)
    assert returns.sharpe == pytest.approx(2.0)
    expected = deflated_sharpe(returns.values, trials=200, variance=0.5 / 365)
    assert found.deflated_sharpe == expected
    few = verdict(train=train, trials=replace(TRIALS, rated=3))
    assert few.deflated_sharpe == deflated_sharpe(returns.values, trials=200)


def test_more_is_asked_of_luck_when_nothing_was_held_back() -> None:
    bound = {found.checks[0].bound for found in (verdict(), verdict(test=None))}

    assert bound == {0.90, 0.975}


def test_a_run_of_few_days_is_judged_by_its_bars() -> None:
    short = returns_over(a_run(2.0, days=480, step=DAY // 24))

    assert len(short.values) == 480
    assert short.per_year == pytest.approx(365 * 24)


def test_inputs_without_an_order_are_not_asked_for_a_plateau() -> None:
    found = verdict(best=replace(BEST, plateau=None), has_neighbours=False)

    assert "plateau" not in [check.name for check in found.checks]
    assert not found.is_noise
