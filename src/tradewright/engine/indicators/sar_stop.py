"""SAR stop."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="sar_stop",
    title="SAR stop",
    description="The parabolic SAR as a stop, while it is on the protecting side.",
    category="stop loss",
    type="stop_loss",
    inputs=(),
    params=(
        Param("start", "float", 0.02, least=0.0, most=1, step=0.01, title="Start"),
        Param("increment", "float", 0.02, least=0.0, most=1, step=0.01, title="Increment"),
        Param("maximum", "float", 0.2, least=0.0, most=1, step=0.05, title="Maximum"),
    ),
    outputs=(
        Output("long"),
        Output("short"),
    ),
    formula={
        "long": "sar(start, increment, maximum) < close ? sar(start, increment, maximum) : na",
        "short": "sar(start, increment, maximum) > close ? sar(start, increment, maximum) : na",
    },
    source="Wilder (1978)",
    overlay=True,
    examples=("sar_stop().long",),
)
