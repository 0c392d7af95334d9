"""Swing stop."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="swing_stop",
    title="Swing stop",
    description="A stop beyond the last confirmed swing, some percent further away.",
    category="stop loss",
    type="stop_loss",
    inputs=(),
    params=(
        Param("left", "int", 5, least=1, most=1000, title="Bars on the left"),
        Param("right", "int", 5, least=1, most=1000, title="Bars on the right"),
        Param("buffer", "float", 0.0, least=0.0, most=50, step=0.1, title="Further away, percent"),
    ),
    outputs=(
        Output("long"),
        Output("short"),
    ),
    formula={
        "long": "fixnan(pivotlow(low, left, right)) * (1 - buffer / 100)",
        "short": "fixnan(pivothigh(high, left, right)) * (1 + buffer / 100)",
    },
    source="Confirmed pivots",
    overlay=True,
    examples=("swing_stop().long",),
)
