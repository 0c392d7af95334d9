"""Channel stop."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="donchian_stop",
    title="Channel stop",
    description="A stop at the lowest low of the last bars for a long, at their highest high for a short.",
    category="stop loss",
    type="stop_loss",
    inputs=(),
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    outputs=(
        Output("long"),
        Output("short"),
    ),
    formula={
        "long": "lowest(low, length)",
        "short": "highest(high, length)",
    },
    source="Richard Donchian",
    overlay=True,
    examples=("donchian_stop().long",),
)
