"""SAR flip."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="psar_flip",
    title="SAR flip",
    description="Long when the parabolic SAR jumps below the close, short when it jumps above.",
    category="entry signal",
    type="entry",
    inputs=(),
    params=(
        Param("start", "float", 0.02, least=0.0, most=1, step=0.01, title="Start"),
        Param("increment", "float", 0.02, least=0.0, most=1, step=0.01, title="Increment"),
        Param("maximum", "float", 0.2, least=0.0, most=1, step=0.05, title="Maximum"),
    ),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": "sar(start, increment, maximum) < close and sar(start, increment, maximum)[1] >= close[1]",
        "short": "sar(start, increment, maximum) >= close and sar(start, increment, maximum)[1] < close[1]",
    },
    source="Wilder (1978)",
    examples=("psar_flip().long",),
)
