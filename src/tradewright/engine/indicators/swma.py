"""Symmetrically weighted moving average."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator
from tradewright.engine.native import Block


def kernel(source: Block, state: Block, out: Block) -> None:
    """Four bars, weighted 1 2 2 1; na among them gives na. state: bars seen, then the three values before."""
    for i in range(len(out)):
        x = source[i]
        out[i] = math.nan
        if state[0] >= 3.0:
            out[i] = (x + 2.0 * state[1] + 2.0 * state[2] + state[3]) / 6.0
        else:
            state[0] += 1.0
        state[3], state[2], state[1] = state[2], state[1], x


INDICATOR = Indicator(
    name="swma",
    title="Symmetrically weighted moving average",
    description="The average of the last four bars, the two in the middle counted twice.",
    category="moving average",
    kernel=kernel,
    state=lambda: 4,
    warmup=lambda: 3,
    pine="ta.swma({source})",
    source="Pine v6 reference, ta.swma",
    overlay=True,
    examples=("swma(close)",),
)
