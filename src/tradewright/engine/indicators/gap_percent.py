"""Gap in percent."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output

INDICATOR = Indicator(
    name="gap_percent",
    title="Gap in percent",
    description="How far the bar opened from the close before, in percent.",
    category="price",
    inputs=(),
    outputs=(Output("value"),),
    formula={
        "value": "100 * (open / close[1] - 1)",
    },
    source="Open against the close before",
    examples=("gap_percent() > 1",),
)
