"""Elder ray."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param

INDICATOR = Indicator(
    name="elder_ray",
    title="Elder ray",
    description="How far the high reaches above an average (bull) and the low below it (bear).",
    category="momentum",
    inputs=(
        Input("source", default="close"),
        Input("high", default="high", fixed=True),
        Input("low", default="low", fixed=True),
    ),
    params=(Param("length", "int", 13, least=1, most=5000, title="Length"),),
    outputs=(
        Output("bull"),
        Output("bear"),
    ),
    formula={
        "bull": "high - ema(source, length)",
        "bear": "low - ema(source, length)",
    },
    source="Elder, Trading for a Living (1993)",
    cost=2.0,
    examples=("elder_ray(close, 13).bull > 0",),
)
