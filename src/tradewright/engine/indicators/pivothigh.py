"""Pivot high."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Param
from tradewright.engine.indicators._window import pivot
from tradewright.engine.native import Block


def kernel(source: Block, left: int, right: int, state: Block, out: Block) -> None:
    """A later equal value takes the pivot's place, an earlier one does not."""
    pivot(source, left, right, 1.0, state, out)


INDICATOR = Indicator(
    name="pivothigh",
    title="Pivot high",
    description="The price of a swing high, on the bar that confirms it: above the bars on its left and on its right. "
    "It is known only after the bars on the right have closed, and na on every other bar.",
    category="market structure",
    inputs=(Input("source", default="high"),),
    params=(
        Param("left", "int", 5, least=0, most=2000, title="Bars on the left"),
        Param("right", "int", 5, least=0, most=2000, title="Bars on the right"),
    ),
    kernel=kernel,
    state=lambda left, right: 3 + 2 * (left + right + 1) + 1 + right + 1,
    warmup=lambda left, right: left + right,
    pine="ta.pivothigh({source}, {left}, {right})",
    source="Pine v6 reference, ta.pivothigh; ties as measured on TradingView by PyneCore",
    overlay=True,
    examples=("pivothigh(high, 5, 5)", "fixnan(pivothigh(high, 10, 3))"),
)
