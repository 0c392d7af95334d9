"""Momentum."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param

INDICATOR = Indicator(
    name="momentum_entry",
    title="Momentum",
    description="Long when the rate of change rises above the threshold, short when it falls below its negative.",
    category="entry signal",
    type="entry",
    inputs=(Input("source", default="close"),),
    params=(
        Param("length", "int", 10, least=1, most=5000, title="Length"),
        Param("threshold", "float", 0.0, least=0, most=100, step=1, title="Threshold, percent"),
    ),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": "crossover(roc(source, length), threshold)",
        "short": "crossunder(roc(source, length), -threshold)",
    },
    source="ta.roc crossing a threshold",
    cost=3.0,
    examples=("momentum_entry(close, 10, 0).long",),
)
