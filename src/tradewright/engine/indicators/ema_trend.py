"""EMA trend."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param

INDICATOR = Indicator(
    name="ema_trend",
    title="EMA trend",
    description="Long above the exponential average, short below it.",
    category="trend filter",
    type="trend",
    inputs=(Input("source", default="close"),),
    params=(Param("length", "int", 200, least=1, most=5000, title="Length"),),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": "source > ema(source, length)",
        "short": "source < ema(source, length)",
    },
    source="price against ta.ema",
    cost=3.0,
    examples=("ema_trend(close, 200).long",),
)
