"""Weighted moving average."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._recent import weighted_cells, wma_step
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """Weights fall linearly, the newest bar weighs `length`."""
    for i in range(len(out)):
        out[i] = wma_step(source[i], length, state, 0)


INDICATOR = Indicator(
    name="wma",
    title="Weighted moving average",
    description="An average whose weights fall in a straight line from the newest bar to the oldest.",
    category="moving average",
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=weighted_cells,
    warmup=lambda length: length - 1,
    pine="ta.wma({source}, {length})",
    source="Pine v6 reference, ta.wma",
    overlay=True,
    cost=4.0,
    examples=("wma(close, 20)",),
)
