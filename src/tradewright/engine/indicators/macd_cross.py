"""MACD cross."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param

INDICATOR = Indicator(
    name="macd_cross",
    title="MACD cross",
    description="Long when MACD crosses above its signal line, short when it crosses below.",
    category="entry signal",
    type="entry",
    inputs=(Input("source", default="close"),),
    params=(
        Param("fast", "int", 12, least=1, most=5000, title="Fast length"),
        Param("slow", "int", 26, least=1, most=5000, title="Slow length"),
        Param("signal", "int", 9, least=1, most=5000, title="Signal length"),
    ),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": "crossover(macd(source, fast, slow, signal).macd, macd(source, fast, slow, signal).signal)",
        "short": "crossunder(macd(source, fast, slow, signal).macd, macd(source, fast, slow, signal).signal)",
    },
    source="ta.macd and its signal line",
    cost=3.0,
    examples=("macd_cross(close, 12, 26, 9).long",),
)
