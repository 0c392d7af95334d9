"""Bollinger bands."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Output, Param
from tradewright.engine.indicators._sums import HEAD, sum_step
from tradewright.engine.native import Block


def kernel(
    source: Block, length: int, multiple: float, state: Block, middle: Block, upper: Block, lower: Block
) -> None:
    """The simple average, and the biased standard deviation above and below it."""
    raw, squares = HEAD + 2, HEAD + 2 + 2 * length
    p, pc, q, qc = state[0], state[1], state[2], state[3]
    count, at = int(state[4]), int(state[5])
    for i in range(len(middle)):
        x = source[i]
        if x == x:
            p, pc = sum_step(x, p, pc, count, at, length, state, raw)
            q, qc = sum_step(x * x, q, qc, count, at, length, state, squares)
            if count < length:
                count += 1
            at += 1
            if at == length:
                at = 0
        if count < length:
            middle[i] = upper[i] = lower[i] = math.nan
        else:
            mean = p / length
            width = multiple * math.sqrt(max(0.0, q / length - mean * mean))
            middle[i] = mean
            upper[i] = mean + width
            lower[i] = mean - width
    state[0], state[1], state[2], state[3], state[4], state[5] = p, pc, q, qc, count, at


INDICATOR = Indicator(
    name="bb",
    title="Bollinger bands",
    description="An average with a band of standard deviations around it: wide when markets move, narrow when they rest.",
    category="channel",
    params=(
        Param("length", "int", 20, least=1, most=5000, title="Length"),
        Param("multiple", "float", 2.0, least=0.001, most=50, step=0.1, title="Deviations"),
    ),
    outputs=(Output("middle"), Output("upper"), Output("lower")),
    kernel=kernel,
    state=lambda length, **_: 6 + 4 * length,
    warmup=lambda length, **_: length - 1,
    pine="ta.bb({source}, {length}, {multiple})",
    source="Pine v6 reference, ta.bb; Bollinger (2001)",
    overlay=True,
    cost=2.0,
    examples=("bb(close, 20, 2).lower", "close < bb(close, 20, 2).lower"),
)
