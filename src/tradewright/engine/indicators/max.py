"""All-time highest."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input
from tradewright.engine.native import Block


def kernel(source: Block, state: Block, out: Block) -> None:
    """An na changes nothing."""
    known, best = state[0], state[1]
    for i in range(len(out)):
        x = source[i]
        if x == x and (known == 0.0 or x > best):
            known, best = 1.0, x
        out[i] = best if known == 1.0 else math.nan
    state[0], state[1] = known, best


INDICATOR = Indicator(
    name="max",
    title="All-time highest",
    description="The highest value since the first bar.",
    category="price extremes",
    inputs=(Input("source", default="high"),),
    kernel=kernel,
    state=lambda: 2,
    pine="ta.max({source})",
    source="Pine v6 reference, ta.max",
    overlay=True,
    examples=("max(high)",),
)
