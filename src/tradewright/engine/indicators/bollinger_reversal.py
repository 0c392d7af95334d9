"""Bollinger reversal."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param

INDICATOR = Indicator(
    name="bollinger_reversal",
    title="Bollinger reversal",
    description="Long when price comes back above the lower band, short when it comes back below the upper.",
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
        "long": "crossover(source, bb(source, length, multiple).lower)",
        "short": "crossunder(source, bb(source, length, multiple).upper)",
    },
    source="TradingView's built-in Bollinger bands strategy",
    cost=3.0,
    examples=("bollinger_reversal(close, 20, 2).long",),
)
