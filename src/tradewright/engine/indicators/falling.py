"""Falling."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param
from tradewright.engine.indicators._window import TOLERANCE
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """Count the steps in a row; a step within the tolerance ends the run, as does an na."""
    known, last, run = state[0], state[1], state[2]
    for i in range(len(out)):
        x = source[i]
        run = run + 1.0 if known == 1.0 and last - x > TOLERANCE else 0.0
        known, last = (0.0, 0.0) if math.isnan(x) else (1.0, x)
        out[i] = 1.0 if run >= length else 0.0
    state[0], state[1], state[2] = known, last, run


INDICATOR = Indicator(
    name="falling",
    title="Falling",
    description="True when the series has fallen on each of the last bars.",
    category="comparison",
    inputs=(Input("source", default="close"),),
    params=(Param("length", "int", 3, least=1, most=5000, title="Bars in a row"),),
    outputs=(Output("value", "bool"),),
    kernel=kernel,
    state=lambda length: 3,
    warmup=lambda length: length,
    pine="ta.falling({source}, {length})",
    source="Pine v6 reference, ta.falling; the tolerance as measured on TradingView by PyneCore",
    examples=("falling(close, 3)",),
)
