"""Parabolic stop and reverse."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Param
from tradewright.engine.native import Block


def kernel(
    high: Block, low: Block, start: float, increment: float, maximum: float, state: Block, out: Block
) -> None:
    """Start on the second bar, down when its high is lower; a bar that only touches the stop does not turn it."""
    bar, level, extreme, factor, is_long = state[0], state[1], state[2], state[3], state[4]
    high1, low1, high2, low2 = state[5], state[6], state[7], state[8]
    for i in range(len(out)):
        h, l = high[i], low[i]
        if bar == 0.0:
            out[i] = math.nan
        elif bar == 1.0:
            is_long = 0.0 if high1 > h else 1.0
            level, extreme = (low1, h) if is_long == 1.0 else (high1, l)
            factor = start
            out[i] = level
        else:
            level += factor * (extreme - level)
            if is_long == 1.0:
                if l < level:
                    is_long, factor = 0.0, start
                    level = max(extreme, h, high1, high2)
                    extreme = l
                else:
                    level = min(level, low1, low2)
                    if h > extreme:
                        extreme, factor = h, min(factor + increment, maximum)
            elif h > level:
                is_long, factor = 1.0, start
                level = min(extreme, l, low1, low2)
                extreme = h
            else:
                level = max(level, high1, high2)
                if l < extreme:
                    extreme, factor = l, min(factor + increment, maximum)
            out[i] = level
        high2, low2, high1, low1 = high1, low1, h, l
        bar += 1.0
    state[0], state[1], state[2], state[3], state[4] = bar, level, extreme, factor, is_long
    state[5], state[6], state[7], state[8] = high1, low1, high2, low2


INDICATOR = Indicator(
    name="sar",
    title="Parabolic SAR",
    description="A stop that follows the trend, faster with each new extreme; passed by the price, it changes sides.",
    category="trend",
    inputs=(Input("high", default="high", fixed=True), Input("low", default="low", fixed=True)),
    params=(
        Param("start", "float", 0.02, least=0.0, most=1, step=0.01, title="Start"),
        Param("increment", "float", 0.02, least=0.0, most=1, step=0.01, title="Increment"),
        Param("maximum", "float", 0.2, least=0.0, most=1, step=0.05, title="Maximum"),
    ),
    kernel=kernel,
    state=lambda start, increment, maximum: 9,
    warmup=lambda start, increment, maximum: 1,
    pine="ta.sar({start}, {increment}, {maximum})",
    source="Wilder, New Concepts in Technical Trading Systems (1978); details as measured on TradingView by PyneCore",
    overlay=True,
    examples=("sar(0.02, 0.02, 0.2)", "crossover(close, sar())"),
)
