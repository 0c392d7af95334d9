"""Williams %R."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Param
from tradewright.engine.indicators._extremes import extreme_cells, highest_push
from tradewright.engine.native import Block


def kernel(high: Block, low: Block, close: Block, length: int, state: Block, out: Block) -> None:
    """100 times the distance of the close from the highest by the range; na without a range. state: bars, two windows."""
    low_at = 1 + extreme_cells(length)
    for i in range(len(out)):
        state[0] += 1.0
        top = highest_push(high[i], length, state, 1)
        bottom = -highest_push(-low[i], length, state, low_at)
        span = top - bottom
        out[i] = 100.0 * (close[i] - top) / span if state[0] >= length and span != 0.0 else math.nan


INDICATOR = Indicator(
    name="wpr",
    title="Williams %R",
    description="How far the close is below the highest high of the window, from -100 (at the low) to 0 (at the high).",
    category="oscillator",
    inputs=(
        Input("high", default="high", fixed=True),
        Input("low", default="low", fixed=True),
        Input("close", default="close", fixed=True),
    ),
    params=(Param("length", "int", 14, least=2, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: 1 + 2 * extreme_cells(length),
    warmup=lambda length: length - 1,
    pine="ta.wpr({length})",
    source="Pine v6 reference, ta.wpr; Williams (1973)",
    cost=4.0,
    examples=("wpr(14)", "wpr(14) < -80"),
)
