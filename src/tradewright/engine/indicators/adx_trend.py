"""ADX filter."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="adx_trend",
    title="ADX filter",
    description="Long in a strong rise, short in a strong fall: the directional index above a threshold, and "
    "the larger movement gives the side.",
    category="trend filter",
    type="trend",
    inputs=(),
    params=(
        Param("length", "int", 14, least=1, most=5000, title="DI length"),
        Param("smoothing", "int", 14, least=1, most=5000, title="ADX smoothing"),
        Param("threshold", "float", 25.0, least=0, most=100, step=1, title="Least ADX"),
    ),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": (
            "dmi(length, smoothing).adx >= threshold and dmi(length, smoothing).plus > dmi(length, "
            "smoothing).minus"
        ),
        "short": (
            "dmi(length, smoothing).adx >= threshold and dmi(length, smoothing).plus < dmi(length, "
            "smoothing).minus"
        ),
    },
    source="Wilder (1978)",
    examples=("adx_trend().long",),
)
