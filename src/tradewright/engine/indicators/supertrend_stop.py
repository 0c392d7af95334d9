"""Supertrend stop."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="supertrend_stop",
    title="Supertrend stop",
    description="The Supertrend line as a stop, while it is on the protecting side.",
    category="stop loss",
    type="stop_loss",
    inputs=(),
    params=(
        Param("factor", "float", 3.0, least=0.01, most=100, step=0.1, title="Factor"),
        Param("length", "int", 10, least=1, most=5000, title="ATR length"),
    ),
    outputs=(
        Output("long"),
        Output("short"),
    ),
    formula={
        "long": "supertrend(factor, length).direction < 0 ? supertrend(factor, length).value : na",
        "short": (
            "supertrend(factor, length).direction > 0 and bar_index > 0 ? supertrend(factor, "
            "length).value : na"
        ),
    },
    source="Built on supertrend",
    overlay=True,
    examples=("supertrend_stop().long",),
)
