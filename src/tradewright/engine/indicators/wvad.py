"""Williams variable accumulation and distribution."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input
from tradewright.engine.native import Block


def kernel(
    open_: Block, high: Block, low: Block, close: Block, volume: Block, state: Block, out: Block
) -> None:
    """A bar without a range is na."""
    for i in range(len(out)):
        span = high[i] - low[i]
        out[i] = (close[i] - open_[i]) / span * volume[i] if span != 0.0 else math.nan


INDICATOR = Indicator(
    name="wvad",
    title="Williams variable accumulation/distribution",
    description="The bar's volume, times the part of its range that it gained from open to close.",
    category="volume",
    inputs=(
        Input("open", default="open", fixed=True),
        Input("high", default="high", fixed=True),
        Input("low", default="low", fixed=True),
        Input("close", default="close", fixed=True),
        Input("volume", default="volume", fixed=True),
    ),
    kernel=kernel,
    pine="ta.wvad",
    source="Pine v6 reference, ta.wvad (Larry Williams)",
    examples=("sma(wvad(), 20) > 0",),
)
