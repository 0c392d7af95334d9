"""EMA cross."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param

INDICATOR = Indicator(
    name="ema_cross",
    title="EMA cross",
    description="Long when the fast exponential average crosses above the slow one, short when it crosses below.",
    category="entry signal",
    type="entry",
    inputs=(Input("source", default="close"),),
    params=(
        Param("fast", "int", 12, least=1, most=5000, title="Fast length"),
        Param("slow", "int", 26, least=1, most=5000, title="Slow length"),
    ),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": "crossover(ema(source, fast), ema(source, slow))",
        "short": "crossunder(ema(source, fast), ema(source, slow))",
    },
    source="ta.crossover of two ta.ema",
    cost=3.0,
    examples=("ema_cross(close, 12, 26).long",),
)
