"""Bars since a condition."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input
from tradewright.engine.native import Block


def kernel(condition: Block, state: Block, out: Block) -> None:
    """0 on a bar where it holds; na until it held once."""
    known, bars = state[0], state[1]
    for i in range(len(out)):
        if condition[i] == 1.0:
            known, bars = 1.0, 0.0
        else:
            bars += 1.0
        out[i] = bars if known == 1.0 else math.nan
    state[0], state[1] = known, bars


INDICATOR = Indicator(
    name="barssince",
    title="Bars since",
    description="How many bars ago the condition last held; 0 on the bar itself, na when it never did.",
    category="memory",
    inputs=(Input("condition", kind="bool"),),
    kernel=kernel,
    state=lambda: 2,
    pine="ta.barssince({condition})",
    source="Pine v6 reference, ta.barssince",
    examples=("barssince(crossover(close, sma(close, 50))) <= 3",),
)
