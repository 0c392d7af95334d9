"""Swing low."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="swing_low",
    title="Swing low",
    description="The last confirmed pivot low; it holds until the next one is confirmed.",
    category="market structure",
    inputs=(),
    params=(
        Param("left", "int", 5, least=1, most=1000, title="Bars on the left"),
        Param("right", "int", 5, least=1, most=1000, title="Bars on the right"),
    ),
    outputs=(Output("value"),),
    formula={
        "value": "fixnan(pivotlow(low, left, right))",
    },
    source="Confirmed pivots, see pivotlow",
    overlay=True,
    examples=("close < swing_low(5, 5)",),
)
