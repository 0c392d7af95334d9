"""Supertrend flip."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="supertrend_flip",
    title="Supertrend flip",
    description="Long when the Supertrend turns up, short when it turns down.",
    category="entry signal",
    type="entry",
    inputs=(),
    params=(
        Param("factor", "float", 3.0, least=0.01, most=100, step=0.1, title="Factor"),
        Param("length", "int", 10, least=1, most=5000, title="ATR length"),
    ),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": "supertrend(factor, length).direction < 0 and supertrend(factor, length).direction[1] > 0",
        "short": "supertrend(factor, length).direction > 0 and supertrend(factor, length).direction[1] < 0",
    },
    source="Built on supertrend",
    examples=("supertrend_flip().long",),
)
