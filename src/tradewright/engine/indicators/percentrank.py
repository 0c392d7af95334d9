"""Percent rank."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._recent import window_cells, window_push
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """How many of the `length` values before are not above this one (within 1e-10), in percent; na ones are not counted."""
    for i in range(len(out)):
        x = source[i]
        first = window_push(x, length + 1, state, 0)
        if first < 0 or x != x:
            out[i] = math.nan
        else:
            below = 0
            for k in range(length):
                if state[first + k] <= x or state[first + k] - x <= 1e-10:
                    below += 1
            out[i] = below * 100.0 / length


INDICATOR = Indicator(
    name="percentrank",
    title="Percent rank",
    description="The share of the bars before that were not above this one, in percent.",
    category="statistics",
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: window_cells(length + 1),
    warmup=lambda length: length,
    pine="ta.percentrank({source}, {length})",
    source="Pine v6 reference, ta.percentrank",
    cost=3.0,
    examples=("percentrank(close, 100)",),
)
