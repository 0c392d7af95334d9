"""Range."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._extremes import extreme_cells, highest_push
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """The highest less the lowest; an na bar is passed over. state: bars, two windows."""
    low_at = 1 + extreme_cells(length)
    for i in range(len(out)):
        x = source[i]
        state[0] += 1.0
        out[i] = math.nan
        if x == x:
            top = highest_push(x, length, state, 1)
            bottom = -highest_push(-x, length, state, low_at)
            if state[0] >= length:
                out[i] = top - bottom


INDICATOR = Indicator(
    name="range",
    title="Range",
    description="The distance between the highest and the lowest value of the window.",
    category="statistics",
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: 1 + 2 * extreme_cells(length),
    warmup=lambda length: length - 1,
    pine="ta.range({source}, {length})",
    source="Pine v6 reference, ta.range",
    cost=4.0,
    examples=("range(close, 20)",),
)
