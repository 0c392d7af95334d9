"""Lowest value, bars since."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Param
from tradewright.engine.indicators._window import slide
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """Of equal values the oldest counts; at na the answer is 0, as on TradingView."""
    slide(source, length, -1.0, 0, 1, state, out)


INDICATOR = Indicator(
    name="lowestbars",
    title="Lowest value, bars since",
    description="How many bars ago the lowest value of the last bars stood: 0 is this bar, -3 three bars ago.",
    category="price extremes",
    inputs=(Input("source", default="low"),),
    params=(Param("length", "int", 14, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: 3 + 2 * length,
    warmup=lambda length: length - 1,
    pine="ta.lowestbars({source}, {length})",
    source="Pine v6 reference, ta.lowestbars; na and ties as measured on TradingView by PyneCore",
    overlay=False,
    examples=("lowestbars(low, 20)",),
)
