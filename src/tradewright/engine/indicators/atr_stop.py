"""ATR stop."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="atr_stop",
    title="ATR stop",
    description="A stop some average ranges from the close.",
    category="stop loss",
    type="stop_loss",
    inputs=(),
    params=(
        Param("length", "int", 14, least=1, most=5000, title="ATR length"),
        Param("multiple", "float", 2.0, least=0.01, most=100, step=0.1, title="Multiple"),
    ),
    outputs=(
        Output("long"),
        Output("short"),
    ),
    formula={
        "long": "close - multiple * atr(length)",
        "short": "close + multiple * atr(length)",
    },
    source="Wilder (1978)",
    overlay=True,
    examples=("atr_stop().long",),
)
