"""On-balance volume."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input
from tradewright.engine.native import Block


def kernel(close: Block, volume: Block, state: Block, out: Block) -> None:
    """Add the volume of a rising bar, take that of a falling one; na on the first bar."""
    known, previous, total = state[0], state[1], state[2]
    for i in range(len(out)):
        step = close[i] - previous
        signed = volume[i] if step > 0.0 else (-volume[i] if step < 0.0 else 0.0 * volume[i])
        previous = close[i]
        if known == 1.0 and step == step and signed == signed:
            total += signed
            out[i] = total
        else:
            out[i] = math.nan
        known = 1.0
    state[0], state[1], state[2] = known, previous, total


INDICATOR = Indicator(
    name="obv",
    title="On-balance volume",
    description="Running volume: that of rising bars is added, that of falling bars taken away.",
    category="volume",
    inputs=(Input("close", default="close", fixed=True), Input("volume", default="volume", fixed=True)),
    kernel=kernel,
    state=lambda: 3,
    warmup=lambda: 1,
    pine="ta.obv",
    source="Pine v6 reference, ta.obv (Joseph Granville, 1963)",
    examples=("obv() > sma(obv(), 50)",),
)
