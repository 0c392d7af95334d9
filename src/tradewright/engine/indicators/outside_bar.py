"""Outside bar."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output

INDICATOR = Indicator(
    name="outside_bar",
    title="Outside bar",
    description="A bar that goes beyond both ends of the bar before.",
    category="candle",
    inputs=(),
    outputs=(Output("value", "bool"),),
    formula={
        "value": "high > high[1] and low < low[1]",
    },
    source="Toby Crabel (1990)",
    examples=("outside_bar() and close > open",),
)
