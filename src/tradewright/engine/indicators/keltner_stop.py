"""Keltner stop."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="keltner_stop",
    title="Keltner stop",
    description="A stop at the far band of a Keltner channel.",
    category="stop loss",
    type="stop_loss",
    inputs=(),
    params=(
        Param("length", "int", 20, least=1, most=5000, title="Length"),
        Param("multiple", "float", 2.0, least=0.01, most=100, step=0.1, title="Multiple"),
    ),
    outputs=(
        Output("long"),
        Output("short"),
    ),
    formula={
        "long": "ema(close, length) - multiple * atr(length)",
        "short": "ema(close, length) + multiple * atr(length)",
    },
    source="Chester Keltner (1960)",
    overlay=True,
    examples=("keltner_stop().long",),
)
