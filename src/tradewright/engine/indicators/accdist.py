"""Accumulation and distribution."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input
from tradewright.engine.native import Block


def kernel(high: Block, low: Block, close: Block, volume: Block, state: Block, out: Block) -> None:
    """A bar without a range adds nothing."""
    total = state[0]
    for i in range(len(out)):
        span = high[i] - low[i]
        if span != 0.0:
            step = ((close[i] - low[i]) - (high[i] - close[i])) / span * volume[i]
            if step == step:
                total += step
        out[i] = total
    state[0] = total


INDICATOR = Indicator(
    name="accdist",
    title="Accumulation/distribution",
    description="Running volume weighted by where each bar closed in its range: up near the high, down near the low.",
    category="volume",
    inputs=(
        Input("high", default="high", fixed=True),
        Input("low", default="low", fixed=True),
        Input("close", default="close", fixed=True),
        Input("volume", default="volume", fixed=True),
    ),
    kernel=kernel,
    state=lambda: 1,
    pine="ta.accdist",
    source="Pine v6 reference, ta.accdist (Marc Chaikin)",
    examples=("accdist() > ema(accdist(), 20)",),
)
