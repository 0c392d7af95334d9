"""Lowest value."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Param
from tradewright.engine.indicators._window import peak
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """An na empties the window, as TradingView does."""
    peak(source, length, -1.0, state, out)


INDICATOR = Indicator(
    name="lowest",
    title="Lowest value",
    description="The lowest value of the last bars, this one included; the edge of a price channel.",
    category="price extremes",
    inputs=(Input("source", default="low"),),
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: 4 + length,
    warmup=lambda length: length - 1,
    pine="ta.lowest({source}, {length})",
    source="Pine v6 reference, ta.lowest; na and ties as measured on TradingView by PyneCore",
    overlay=True,
    examples=("lowest(low, 20)",),
)
