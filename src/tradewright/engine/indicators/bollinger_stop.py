"""Bollinger stop."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param

INDICATOR = Indicator(
    name="bollinger_stop",
    title="Bollinger stop",
    description="A stop at the far Bollinger band: the lower for long, the upper for short.",
    category="stop loss",
    type="stop_loss",
    inputs=(Input("source", default="close"),),
    params=(
        Param("length", "int", 20, least=1, most=5000, title="Length"),
        Param("multiple", "float", 2.0, least=0.001, most=50, step=0.1, title="Deviations"),
    ),
    outputs=(
        Output("long"),
        Output("short"),
    ),
    formula={
        "long": "bb(source, length, multiple).lower",
        "short": "bb(source, length, multiple).upper",
    },
    source="ta.bb as a stop",
    overlay=True,
    cost=3.0,
    examples=("bollinger_stop(close, 20, 2).long",),
)
