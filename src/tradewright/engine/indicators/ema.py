"""Exponential moving average."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """Start with the simple average of the first `length` values; na before, and no memory is lost at na inside."""
    alpha = 2.0 / (length + 1)
    count, total, value = state[0], state[1], state[2]
    i, n = 0, len(out)
    while i < n and count < length:
        x = source[i]
        if math.isnan(x):
            out[i] = math.nan
        else:
            count += 1.0
            total += x
            value = total / length
            out[i] = value if count == length else math.nan
        i += 1
    while i < n:
        x = source[i]
        if math.isnan(x):
            out[i] = math.nan
        else:
            value += alpha * (x - value)
            out[i] = value
        i += 1
    state[0], state[1], state[2] = count, total, value


INDICATOR = Indicator(
    name="ema",
    title="Exponential moving average",
    description="An average in which each older bar weighs less by the same factor; it turns sooner than a simple average.",
    category="moving average",
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: 3,
    warmup=lambda length: length - 1,
    pine="ta.ema({source}, {length})",
    source="Pine v6 reference, ta.ema: alpha = 2 / (length + 1), seeded by the simple average of the first values",
    overlay=True,
    examples=("ema(close, 20)",),
)
