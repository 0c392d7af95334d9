"""Cumulative sum."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator
from tradewright.engine.native import Block


def kernel(source: Block, state: Block, out: Block) -> None:
    """na adds nothing and gives na."""
    total = state[0]
    for i in range(len(out)):
        x = source[i]
        if x == x:
            total += x
            out[i] = total
        else:
            out[i] = x
    state[0] = total


INDICATOR = Indicator(
    name="cum",
    title="Cumulative sum",
    description="The sum of all values since the first bar.",
    category="statistics",
    kernel=kernel,
    state=lambda: 1,
    pine="ta.cum({source})",
    source="Pine v6 reference, ta.cum",
    examples=("cum(volume)",),
)
