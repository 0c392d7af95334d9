"""The optimiser over the native engine: runs on held-back bars begin warm, flat and with the money they are given."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from tests.unit.engine.optimise.toy import a_definition, a_trending_walk

from tradewright.engine.backtest import backtest
from tradewright.engine.optimise import Study, TrainTest, WalkForward, parse_constraint, run_study, space_of
from tradewright.engine.optimise.engine_runner import EngineRunner
from tradewright.engine.report import Run, headline

DEFINITION = a_definition()
BARS = a_trending_walk(3, 900, drift=0.012)
SETTINGS = {"initial_capital": Decimal(5000), "commission_value": Decimal("0.1")}
INPUTS = {"fast": Decimal(5), "slow": Decimal(30)}


def a_runner(threads: int | None = 1) -> EngineRunner:
    return EngineRunner(DEFINITION, BARS, settings=SETTINGS, threads=threads)


def test_a_sweep_says_what_whole_runs_say() -> None:
    runner = a_runner()
    others = [INPUTS, {"fast": Decimal(9), "slow": Decimal(60)}]

    found = runner.sweep(others, 100, 700)

    for inputs, one in zip(others, found, strict=True):
        result = backtest(DEFINITION, BARS.slice(100, 700), inputs=inputs, **SETTINGS)
        assert one == headline(Run.of(result))
    assert runner.initial_capital == 5000.0
    assert runner.warmup(INPUTS) >= 30


def test_a_held_back_stretch_is_warm_and_flat_at_its_first_bar() -> None:
    runner = a_runner()

    cold = runner.run(INPUTS, 380, 680)
    warm = runner.run(INPUTS, 380, 680, lead=60)

    assert len(warm.equity) == len(warm.bars) == 300
    assert warm.bars.time[0] == BARS.time[380]
    assert warm.equity[0] == 5000.0
    # The crosses of the first thirty bars are seen only by the run that is warm.
    assert cold.trades.entry_bar[0] > 30 > warm.trades.entry_bar[0] >= 1
    first = int(warm.trades.entry_bar[0])
    assert warm.trades.entry_price[0] == pytest.approx(warm.bars.open[first], abs=0.01)


def test_walk_forward_steps_hand_their_money_on() -> None:
    constraint = parse_constraint("fast * 2 <= slow", DEFINITION)
    asked = Study(
        space=space_of(DEFINITION),
        method="grid",
        trials_max=40,
        split=WalkForward(folds=3),
        constraints=(constraint,),
        trades_least=3,
    )

    result = run_study(asked, DEFINITION, BARS, settings=SETTINGS, threads=1)

    assert result.out_of_sample is not None
    line = result.out_of_sample.equity
    assert len(line) == 450
    places = [fold.test.stop - 451 for fold in result.folds[:-1]]
    for fold, place in zip(result.folds[1:], places, strict=True):
        assert fold.inputs is not None
        alone = a_runner().run(
            fold.inputs, fold.test.start, fold.test.stop, lead=60, capital=float(line[place])
        )
        assert np.array_equal(alone.equity, line[place + 1 : place + 1 + len(alone.equity)])


def test_the_number_of_threads_changes_nothing() -> None:
    asked = Study(
        space=space_of(DEFINITION), method="bayesian", trials_max=40, split=TrainTest(), trades_least=3
    )

    one = run_study(asked, DEFINITION, BARS, threads=1)
    four = run_study(asked, DEFINITION, BARS, threads=4)

    assert one.trials == four.trials
    assert (one.best, one.verdict) == (four.best, four.verdict)
