"""Bollinger breakout."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param

INDICATOR = Indicator(
    name="bollinger_breakout",
    title="Bollinger breakout",
    description="Long when price leaves the upper band upward, short when it leaves the lower band downward.",
    category="entry signal",
    type="entry",
    inputs=(Input("source", default="close"),),
    params=(
        Param("length", "int", 20, least=1, most=5000, title="Length"),
        Param("multiple", "float", 2.0, least=0.001, most=50, step=0.1, title="Deviations"),
    ),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": "crossover(source, bb(source, length, multiple).upper)",
        "short": "crossunder(source, bb(source, length, multiple).lower)",
    },
    source="price leaving ta.bb",
    cost=3.0,
    examples=("bollinger_breakout(close, 20, 2).long",),
)
