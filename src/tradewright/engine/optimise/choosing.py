"""Which trial is taken: not the highest, but the one on the highest ground; then a look at what nobody searched."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from tradewright.engine.optimise.figures import figures_of, objective_of
from tradewright.engine.optimise.running import Runner
from tradewright.engine.optimise.searching import Searched
from tradewright.engine.optimise.types import Best, Figures, Fold, Inputs, OutOfSample, Period, Study
from tradewright.engine.report import Run, Trades, headline

LEADERS: Final = 10
"""Leaders of training that are compared on the validation stretch, and shown: few, since every look there costs some of its
worth.
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The place of a trial in its search, and its figures on the validation stretch, where there is one."""

    place: int
    validate: Figures | None = None


def leaders_of(
    study: Study, runner: Runner, searched: Searched, validate: Period | None, *, lead: int
) -> list[Chosen]:
    """Return the trials with the best surroundings, the one to take first: with a validation stretch, the best there.

    Empty when no trial may be chosen.
    """
    places = searched.ground.leaders(LEADERS)
    if validate is None:
        return [Chosen(place) for place in places]
    looked = []
    for place in places:
        inputs = dict(study.space.fixed) | dict(searched.trials[place].inputs)
        run = runner.run(inputs, validate.start, validate.stop, lead=min(lead, validate.start))
        looked.append(Chosen(place, figures_of(headline(run), run.initial_capital)))
    return sorted(looked, key=lambda one: -_worth(study, one.validate))


def _worth(study: Study, figures: Figures | None) -> float:
    value = None if figures is None else objective_of(study.objective, figures)
    return -math.inf if value is None else value


def best_of(study: Study, searched: Searched, chosen: Chosen, test: Figures | None) -> Best:
    """Return the chosen trial with all that is known of it."""
    trial, ground = searched.trials[chosen.place], searched.ground
    return Best(
        number=trial.number,
        inputs=dict(study.space.fixed) | dict(trial.inputs),
        objective=trial.objective or 0.0,
        smoothed=float(ground.smoothed[chosen.place]),
        plateau=trial.plateau,
        neighbours=int(ground.neighbours[chosen.place]),
        train=trial.figures,
        validate=chosen.validate,
        test=test,
    )


def walked(
    study: Study,
    runner: Runner,
    stretches: Sequence[tuple[Period, Period]],
    searches: Sequence[Searched],
    *,
    lead: int,
) -> tuple[list[Fold], list[Run]]:
    """Return the steps of walk-forward: each trades its stretch with the money the step before it left.

    A step in which nothing met the constraints trades nothing. After a total loss there is nothing more to trade with.
    """
    folds, runs = [], []
    capital = runner.initial_capital
    for number, ((train, test), searched) in enumerate(zip(stretches, searches, strict=False), start=1):
        first = searched.ground.leaders(1)
        trial = searched.trials[first[0]] if first else None
        inputs: Inputs | None = None if trial is None else dict(study.space.fixed) | dict(trial.inputs)
        figures = None
        if inputs is not None and capital > 0.0:
            run = runner.run(inputs, test.start, test.stop, lead=min(lead, test.start), capital=capital)
            figures = figures_of(headline(run), capital)
            capital = float(run.equity[-1])
            runs.append(run)
        else:
            runs.append(_idle(runner, test, capital))
        folds.append(
            Fold(
                number=number,
                train=train,
                test=test,
                inputs=inputs,
                plateau=None if trial is None else trial.plateau,
                train_figures=None if trial is None else trial.figures,
                test_figures=figures,
            )
        )
    return folds, runs


def _idle(runner: Runner, test: Period, capital: float) -> Run:
    bars = runner.bars.slice(test.start, test.stop)
    return Run(bars, Trades.none(), Trades.none(), np.full(len(bars), capital), capital)


def joined(runs: Sequence[Run]) -> Run | None:
    """Return runs that follow each other as one: equity goes on, trades keep their bars and their money."""
    if not runs:
        return None
    first = runs[0].bars
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(run.bars, name) for run in runs])
        for name in ("time", "open", "high", "low", "close", "volume")
    }
    starts = np.cumsum([0, *(len(run.bars) for run in runs)])
    trades = [_later(run.trades, int(start)) for run, start in zip(runs, starts, strict=False)]
    together = Trades(*(np.concatenate([getattr(one, name) for one in trades]) for name in Trades.__slots__))
    return Run(
        replace(first, **columns),
        together,
        _later(runs[-1].open_trades, int(starts[-2])),
        np.concatenate([run.equity for run in runs]),
        runs[0].initial_capital,
        names=runs[0].names,
    )


def _later(trades: Trades, bars: int) -> Trades:
    return replace(trades, entry_bar=trades.entry_bar + bars, exit_bar=trades.exit_bar + bars)


def unseen(run: Run) -> OutOfSample:
    """Return the equity of a run over bars that no search has seen."""
    return OutOfSample(run.bars.time, run.equity, figures_of(headline(run), run.initial_capital))
