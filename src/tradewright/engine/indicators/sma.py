"""Simple moving average."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._sums import sum_block, sum_cells
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """The average of the last `length` values that are not na; an na bar repeats the last result, as in Pine."""
    sum_block(source, length, float(length), state, 0, out)


INDICATOR = Indicator(
    name="sma",
    title="Simple moving average",
    description="The plain average of the last bars; the standard measure of where price has been.",
    category="moving average",
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=sum_cells,
    warmup=lambda length: length - 1,
    pine="ta.sma({source}, {length})",
    source="Pine v6 reference, ta.sma: the sum of the last values by their number",
    overlay=True,
    examples=("sma(close, 20)", "close > sma(close, 200)"),
)
