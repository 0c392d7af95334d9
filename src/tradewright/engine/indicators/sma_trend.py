"""SMA trend."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param

INDICATOR = Indicator(
    name="sma_trend",
    title="SMA trend",
    description="Long above the simple average, short below it.",
    category="trend filter",
    type="trend",
    inputs=(Input("source", default="close"),),
    params=(Param("length", "int", 200, least=1, most=5000, title="Length"),),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": "source > sma(source, length)",
        "short": "source < sma(source, length)",
    },
    source="price against ta.sma",
    cost=3.0,
    examples=("sma_trend(close, 200).long",),
)
