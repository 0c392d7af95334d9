"""RSI level."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param

INDICATOR = Indicator(
    name="rsi_level",
    title="RSI level",
    description="Long while RSI is above the level, short while it is below.",
    category="trend filter",
    type="trend",
    inputs=(Input("source", default="close"),),
    params=(
        Param("length", "int", 14, least=1, most=5000, title="Length"),
        Param("level", "float", 50.0, least=0, most=100, step=1, title="Level"),
    ),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": "rsi(source, length) > level",
        "short": "rsi(source, length) < level",
    },
    source="ta.rsi against a level",
    cost=3.0,
    examples=("rsi_level(close, 14, 50).long",),
)
