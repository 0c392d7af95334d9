"""Keltner channels."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param
from tradewright.engine.indicators._averages import average_cells, ema_step
from tradewright.engine.native import Block


def kernel(
    source: Block,
    high: Block,
    low: Block,
    close: Block,
    length: int,
    multiple: float,
    true_range: int,
    state: Block,
    middle: Block,
    upper: Block,
    lower: Block,
) -> None:
    """Exponential averages of source and of the range, which is na on the first bar when it is the true one.

    state: the close before and whether there is one, the two averages.
    """
    span_at = 2 + average_cells(length)
    for i in range(len(middle)):
        span = high[i] - low[i]
        if true_range != 0:
            before = state[0] if state[1] == 1.0 else math.nan
            span = max(span, abs(high[i] - before), abs(low[i] - before)) if before == before else math.nan
        state[0], state[1] = close[i], 1.0
        base = ema_step(source[i], length, state, 2)
        band = multiple * ema_step(span, length, state, span_at)
        middle[i] = base
        upper[i] = base + band
        lower[i] = base - band


INDICATOR = Indicator(
    name="kc",
    title="Keltner channels",
    description="An exponential average with a band of average ranges around it.",
    category="channel",
    inputs=(
        Input("source", default="close"),
        Input("high", default="high", fixed=True),
        Input("low", default="low", fixed=True),
        Input("close", default="close", fixed=True),
    ),
    params=(
        Param("length", "int", 20, least=1, most=5000, title="Length"),
        Param("multiple", "float", 2.0, least=0.001, most=50, step=0.1, title="Ranges"),
        Param("true_range", "bool", True, title="True range"),
    ),
    outputs=(Output("middle"), Output("upper"), Output("lower")),
    kernel=kernel,
    state=lambda length, **_: 2 + 2 * average_cells(length),
    warmup=lambda length, true_range=True, **_: length if true_range else length - 1,
    pine="ta.kc({source}, {length}, {multiple}, {true_range})",
    source="Pine v6 reference, ta.kc; Keltner (1960)",
    overlay=True,
    cost=3.0,
    examples=("kc(close, 20, 2).upper", "close > kc(close, 20, 2).upper"),
)
