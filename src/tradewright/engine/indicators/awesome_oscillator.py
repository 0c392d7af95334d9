"""Awesome oscillator."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Param

INDICATOR = Indicator(
    name="awesome_oscillator",
    title="Awesome oscillator",
    description="The distance of a fast from a slow average of the middle of the bar.",
    category="momentum",
    inputs=(Input("source", default="hl2"),),
    params=(
        Param("fast", "int", 5, least=1, most=5000, title="Fast length"),
        Param("slow", "int", 34, least=1, most=5000, title="Slow length"),
    ),
    formula={
        "value": "sma(source, fast) - sma(source, slow)",
    },
    source="Williams, New Trading Dimensions (1998)",
    cost=2.0,
    examples=("awesome_oscillator(hl2, 5, 34) > 0",),
)
