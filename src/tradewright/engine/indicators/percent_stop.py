"""Percent stop."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param

INDICATOR = Indicator(
    name="percent_stop",
    title="Percent stop",
    description="A stop a percentage away from the price of each bar, so it follows the price both ways.",
    category="stop loss",
    type="stop_loss",
    inputs=(Input("source", default="close"),),
    params=(Param("percent", "float", 2.0, least=0.01, most=99, step=0.1, title="Percent"),),
    outputs=(
        Output("long"),
        Output("short"),
    ),
    formula={
        "long": "source * (1 - percent / 100)",
        "short": "source * (1 + percent / 100)",
    },
    source="price less a percentage",
    overlay=True,
    cost=3.0,
    examples=("percent_stop(close, 2).long",),
)
