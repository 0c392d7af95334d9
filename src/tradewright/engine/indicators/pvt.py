"""Price volume trend."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input
from tradewright.engine.native import Block


def kernel(close: Block, volume: Block, state: Block, out: Block) -> None:
    """Add the volume times the bar's relative change; na on the first bar."""
    known, previous, total = state[0], state[1], state[2]
    for i in range(len(out)):
        out[i] = math.nan
        if known == 1.0 and previous != 0.0:
            step = (close[i] - previous) / previous * volume[i]
            if step == step:
                total += step
                out[i] = total
        known, previous = 1.0, close[i]
    state[0], state[1], state[2] = known, previous, total


INDICATOR = Indicator(
    name="pvt",
    title="Price volume trend",
    description="Running volume in proportion to each bar's relative change of price.",
    category="volume",
    inputs=(Input("close", default="close", fixed=True), Input("volume", default="volume", fixed=True)),
    kernel=kernel,
    state=lambda: 3,
    warmup=lambda: 1,
    pine="ta.pvt",
    source="Pine v6 reference, ta.pvt",
    examples=("pvt() > ema(pvt(), 20)",),
)
