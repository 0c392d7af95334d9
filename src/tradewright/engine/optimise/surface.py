"""The parameter map: the objective over two inputs, all others folded away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from tradewright.domain.strategy.definition import InputValue
from tradewright.engine.optimise.types import Dimension, Space, Trial
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.money import plain


@dataclass(frozen=True, slots=True)
class Surface:
    """A parameter map: rows follow `y_values`, columns `x_values`; None where nothing feasible was tried.

    `best` and `mean` are of the objective over all other inputs, `count` the feasible trials behind a cell.
    """

    x: str
    y: str
    x_values: tuple[InputValue, ...]
    y_values: tuple[InputValue, ...]
    best: tuple[tuple[float | None, ...], ...]
    mean: tuple[tuple[float | None, ...], ...]
    count: tuple[tuple[int, ...], ...]


def surface_of(space: Space, trials: Sequence[Trial], x: str, y: str) -> Surface:
    """Return the map of `x` against `y` from the trials of fold 0. Raises Invalid for an input that was not searched."""
    across, down = _dimension(space, x, "x"), _dimension(space, y, "y")
    column = {value: place for place, value in enumerate(across.values)}
    row = {value: place for place, value in enumerate(down.values)}
    shape = (len(row), len(column))
    best, total, count = np.full(shape, -np.inf), np.zeros(shape), np.zeros(shape, np.int64)
    for trial in trials:
        if trial.fold or not trial.is_feasible or trial.objective is None:
            continue
        at = row[trial.inputs[y]], column[trial.inputs[x]]
        best[at] = max(best[at], trial.objective)
        total[at] += trial.objective
        count[at] += 1
    cells = [[(i, j) for j in range(shape[1])] for i in range(shape[0])]
    return Surface(
        x=x,
        y=y,
        x_values=across.values,
        y_values=down.values,
        best=tuple(tuple(float(best[at]) if count[at] else None for at in line) for line in cells),
        mean=tuple(
            tuple(float(total[at] / count[at]) if count[at] else None for at in line) for line in cells
        ),
        count=tuple(tuple(int(count[at]) for at in line) for line in cells),
    )


def surface_document(surface: Surface) -> dict[str, Any]:
    """Return a map as JSON data."""
    return asdict(surface) | {
        "x_values": written(surface.x_values),
        "y_values": written(surface.y_values),
        "best": [list(line) for line in surface.best],
        "mean": [list(line) for line in surface.mean],
        "count": [list(line) for line in surface.count],
    }


def written(values: Sequence[InputValue]) -> list[str | bool]:
    """Return values of inputs as JSON data: numbers as decimal strings."""
    return [plain(value) if isinstance(value, Decimal) else value for value in values]


def _dimension(space: Space, name: str, axis: str) -> Dimension:
    for dimension in space.dimensions:
        if dimension.name == name:
            return dimension
    known = ", ".join(dimension.name for dimension in space.dimensions)
    raise Invalid(
        f"'{name}' was not searched; searched were {known}",
        faults=(Fault(f"$.{axis}", "searched", known, name),),
    )
