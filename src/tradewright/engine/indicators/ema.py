"""Exponential moving average."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._averages import average_cells, ema_step
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """Start with the simple average of the first `length` values; na before, and no memory is lost at na inside."""
    alpha = 2.0 / (length + 1)
    i, n = 0, len(out)
    while i < n and state[3] < length:
        out[i] = ema_step(source[i], length, state, 0)
        i += 1
    value = state[0]
    while i < n:
        x = source[i]
        if math.isnan(x):
            out[i] = math.nan
        else:
            value += alpha * (x - value)
            out[i] = value
        i += 1
    state[0] = value


INDICATOR = Indicator(
    name="ema",
    title="Exponential moving average",
    description="An average in which each older bar weighs less by the same factor; it turns sooner than a simple average.",
    category="moving average",
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=average_cells,
    warmup=lambda length: length - 1,
    pine="ta.ema({source}, {length})",
    source="Pine v6 reference, ta.ema: alpha = 2 / (length + 1), seeded by the simple average of the first values",
    overlay=True,
    examples=("ema(close, 20)",),
)
