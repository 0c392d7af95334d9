"""Ease of movement."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="ease_of_movement",
    title="Ease of movement",
    description="How far the price travels for the volume that is traded; high when it moves easily.",
    category="volume",
    inputs=(),
    params=(
        Param("length", "int", 14, least=1, most=5000, title="Length"),
        Param("divisor", "int", 10000, least=1, most=1000000000, title="Divisor"),
    ),
    outputs=(Output("value"),),
    formula={
        "value": "sma(high == low ? 0.0 : divisor * change(hl2) * (high - low) / volume, length)",
    },
    source="Richard Arms; TradingView's built-in indicator of that name",
    examples=("ease_of_movement(14) > 0",),
)
