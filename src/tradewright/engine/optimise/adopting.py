"""The best inputs become the strategy's defaults, and what speaks for them is written beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tradewright.domain.strategy.definition import Definition, InputValue
from tradewright.engine.optimise.figures import FIGURES
from tradewright.engine.optimise.result import StudyResult
from tradewright.engine.optimise.types import Figures, Inputs, Period

DESCRIPTION_MAX: Final = 4_000
"""Longest description a definition may have (see domain.strategy.documents)."""
MARK: Final = "Optimised: "
"""Begins the evidence in a description, so that a later study's takes its place."""


def adopted(definition: Definition, inputs: Inputs, evidence: str = "") -> Definition:
    """Return the definition with these inputs as its defaults; `evidence` ends its description, replacing an older one."""
    specs = tuple(
        replace(spec, default=_default(spec.default, inputs.get(spec.name))) for spec in definition.inputs
    )
    description = definition.description
    if evidence:
        own = description.split(MARK, 1)[0].rstrip()
        description = f"{own}\n\n{evidence}".strip()[:DESCRIPTION_MAX]
    return replace(definition, inputs=specs, description=description)


def evidence(result: StudyResult) -> str:
    """Return what speaks for, and against, the best inputs of a study, in a few sentences; nothing without a best."""
    best, study = result.best, result.study
    if best is None:
        return ""
    title = FIGURES[study.objective].title
    told = (
        f"{MARK}{study.method} search, {len(result.trials):,} trials ({result.verdict.trials_ever:,} ever), "
        f"seed {study.seed}. "
        f"{title} {_value(best.train, study.objective)} in training ({_days(result.train)})"
    )
    if result.test is not None:
        told += f", {_value(best.test, study.objective)} on bars no search has seen ({_days(result.test)})"
    if best.plateau is not None:
        told += f"; its neighbours keep {100.0 * best.plateau:.0f} % of its advantage"
    return f"{told}. {result.verdict.reason}"


def _default(before: InputValue, chosen: InputValue | None) -> InputValue:
    return before if chosen is None else chosen


def _value(figures: Figures | None, name: str) -> str:
    value = None if figures is None else figures.get(name)
    return "none" if value is None else f"{value:.2f}"


def _days(period: Period) -> str:
    return f"{period.since:%Y-%m-%d} to {period.until:%Y-%m-%d}"
