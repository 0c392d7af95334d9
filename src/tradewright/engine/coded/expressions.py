"""Series of a coded strategy from expression text: run once over all bars, without sight of later ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tradewright.domain.strategy.expression.parser import parse
from tradewright.domain.strategy.expression.typecheck import Scope, Symbol, check, expand
from tradewright.engine.bars import Bars
from tradewright.engine.indicators import LIBRARY
from tradewright.engine.program import ProgramBuilder, Run, matrix
from tradewright.kernel.timeframes import Timeframe


def columns_of(text: str, bars: Bars, inputs: Mapping[str, Any]) -> npt.NDArray[np.float64]:
    """Return the expression's value at each bar; a condition is 0.0 or 1.0. Raises Invalid, with line and column."""
    timeframe = Timeframe(bars.timeframe) if bars.timeframe else _nearest(bars)
    names = {name: _symbol(value) for name, value in inputs.items()}
    scope = Scope(catalogue=LIBRARY, names=names, inputs=dict(inputs), timeframe=timeframe)
    expr = expand(check(parse(text), scope).expr, scope)
    builder = ProgramBuilder(
        LIBRARY, timeframe, timezone=bars.timezone, tick=float(bars.tick), inputs=dict(inputs)
    )
    column = builder.add(expr)
    run = Run(builder.build())
    kept: npt.NDArray[np.float64] = run.feed(matrix(bars, run.program.zones), [builder.place_of(column)])[0]
    return kept


def _symbol(value: Any) -> Symbol:
    if isinstance(value, bool):
        return Symbol("bool", "input")
    if isinstance(value, str):
        return Symbol("float", "series")
    return Symbol("int" if isinstance(value, int) else "float", "input")


def _nearest(bars: Bars) -> Timeframe:
    """Return the timeframe that fits the usual distance between bars."""
    step = float(np.median(np.diff(bars.time))) if len(bars) > 1 else 60e9
    return min(Timeframe, key=lambda timeframe: abs(timeframe.nanoseconds - step))
