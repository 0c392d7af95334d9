"""Average directional index."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="adx",
    title="Average directional index",
    description="How strong the trend is, 0 to 100, whichever way it goes; above 25 is usually called a trend.",
    category="trend",
    inputs=(),
    params=(
        Param("length", "int", 14, least=1, most=5000, title="DI length"),
        Param("smoothing", "int", 14, least=1, most=5000, title="ADX smoothing"),
    ),
    outputs=(Output("value"),),
    formula={
        "value": "dmi(length, smoothing).adx",
    },
    source="Wilder, New Concepts in Technical Trading Systems (1978)",
    examples=("adx(14, 14) > 25",),
)
