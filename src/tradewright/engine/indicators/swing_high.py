"""Swing high."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="swing_high",
    title="Swing high",
    description="The last confirmed pivot high; it holds until the next one is confirmed.",
    category="market structure",
    inputs=(),
    params=(
        Param("left", "int", 5, least=1, most=1000, title="Bars on the left"),
        Param("right", "int", 5, least=1, most=1000, title="Bars on the right"),
    ),
    outputs=(Output("value"),),
    formula={
        "value": "fixnan(pivothigh(high, left, right))",
    },
    source="Confirmed pivots, see pivothigh",
    overlay=True,
    examples=("close > swing_high(5, 5)",),
)
