"""Commodity channel index."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Param
from tradewright.engine.indicators._recent import window_cells, window_push
from tradewright.engine.indicators._sums import sum_cells, sum_push
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """The distance from the mean by 0.015 mean deviations, the deviation summed newest first; na when it is zero."""
    window_at = sum_cells(length)
    for i in range(len(out)):
        x = source[i]
        mean = sum_push(x, length, state, 0) / length
        first = window_push(x, length, state, window_at)
        out[i] = math.nan
        if first >= 0 and mean == mean:
            total = 0.0
            for k in range(length):
                total += abs(state[first + length - 1 - k] - mean)
            deviation = 0.015 * (total / length)
            if deviation != 0.0 and length > 1:
                out[i] = (x - mean) / deviation


INDICATOR = Indicator(
    name="cci",
    title="Commodity channel index",
    description="How unusually far price is from its average, in mean deviations; beyond +100 and -100 is called extended.",
    category="oscillator",
    inputs=(Input("source", default="hlc3"),),
    params=(Param("length", "int", 20, least=2, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: sum_cells(length) + window_cells(length),
    warmup=lambda length: length - 1,
    pine="ta.cci({source}, {length})",
    source="Pine v6 reference, ta.cci; Lambert (1980)",
    cost=4.0,
    examples=("cci(hlc3, 20)",),
)
