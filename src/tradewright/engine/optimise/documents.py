"""Trials and results as plain data: what is saved, sent, and continued from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tradewright.domain.strategy.definition import InputValue
from tradewright.engine.optimise.types import (
    Best,
    Fold,
    InputConstraint,
    Inputs,
    OutOfSample,
    Period,
    Space,
    Study,
    Trial,
    Verdict,
)
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.money import plain

if TYPE_CHECKING:
    from tradewright.engine.optimise.result import StudyResult

EQUITY_POINTS_MAX = 2_000
"""Points of the equity line in a document; a screen has fewer columns."""
Document = dict[str, Any]


def trial_document(trial: Trial) -> Document:
    """Return a trial as JSON data; `trial_of` reads it back exactly."""
    return {
        "fold": trial.fold,
        "number": trial.number,
        "inputs": inputs_document(trial.inputs),
        "figures": dict(trial.figures),
        "objective": trial.objective,
        "is_feasible": trial.is_feasible,
        "plateau": trial.plateau,
    }


def trial_of(document: Mapping[str, Any], space: Space) -> Trial:
    """Return the trial that `trial_document` wrote for this space. Raises Invalid for one of another space."""
    known = {one.name: {_written(value): value for value in one.values} for one in space.dimensions}
    inputs: dict[str, InputValue] = {}
    for name, values in known.items():
        written = document["inputs"].get(name)
        if written not in values:
            raise Invalid(
                f"a saved trial has {name} = {written}, which this study does not search",
                faults=(Fault(f"$.inputs.{name}", "space", "a value of the study's space", str(written)),),
            )
        inputs[name] = values[written]
    return Trial(
        fold=document["fold"],
        number=document["number"],
        inputs=inputs,
        figures=dict(document["figures"]),
        objective=document["objective"],
        is_feasible=document["is_feasible"],
        plateau=document["plateau"],
    )


def inputs_document(inputs: Inputs) -> Document:
    """Return inputs as JSON data: numbers as decimal strings."""
    return {name: _written(value) for name, value in inputs.items()}


def _written(value: InputValue) -> str | bool:
    return plain(value) if isinstance(value, Decimal) else value


def study_document(study: Study) -> Document:
    """Return what was asked as JSON data."""
    return {
        "objective": study.objective,
        "method": study.method,
        "trials_max": study.trials_max,
        "seed": study.seed,
        "trades_least": study.trades_least,
        "split": asdict(study.split),
        "constraints": [
            {"expression": one.text} if isinstance(one, InputConstraint) else asdict(one)
            for one in study.constraints
        ],
        "space": [
            {
                "name": one.name,
                "values": [_written(value) for value in one.values],
                "is_ordered": one.is_ordered,
            }
            for one in study.space.dimensions
        ],
        "fixed": inputs_document(study.space.fixed),
    }


def result_document(result: StudyResult) -> Document:
    """Return a result without its trials as JSON data; times ISO 8601 UTC, figures as float numbers."""
    return {
        "study": study_document(result.study),
        "trials_done": len(result.trials),
        "trials_ever": result.trials_ever.count,
        "is_complete": result.is_complete,
        "train": _period(result.train),
        "test": None if result.test is None else _period(result.test),
        "best": None if result.best is None else best_document(result.best),
        "leaders": [best_document(leader) for leader in result.leaders],
        "folds": [fold_document(fold) for fold in result.folds],
        "out_of_sample": None if result.out_of_sample is None else _equity(result.out_of_sample),
        "verdict": verdict_document(result.verdict),
        "notes": list(result.notes),
    }


def best_document(best: Best) -> Document:
    """Return the chosen trial as JSON data."""
    given = {
        name: getattr(best, name) for name in ("number", "objective", "smoothed", "plateau", "neighbours")
    }
    figures = {name: _figures(getattr(best, name)) for name in ("train", "validate", "test")}
    return {"inputs": inputs_document(best.inputs), **given, **figures}


def fold_document(fold: Fold) -> Document:
    """Return one step of walk-forward as JSON data."""
    return {
        "number": fold.number,
        "inputs": None if fold.inputs is None else inputs_document(fold.inputs),
        "plateau": fold.plateau,
        "train": {**_period(fold.train), "figures": _figures(fold.train_figures)},
        "test": {**_period(fold.test), "figures": _figures(fold.test_figures)},
    }


def verdict_document(verdict: Verdict) -> Document:
    """Return the verdict as JSON data."""
    return asdict(verdict) | {"checks": [asdict(check) for check in verdict.checks]}


def _figures(figures: Mapping[str, float | None] | None) -> Document | None:
    return None if figures is None else dict(figures)


def _period(period: Period) -> Document:
    return {"from": _moment(period.since), "to": _moment(period.until), "bars": period.stop - period.start}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _equity(line: OutOfSample) -> Document:
    places = _thinned(len(line.time))
    times = [_moment(datetime.fromtimestamp(int(line.time[i]) / 1e9, UTC)) for i in places]
    return {"time": times, "equity": [float(line.equity[i]) for i in places], "figures": dict(line.figures)}


def _thinned(count: int) -> Sequence[int]:
    if count <= EQUITY_POINTS_MAX:
        return range(count)
    return [round(i * (count - 1) / (EQUITY_POINTS_MAX - 1)) for i in range(EQUITY_POINTS_MAX)]
