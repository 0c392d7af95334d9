"""SMA cross."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param

INDICATOR = Indicator(
    name="sma_cross",
    title="SMA cross",
    description="Long when the fast simple average crosses above the slow one, short when it crosses below.",
    category="entry signal",
    type="entry",
    inputs=(Input("source", default="close"),),
    params=(
        Param("fast", "int", 10, least=1, most=5000, title="Fast length"),
        Param("slow", "int", 30, least=1, most=5000, title="Slow length"),
    ),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": "crossover(sma(source, fast), sma(source, slow))",
        "short": "crossunder(sma(source, fast), sma(source, slow))",
    },
    source="ta.crossover of two ta.sma",
    cost=3.0,
    examples=("sma_cross(close, 10, 30).long",),
)
