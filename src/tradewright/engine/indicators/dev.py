"""Mean deviation."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._recent import window_cells, window_push
from tradewright.engine.indicators._sums import sum_cells, sum_push
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """The mean distance from the simple average, summed newest first; na in the window gives na."""
    window_at = sum_cells(length)
    for i in range(len(out)):
        mean = sum_push(source[i], length, state, 0) / length
        first = window_push(source[i], length, state, window_at)
        if first < 0 or mean != mean:
            out[i] = math.nan
        else:
            total = 0.0
            for k in range(length):
                total += abs(state[first + length - 1 - k] - mean)
            out[i] = total / length


INDICATOR = Indicator(
    name="dev",
    title="Mean deviation",
    description="How far the last bars are from their average, on average.",
    category="statistics",
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: sum_cells(length) + window_cells(length),
    warmup=lambda length: length - 1,
    pine="ta.dev({source}, {length})",
    source="Pine v6 reference, ta.dev",
    cost=3.0,
    examples=("dev(close, 20)",),
)
