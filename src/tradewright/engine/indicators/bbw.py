"""Bollinger band width."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._sums import HEAD, sum_step
from tradewright.engine.native import Block


def kernel(source: Block, length: int, multiple: float, state: Block, out: Block) -> None:
    """The distance of the bands in percent of the middle; na where the middle is zero."""
    raw, squares = HEAD + 2, HEAD + 2 + 2 * length
    p, pc, q, qc = state[0], state[1], state[2], state[3]
    count, at = int(state[4]), int(state[5])
    for i in range(len(out)):
        x = source[i]
        if x == x:
            p, pc = sum_step(x, p, pc, count, at, length, state, raw)
            q, qc = sum_step(x * x, q, qc, count, at, length, state, squares)
            if count < length:
                count += 1
            at += 1
            if at == length:
                at = 0
        out[i] = math.nan
        if count >= length and p != 0.0:
            mean = p / length
            width = multiple * math.sqrt(max(0.0, q / length - mean * mean))
            out[i] = ((mean + width) - (mean - width)) / mean * 100.0
    state[0], state[1], state[2], state[3], state[4], state[5] = p, pc, q, qc, count, at


INDICATOR = Indicator(
    name="bbw",
    title="Bollinger band width",
    description="The width of the Bollinger bands in percent of their middle; a low value is called a squeeze.",
    category="volatility",
    params=(
        Param("length", "int", 20, least=1, most=5000, title="Length"),
        Param("multiple", "float", 2.0, least=0.001, most=50, step=0.1, title="Deviations"),
    ),
    kernel=kernel,
    state=lambda length, **_: 6 + 4 * length,
    warmup=lambda length, **_: length - 1,
    pine="ta.bbw({source}, {length}, {multiple})",
    source="Pine v6 reference, ta.bbw",
    cost=2.0,
    examples=("bbw(close, 20, 2)",),
)
