"""A study chooses on training alone, looks once at what was held back, and writes down all it did."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from tests.unit.engine.optimise.toy import CAPITAL, ToyRunner, a_definition, a_trending_walk, a_walk

from tradewright.domain.strategy.documents import parse_definition, render_document
from tradewright.engine.optimise import (
    FigureConstraint,
    Study,
    StudyResult,
    TrainTest,
    TrainValidateTest,
    TrialsBefore,
    WalkForward,
    Whole,
    adopted,
    evidence,
    run_study,
    space_of,
    surface_document,
    trial_document,
    trial_of,
)
from tradewright.kernel.errors import Invalid

DEFINITION = a_definition()
BARS = a_trending_walk(3, 900, drift=0.012)


def study(**given: object) -> Study:
    return Study(**({"space": space_of(DEFINITION), "method": "grid"} | given))  # type: ignore[arg-type]


def run(asked: Study, runner: ToyRunner | None = None, **given: object) -> StudyResult:
    return run_study(asked, DEFINITION, BARS, runner=runner or ToyRunner(BARS), **given)  # type: ignore[arg-type]


def test_no_search_sees_what_is_held_back() -> None:
    runner = ToyRunner(BARS)

    result = run(study(split=TrainTest(0.7)), runner)

    assert result.test is not None
    assert {(start, stop) for _, start, stop in runner.asked} == {(0, 630 - 60)}  # 60: the longest average
    assert (result.test.start, result.test.stop) == (630, 900)


def test_the_test_figures_are_those_of_the_best_on_the_held_back_bars() -> None:
    result = run(study())
    best, line = result.best, result.out_of_sample
    assert best is not None and line is not None and best.test is not None

    alone = ToyRunner(BARS).run(best.inputs, 630, 900, lead=60)

    assert np.array_equal(line.equity, alone.equity)
    assert line.time[0] == BARS.time[630]
    assert best.test["net_profit"] == pytest.approx(float(alone.trades.profit.sum()))
    assert best.test["trades"] == len(alone.trades)


def test_walk_forward_trades_each_stretch_with_what_was_chosen_before_it_and_the_money_it_was_left() -> None:
    result = run(study(split=WalkForward(folds=4, train=0.5)))
    assert result.out_of_sample is not None

    money, curve = CAPITAL, []
    for fold in result.folds:
        assert fold.inputs is not None
        part = ToyRunner(BARS).run(fold.inputs, fold.test.start, fold.test.stop, lead=60, capital=money)
        curve.append(part.equity)
        money = float(part.equity[-1])

    assert np.array_equal(result.out_of_sample.equity, np.concatenate(curve))
    assert np.array_equal(result.out_of_sample.time, BARS.time[450:])
    assert [fold.test.start for fold in result.folds] == [450, 562, 675, 788]
    assert {trial.fold for trial in result.trials} == {0, 1, 2, 3, 4}


def test_a_step_without_a_choice_trades_nothing_and_keeps_its_money() -> None:
    # Only the longest training stretches make this many trades.
    many = max(int(trial.figures["trades"] or 0) for trial in run(study(split=Whole())).trials)

    result = run(study(split=WalkForward(folds=4, train=0.3), trades_least=many // 2))

    assert result.folds[0].inputs is None and result.folds[-1].inputs is not None
    assert result.folds[0].test_figures is None
    assert result.out_of_sample is not None
    assert (result.out_of_sample.equity[: len(BARS) // 10] == CAPITAL).all()


def test_leaders_of_training_are_compared_on_the_validation_stretch() -> None:
    result = run(study(split=TrainValidateTest(0.5, 0.25), objective="net_profit"))
    assert result.best is not None and result.best.validate is not None

    plain = run(study(split=TrainTest(0.5), objective="net_profit"))
    assert plain.best is not None
    runner = ToyRunner(BARS)
    rival = runner.run(plain.best.inputs, 450, 615, lead=60)

    assert (result.best.validate["net_profit"] or 0.0) >= float(rival.trades.profit.sum())


def test_figures_outside_the_constraints_are_never_chosen() -> None:
    asked = study(constraints=(FigureConstraint("drawdown_percent", at_most=25.0),), trades_least=5)

    result = run(asked)

    assert result.best is not None
    assert (result.best.train["drawdown_percent"] or 0.0) <= 25.0
    assert any(not trial.is_feasible for trial in result.trials)
    none = run(study(constraints=(FigureConstraint("drawdown_percent", at_most=0.0),)))
    assert none.best is None and none.verdict.is_noise
    assert "met the constraints" in none.verdict.reason


def test_every_trial_ever_made_makes_luck_likelier() -> None:
    first = run(study())
    assert first.trials_ever.count == len(first.trials) == first.verdict.trials_ever

    second = run(study(), trials_before=first.trials_ever)
    many = run(study(), trials_before=replace(first.trials_ever, count=1_000_000))

    assert second.trials_ever.count == 2 * len(first.trials)
    assert second.trials_ever.sharpe_variance == pytest.approx(first.trials_ever.sharpe_variance)
    chances = [one.verdict.deflated_sharpe or 0.0 for one in (first, second, many)]
    assert chances[0] > chances[1] > chances[2]


def test_trials_are_counted_as_if_all_had_been_at_hand() -> None:
    draw = np.random.default_rng(2).normal(0.5, 2.0, 40).tolist()

    joined = TrialsBefore().joined(draw[:7]).joined([None, None]).joined(draw[7:])

    assert (joined.count, joined.rated) == (42, 40)
    assert joined.sharpe_mean == pytest.approx(np.mean(draw))
    assert joined.sharpe_variance == pytest.approx(np.var(draw))


def test_trials_and_results_survive_json() -> None:
    result = run(study(split=WalkForward(folds=2)))
    space = result.study.space

    again = [trial_of(json.loads(json.dumps(trial_document(trial))), space) for trial in result.trials]
    document = json.loads(json.dumps(result.document()))

    assert tuple(again) == result.trials
    assert document["best"]["inputs"]["fast"] == str(result.best.inputs["fast"] if result.best else None)
    assert document["folds"][0]["test"]["from"] == "2021-03-26T00:00:00Z"
    assert document["trials_done"] == len(result.trials)
    with pytest.raises(Invalid, match="does not search"):
        trial_of({**trial_document(result.trials[0]), "inputs": {"fast": "77", "slow": "20"}}, space)


def test_the_map_holds_every_trial_of_the_study_and_none_of_the_steps() -> None:
    result = run(study(split=WalkForward(folds=2)))

    found = result.surface("slow", "fast")

    assert (len(found.y_values), len(found.x_values)) == (19, 11)
    trial = next(one for one in result.trials if not one.fold and one.is_feasible)
    at = found.y_values.index(trial.inputs["fast"]), found.x_values.index(trial.inputs["slow"])
    assert found.best[at[0]][at[1]] == found.mean[at[0]][at[1]] == trial.objective
    assert sum(map(sum, found.count)) == sum(1 for one in result.trials if not one.fold and one.is_feasible)
    assert json.loads(json.dumps(surface_document(found)))["x_values"][0] == "10"
    with pytest.raises(Invalid, match="was not searched"):
        result.surface("slow", "medium")


def test_the_best_inputs_become_defaults_with_their_evidence_once() -> None:
    result = run(study())
    assert result.best is not None
    told = evidence(result)

    first = adopted(replace(DEFINITION, description="A cross."), result.best.inputs, told)
    second = adopted(first, {"fast": Decimal(7)}, told)

    assert {spec.name: spec.default for spec in first.inputs} == result.best.inputs
    assert first.description == f"A cross.\n\n{told}" == second.description
    assert "on bars no search has seen" in told and result.verdict.reason in told
    assert parse_definition(render_document(second)) == second


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"objective": "sharp"}, "did you mean sharpe"),
        ({"method": "magic"}, "grid"),
        ({"trials_max": 0}, "trials_max"),
        ({"constraints": (FigureConstraint("nothing", at_least=1),)}, "no figure"),
    ],
)
def test_a_study_that_cannot_be_says_why(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(Invalid, match=told):
        run(study(**wrong))


def test_holding_is_mentioned_where_it_was_better() -> None:
    bars = a_walk(4, 700)
    columns = ("open", "high", "low", "close")
    rising = replace(bars, **{name: getattr(bars, name) * np.exp(np.arange(700) * 0.003) for name in columns})

    result = run_study(study(trades_least=1), DEFINITION, rising, runner=ToyRunner(rising))

    assert any("Buying and holding" in note for note in result.notes)
