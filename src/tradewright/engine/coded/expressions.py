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
from tradewright.engine.program import ProgramBuilder, Run, rows_of, timeframe_of


def columns_of(text: str, bars: Bars, inputs: Mapping[str, Any]) -> npt.NDArray[np.float64]:
    """Return the expression's value at each bar; a condition is 0.0 or 1.0. Raises Invalid, with line and column."""
    timeframe = timeframe_of(bars)
    names = {name: _symbol(value) for name, value in inputs.items()}
    scope = Scope(catalogue=LIBRARY, names=names, inputs=dict(inputs), timeframe=timeframe)
    expr = expand(check(parse(text), scope).expr, scope)
    builder = ProgramBuilder(
        LIBRARY, timeframe, timezone=bars.timezone, tick=float(bars.tick), inputs=dict(inputs)
    )
    column = builder.add(expr)
    run = Run(builder.build())
    kept: npt.NDArray[np.float64] = run.feed(rows_of(bars, run.program), [builder.place_of(column)])[0]
    return kept


def _symbol(value: Any) -> Symbol:
    if isinstance(value, bool):
        return Symbol("bool", "input")
    if isinstance(value, str):
        return Symbol("float", "series")
    return Symbol("int" if isinstance(value, int) else "float", "input")
