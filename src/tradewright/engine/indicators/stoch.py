"""Stochastic."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Param
from tradewright.engine.indicators._extremes import extreme_cells, highest_push
from tradewright.engine.native import Block


def kernel(source: Block, high: Block, low: Block, length: int, state: Block, out: Block) -> None:
    """100 times the place of source between the lowest and the highest; na without a range. state: bars, two windows."""
    low_at = 1 + extreme_cells(length)
    for i in range(len(out)):
        out[i] = math.nan
        state[0] += 1.0
        if source[i] == source[i] and high[i] == high[i] and low[i] == low[i]:
            top = highest_push(high[i], length, state, 1)
            bottom = -highest_push(-low[i], length, state, low_at)
            if state[0] >= length and top != bottom:
                out[i] = 100.0 * (source[i] - bottom) / (top - bottom)


INDICATOR = Indicator(
    name="stoch",
    title="Stochastic",
    description="Where the close stands between the lowest low and the highest high, from 0 to 100 (%K, not smoothed).",
    category="oscillator",
    inputs=(Input("source", default="close"), Input("high", default="high"), Input("low", default="low")),
    params=(Param("length", "int", 14, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: 1 + 2 * extreme_cells(length),
    warmup=lambda length: length - 1,
    pine="ta.stoch({source}, {high}, {low}, {length})",
    source="Pine v6 reference, ta.stoch; Lane (1950s)",
    cost=4.0,
    examples=("stoch(close, high, low, 14)", "sma(stoch(close, high, low, 14), 3)"),
)
