"""Linear regression."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._recent import window_cells, window_push
from tradewright.engine.native import Block


def kernel(source: Block, length: int, offset: int, state: Block, out: Block) -> None:
    """Fit a straight line to the window anew on every bar; na inside the window gives na. x runs from 1 to `length`."""
    sum_x = 0.5 * length * (length + 1.0)
    below = length * (length * (length + 1.0) * (2.0 * length + 1.0) / 6.0) - sum_x * sum_x
    for i in range(len(out)):
        first = window_push(source[i], length, state, 0)
        if first < 0:
            out[i] = math.nan
        elif length == 1:
            out[i] = source[i]
        else:
            sum_y, sum_xy = 0.0, 0.0
            for k in range(length):
                sum_y += state[first + k]
                sum_xy += state[first + k] * (k + 1.0)
            slope = (length * sum_xy - sum_x * sum_y) / below
            start = sum_y / length - slope * sum_x / length + slope
            out[i] = start + slope * (length - 1 - offset)


INDICATOR = Indicator(
    name="linreg",
    title="Linear regression",
    description="Where the straight line that fits the last bars best stands now, or `offset` bars ago.",
    category="moving average",
    params=(
        Param("length", "int", 20, least=1, most=5000, title="Length"),
        Param("offset", "int", 0, least=-5000, most=5000, title="Offset"),
    ),
    kernel=kernel,
    state=lambda length, **_: window_cells(length),
    warmup=lambda length, **_: length - 1,
    pine="ta.linreg({source}, {length}, {offset})",
    source="Pine v6 reference, ta.linreg: intercept + slope * (length - 1 - offset) of least squares",
    overlay=True,
    cost=4.0,
    examples=("linreg(close, 20, 0)",),
)
