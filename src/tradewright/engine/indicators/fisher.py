"""Fisher transform."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param
from tradewright.engine.indicators._extremes import extreme_cells, highest_push
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, fisher: Block, trigger: Block) -> None:
    """state: bars, the smoothed place, the transform, then the two windows; na bars are passed over and give na.

    As in TradingView's script the place is clamped to 0.999 and the transform keeps half of the one before.
    """
    low_at = 3 + extreme_cells(length)
    for i in range(len(fisher)):
        x = source[i]
        fisher[i] = trigger[i] = math.nan
        state[0] += 1.0
        if x == x:
            top = highest_push(x, length, state, 3)
            bottom = -highest_push(-x, length, state, low_at)
            if state[0] >= length:
                place = (x - bottom) / (top - bottom) - 0.5 if top != bottom else 0.0
                value = min(0.999, max(-0.999, 0.66 * place + 0.67 * state[1]))
                trigger[i] = state[2]
                state[1] = value
                state[2] = 0.5 * math.log((1.0 + value) / (1.0 - value)) + 0.5 * state[2]
                fisher[i] = state[2]


INDICATOR = Indicator(
    name="fisher",
    title="Fisher transform",
    description="Stretches the place of price in its window so that turns become sharp peaks; trigger is a bar older.",
    category="oscillator",
    inputs=(Input("source", default="hl2"),),
    params=(Param("length", "int", 9, least=2, most=5000, title="Length"),),
    outputs=(Output("fisher"), Output("trigger")),
    kernel=kernel,
    state=lambda length: 3 + 2 * extreme_cells(length),
    warmup=lambda length: length - 1,
    pine="f_fisher({source}, {length})",
    pine_helper="""\
f_fisher(float source, simple int length) =>
    var float place = 0.0
    var float value = 0.0
    float top = ta.highest(source, length)
    float bottom = ta.lowest(source, length)
    float result = na
    float before = na
    if not na(top) and not na(source)
        float raw = top != bottom ? (source - bottom) / (top - bottom) - 0.5 : 0.0
        place := math.min(0.999, math.max(-0.999, 0.66 * raw + 0.67 * place))
        before := value
        value := 0.5 * math.log((1 + place) / (1 - place)) + 0.5 * value
        result := value
    [result, before]
""",
    source="Ehlers, Using the Fisher Transform (2002); TradingView's built-in script",
    cost=5.0,
    examples=("fisher(hl2, 9).fisher", "crossover(fisher(hl2, 9), fisher(hl2, 9).trigger)"),
)
