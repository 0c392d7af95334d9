"""ATR bands."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param

INDICATOR = Indicator(
    name="atr_bands",
    title="ATR bands",
    description="Lines some average ranges above and below an exponential average (a Keltner channel with its "
    "own ATR length).",
    category="channel",
    inputs=(Input("source", default="close"),),
    params=(
        Param("length", "int", 20, least=1, most=5000, title="Length"),
        Param("atr_length", "int", 10, least=1, most=5000, title="ATR length"),
        Param("multiple", "float", 2.0, least=0.01, most=50, step=0.1, title="Multiple"),
    ),
    outputs=(
        Output("middle"),
        Output("upper"),
        Output("lower"),
    ),
    formula={
        "middle": "ema(source, length)",
        "upper": "ema(source, length) + multiple * atr(atr_length)",
        "lower": "ema(source, length) - multiple * atr(atr_length)",
    },
    source="Chester Keltner (1960) as modernised by Linda Raschke",
    overlay=True,
    examples=("close > atr_bands(close, 20, 10, 2).upper",),
)
