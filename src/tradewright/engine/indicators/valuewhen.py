"""Value at a past condition."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Param
from tradewright.engine.native import Block


def kernel(condition: Block, source: Block, occurrence: int, state: Block, out: Block) -> None:
    """Keep the values of the last `occurrence + 1` times; an na is kept like any other."""
    seen, position = state[0], int(state[1])
    for i in range(len(out)):
        if condition[i] == 1.0:
            state[2 + position] = source[i]
            position = position + 1 if position < occurrence else 0
            seen = min(seen + 1.0, occurrence + 1.0)
        out[i] = state[2 + position] if seen > occurrence else math.nan
    state[0], state[1] = seen, position


INDICATOR = Indicator(
    name="valuewhen",
    title="Value when",
    description="The value the series had when the condition last held (occurrence 0), the time before that (1), and so on.",
    category="memory",
    inputs=(Input("condition", kind="bool"), Input("source", default="close")),
    params=(Param("occurrence", "int", 0, least=0, most=1000, title="Times before the last"),),
    kernel=kernel,
    state=lambda occurrence: 3 + occurrence,
    pine="ta.valuewhen({condition}, {source}, {occurrence})",
    source="Pine v6 reference, ta.valuewhen",
    overlay=True,
    examples=("valuewhen(crossover(close, sma(close, 50)), low, 0)",),
)
