"""A study from its question to its verdict: search, walk forward, choose, look at what was held back, judge."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from tradewright.domain.strategy.definition import Definition
from tradewright.engine.bars import Bars
from tradewright.engine.optimise.choosing import best_of, joined, leaders_of, unseen, walked
from tradewright.engine.optimise.constraints import allowing, check_figure
from tradewright.engine.optimise.figures import check_objective, figures_of
from tradewright.engine.optimise.result import StudyResult
from tradewright.engine.optimise.running import Runner
from tradewright.engine.optimise.searching import Searched, Searcher, blind_trials
from tradewright.engine.optimise.space import thinned
from tradewright.engine.optimise.splitting import Stretches, stretches_of
from tradewright.engine.optimise.types import (
    METHODS,
    TRIALS_MAX,
    Best,
    FigureConstraint,
    Inputs,
    Period,
    Study,
    Trial,
    TrialsBefore,
    Verdict,
    Whole,
)
from tradewright.engine.optimise.verdict import judge, nothing_found, returns_over
from tradewright.engine.report import Run, Trades, headline
from tradewright.kernel.errors import Fault, Invalid

CORNERS_MAX: Final = 64
"""Corners of the space whose warm-up is asked for; it grows with lengths, so the longest is at one of them."""


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """What a study will do: at most `trials_total` trials in `searches` searches over these stretches, of this study."""

    study: Study
    stretches: Stretches
    purge: int
    searches: int
    trials_total: int
    notes: tuple[str, ...]


def run_study(
    study: Study,
    definition: Definition,
    bars: Bars,
    *,
    done: Sequence[Trial] = (),
    on_trials: Callable[[Sequence[Trial]], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
    trials_before: TrialsBefore = TrialsBefore(),  # noqa: B008 - it is a constant
    threads: int | None = None,
    runner: Runner | None = None,
    settings: Mapping[str, Any] | None = None,
) -> StudyResult:
    """Return what the study comes to; blocks for as long as that takes.

    `on_trials` gets every new batch of trials, in order; handed back as `done` they make the study go on where it was, with
    the result it would have had. `should_stop` is asked between batches. `settings` are names of BrokerSettings, as for
    `engine.backtest`; `runner` stands in for the engine. The number of threads changes nothing.
    Raises Invalid for a study that cannot be: objective, split, constraints, inputs.
    """
    if runner is None:
        from tradewright.engine.optimise.engine_runner import EngineRunner

        runner = EngineRunner(definition, bars, settings=settings or {}, threads=threads)
    plan = plan_of(study, runner)
    study, stretches = plan.study, plan.stretches
    searcher = Searcher(
        study=study,
        runner=runner,
        allows=allowing(study.space, study.constraints, definition),
        memory={(trial.fold, trial.number): trial for trial in done},
        on_trials=on_trials,
        should_stop=should_stop,
    )
    searches = [searcher.search(0, stretches.train)]
    for number, (train, _) in enumerate(stretches.folds, start=1):
        if searches[-1].is_complete:
            searches.append(searcher.search(number, train))
    return _concluded(plan, runner, searches, trials_before)


def study_plan(
    study: Study, definition: Definition, bars: Bars, *, settings: Mapping[str, Any] | None = None
) -> StudyPlan:
    """Return what `run_study` would do. Raises Invalid as it does."""
    from tradewright.engine.optimise.engine_runner import EngineRunner

    return plan_of(study, EngineRunner(definition, bars, settings=settings or {}, threads=1))


def plan_of(study: Study, runner: Runner) -> StudyPlan:
    """Return the plan of a study whose strategy and bars `runner` knows."""
    _check(study)
    notes = []
    if study.method == "grid" and study.space.size > study.trials_max:
        sparser = thinned(study.space, study.trials_max)
        if sparser.size > study.trials_max:
            told = f"the grid has {sparser.size:,} points even when thinned; allow more trials, or search at random"
            raise Invalid(
                told, faults=(Fault("$.trials_max", "grid_too_large", told, str(study.trials_max)),)
            )
        notes.append(
            f"The grid of {study.space.size:,} points was thinned evenly to {sparser.size:,}, to stay within "
            f"{study.trials_max:,} trials."
        )
        study = replace(study, space=sparser)
    purge = 0
    if not isinstance(study.split, Whole):
        purge = _warmup(study, runner) if study.purge is None else study.purge
    stretches = stretches_of(study.split, runner.bars, purge)
    searches = 1 + len(stretches.folds)
    total = searches * min(study.trials_max, study.space.size)
    return StudyPlan(study, stretches, purge, searches, total, tuple(notes))


def _check(study: Study) -> None:
    check_objective(study.objective)
    if study.method not in METHODS:
        raise Invalid(
            f"there is no method '{study.method}'; there are {', '.join(METHODS)}",
            faults=(Fault("$.method", "option", f"one of {', '.join(METHODS)}", str(study.method)),),
        )
    if not 1 <= study.trials_max <= TRIALS_MAX:
        raise Invalid(
            f"trials_max is {study.trials_max}; expected 1 to {TRIALS_MAX}",
            faults=(Fault("$.trials_max", "range", f"1 to {TRIALS_MAX}", str(study.trials_max)),),
        )
    for place, one in enumerate(study.constraints):
        if isinstance(one, FigureConstraint):
            check_figure(one, f"$.constraints[{place}]")


def _warmup(study: Study, runner: Runner) -> int:
    longest = 0
    for inputs in itertools.islice(_corners(study), CORNERS_MAX):
        try:
            longest = max(longest, runner.warmup(inputs))
        except Invalid:
            continue  # a corner may be what a constraint excludes; a strategy that is wrong everywhere fails when it runs
    return longest


def _corners(study: Study) -> Iterator[Inputs]:
    """Corners of the space, that of all largest values first."""
    ends = [
        (one.values[-1], one.values[0]) if one.is_ordered else one.values for one in study.space.dimensions
    ]
    names = [one.name for one in study.space.dimensions]
    for corner in itertools.product(*ends):
        yield dict(study.space.fixed) | dict(zip(names, corner, strict=True))


def _concluded(
    plan: StudyPlan, runner: Runner, searches: Sequence[Searched], before: TrialsBefore
) -> StudyResult:
    study, stretches, lead = plan.study, plan.stretches, plan.purge
    own = searches[0]
    is_complete = all(one.is_complete for one in searches)
    trials = tuple(itertools.chain.from_iterable(one.trials for one in searches))
    ever = _ever(study, searches, before)
    folds, runs = walked(study, runner, stretches.folds, searches[1:], lead=lead)
    test_run = joined(runs)
    chosen = leaders_of(study, runner, own, stretches.validate, lead=lead)
    leaders: list[Best] = []
    notes = list(plan.notes)
    if not chosen:
        verdict = nothing_found(ever, _nothing(study, trials, is_complete=is_complete))
    else:
        tests = [test_run]
        if not stretches.folds and stretches.test is not None:
            tests = [
                _tested(study, runner, own.trials[one.place], stretches.test, lead=lead) for one in chosen
            ]
            test_run = tests[0]
        for one, run in itertools.zip_longest(chosen, tests):
            seen = None if run is None else figures_of(headline(run), run.initial_capital)
            leaders.append(best_of(study, own, one, seen))
        best = leaders[0]
        train_run = runner.run(best.inputs, stretches.train.start, stretches.train.stop)
        verdict = judge(
            best=best,
            train=train_run,
            test=test_run,
            folds=folds,
            trials=ever,
            has_neighbours=any(one.is_ordered and len(one.values) > 1 for one in study.space.dimensions),
        )
        if not is_complete:
            verdict = _unfinished(verdict)
        notes += _notes(study, best, test_run)
    return StudyResult(
        study=study,
        trials=trials,
        best=leaders[0] if leaders else None,
        leaders=tuple(leaders),
        train=stretches.train,
        test=stretches.test,
        folds=tuple(folds),
        out_of_sample=None if test_run is None else unseen(test_run),
        verdict=verdict,
        trials_ever=ever,
        is_complete=is_complete,
        notes=tuple(notes),
    )


def _tested(study: Study, runner: Runner, trial: Trial, test: Period, *, lead: int) -> Run | None:
    inputs = dict(study.space.fixed) | dict(trial.inputs)
    return runner.run(inputs, test.start, test.stop, lead=min(lead, test.start))


def _ever(study: Study, searches: Sequence[Searched], before: TrialsBefore) -> TrialsBefore:
    """All trials count; only those drawn blindly over the whole training stretch tell how Sharpe ratios vary."""
    blind = [trial.figures["sharpe"] for trial in searches[0].trials[: blind_trials(study)]]
    total = sum(len(one.trials) for one in searches)
    return replace(before.joined(blind), count=before.count + total)


def _nothing(study: Study, trials: Sequence[Trial], *, is_complete: bool) -> str:
    if not trials:
        return (
            "Nothing was tried: no combination meets the constraints over inputs."
            if is_complete
            else "The search was stopped before its first trial."
        )
    return (
        f"None of {len(trials):,} trials made at least {study.trades_least} trades and met the constraints, so there is "
        "nothing to choose."
    )


def _unfinished(verdict: Verdict) -> Verdict:
    told = f"The search was stopped before its end, so nothing is proven. {verdict.reason}"
    return replace(verdict, is_noise=True, reason=told)


def _notes(study: Study, best: Best, test_run: Run | None) -> list[str]:
    if test_run is None:
        return ["Nothing was held back: choose a split, and the verdict can look at bars no search has seen."]
    notes = []
    here, there = best.train.get(study.objective), (best.test or {}).get(study.objective)
    if here is not None and there is not None and here > 0.0:
        notes.append(
            f"Outside training it keeps {100.0 * there / here:.0f} % of its {study.objective.replace('_', ' ')}."
        )
    close = test_run.bars.close
    holding = replace(
        test_run,
        trades=Trades.none(),
        open_trades=Trades.none(),
        equity=close,
        initial_capital=float(close[0]),
    )
    held, own = returns_over(holding).sharpe, returns_over(test_run).sharpe
    if held is not None and (own is None or held > own):
        notes.append(
            f"Buying and holding over the bars no search has seen had the higher yearly Sharpe ratio, {held:.2f}."
        )
    return notes
