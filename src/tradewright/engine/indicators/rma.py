"""Wilder's moving average."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._averages import average_cells, rma_step
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """Start with the simple average of the first `length` values; na before, and no memory is lost at na inside."""
    i, n = 0, len(out)
    while i < n and state[3] < length:
        out[i] = rma_step(source[i], length, state, 0)
        i += 1
    value = state[0]
    while i < n:
        x = source[i]
        if math.isnan(x):
            out[i] = math.nan
        else:
            value = (value * (length - 1) + x) / length
            out[i] = value
        i += 1
    state[0] = value


INDICATOR = Indicator(
    name="rma",
    title="Wilder's moving average",
    description="Wilder's slow exponential average (alpha 1 / length), also called SMMA; RSI, ATR and ADX are made of it.",
    category="moving average",
    params=(Param("length", "int", 14, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=average_cells,
    warmup=lambda length: length - 1,
    pine="ta.rma({source}, {length})",
    source="Pine v6 reference, ta.rma; Wilder, New Concepts in Technical Trading Systems (1978)",
    overlay=True,
    examples=("rma(close, 14)",),
)
