"""How often a strategy was tried, kept in this home from one `tradewright optimise` to the next.

Luck grows with every trial, so a verdict must know of all. A strategy is known by what it means without its inputs' values
and ranges: adopting the best inputs, or searching other ranges, does not begin a new count.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from tradewright.engine.optimise import TrialsBefore

if TYPE_CHECKING:
    from tradewright.domain.strategy.definition import Definition, InputSpec


class TrialLedger:
    """A file with a line for each study; lines are only ever added, so two programs do not lose each other's."""

    def __init__(self, home: Path) -> None:
        self._file = home / "data" / "trials.jsonl"

    def before(self, definition: Definition) -> TrialsBefore:
        """Return all trials of the strategy so far."""
        total, key = TrialsBefore(), strategy_key(definition)
        if not self._file.is_file():
            return total
        for line in self._file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row.pop("strategy") == key:
                total = total.merged(TrialsBefore(**row))
        return total

    def add(self, definition: Definition, before: TrialsBefore, ever: TrialsBefore) -> None:
        """Keep what a study added: `ever` less `before`."""
        new = _less(ever, before)
        if new.count <= 0:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps({'strategy': strategy_key(definition)} | asdict(new))}\n")


def strategy_key(definition: Definition) -> str:
    """Return what stays the same of a strategy when only its inputs' values and ranges change."""
    from tradewright.domain.strategy.documents import definition_hash

    return definition_hash(replace(definition, inputs=tuple(_bare(spec) for spec in definition.inputs)))


def _bare(spec: InputSpec) -> InputSpec:
    nothing: Decimal | bool | str = (
        False if spec.type == "bool" else Decimal(0) if spec.type in ("int", "float") else ""
    )
    return replace(spec, default=nothing, least=None, most=None, step=None, options=())


def _less(whole: TrialsBefore, part: TrialsBefore) -> TrialsBefore:
    """Return the rest, so that `part.merged(rest)` is `whole`."""
    count, rated = whole.count - part.count, whole.rated - part.rated
    if rated <= 0:
        return TrialsBefore(count)
    mean = (whole.sharpe_mean * whole.rated - part.sharpe_mean * part.rated) / rated
    squares = whole.rated * (whole.sharpe_variance + whole.sharpe_mean**2)
    squares -= part.rated * (part.sharpe_variance + part.sharpe_mean**2)
    return TrialsBefore(count, rated, mean, max(squares / rated - mean * mean, 0.0))
