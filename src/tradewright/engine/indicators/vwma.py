"""Volume-weighted moving average."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Param
from tradewright.engine.indicators._sums import sum_cells, sum_push
from tradewright.engine.native import Block


def kernel(source: Block, volume: Block, length: int, state: Block, out: Block) -> None:
    """The average of price times volume by the average of volume; na while no volume was traded."""
    second = sum_cells(length)
    for i in range(len(out)):
        above = sum_push(source[i] * volume[i], length, state, 0) / length
        below = sum_push(volume[i], length, state, second) / length
        out[i] = above / below if below != 0.0 else math.nan


INDICATOR = Indicator(
    name="vwma",
    title="Volume-weighted moving average",
    description="A simple average in which bars count by their volume: it leans to where most was traded.",
    category="moving average",
    inputs=(Input("source", default="close"), Input("volume", default="volume", fixed=True)),
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: 2 * sum_cells(length),
    warmup=lambda length: length - 1,
    pine="ta.vwma({source}, {length})",
    source="Pine v6 reference, ta.vwma: sma(source * volume) / sma(volume)",
    overlay=True,
    cost=2.0,
    examples=("vwma(close, 20)",),
)
