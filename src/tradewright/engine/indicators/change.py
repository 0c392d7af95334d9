"""Change."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Param
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """Subtract the value `length` bars ago; na before there is one."""
    seen, position = state[0], int(state[1])
    for i in range(len(out)):
        x = source[i]
        if seen < length:
            seen += 1.0
            out[i] = math.nan
        else:
            out[i] = x - state[2 + position]
        state[2 + position] = x
        position = position + 1 if position + 1 < length else 0
    state[0], state[1] = seen, position


INDICATOR = Indicator(
    name="change",
    title="Change",
    description="How much the series changed since some bars ago.",
    category="comparison",
    inputs=(Input("source", default="close"),),
    params=(Param("length", "int", 1, least=1, most=5000, title="Bars back"),),
    kernel=kernel,
    state=lambda length: 2 + length,
    warmup=lambda length: length,
    pine="ta.change({source}, {length})",
    source="Pine v6 reference, ta.change",
    examples=("change(close)", "change(close, 10) > 0"),
)
