"""Supertrend filter."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="supertrend_trend",
    title="Supertrend filter",
    description="Long while the Supertrend is below the price, short while it is above.",
    category="trend filter",
    type="trend",
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
        "long": "supertrend(factor, length).direction < 0",
        "short": (
            "supertrend(factor, length).direction > 0 and not na(supertrend(factor, length).value) and "
            "bar_index > 0"
        ),
    },
    source="Built on supertrend",
    examples=("supertrend_trend().long",),
)
