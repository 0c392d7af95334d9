"""Intraday intensity."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input
from tradewright.engine.native import Block


def kernel(high: Block, low: Block, close: Block, volume: Block, state: Block, out: Block) -> None:
    """A bar without range or volume is na."""
    for i in range(len(out)):
        divisor = (high[i] - low[i]) * volume[i]
        out[i] = (2.0 * close[i] - high[i] - low[i]) / divisor if divisor != 0.0 else math.nan


INDICATOR = Indicator(
    name="iii",
    title="Intraday intensity",
    description="Where the bar closed in its range, per unit of volume: positive near the high, negative near the low.",
    category="volume",
    inputs=(
        Input("high", default="high", fixed=True),
        Input("low", default="low", fixed=True),
        Input("close", default="close", fixed=True),
        Input("volume", default="volume", fixed=True),
    ),
    kernel=kernel,
    pine="ta.iii",
    source="Pine v6 reference, ta.iii (David Bostian)",
    examples=("iii() > 0",),
)
