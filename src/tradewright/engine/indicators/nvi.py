"""Negative volume index."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input
from tradewright.engine.native import Block


def kernel(close: Block, volume: Block, state: Block, out: Block) -> None:
    """Start at 1; the bar before the first has close and volume 0, so the first bar changes nothing."""
    previous, traded, index = state[0], state[1], state[2]
    index = 1.0 if index == 0.0 else index
    for i in range(len(out)):
        price = close[i]
        if volume[i] < traded and previous != 0.0 and price != 0.0:
            step = (price - previous) / previous * index
            if step == step:
                index += step
        previous, traded = price, volume[i]
        out[i] = index
    state[0], state[1], state[2] = previous, traded, index


INDICATOR = Indicator(
    name="nvi",
    title="Negative volume index",
    description="An index that follows the price only on bars with less volume than the bar before.",
    category="volume",
    inputs=(Input("close", default="close", fixed=True), Input("volume", default="volume", fixed=True)),
    kernel=kernel,
    state=lambda: 3,
    pine="ta.nvi",
    source="Pine v6 reference, ta.nvi (Norman Fosback, Stock Market Logic, 1976)",
    examples=("nvi() > ema(nvi(), 255)",),
)
