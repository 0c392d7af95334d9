"""Chandelier stop."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="chandelier_stop",
    title="Chandelier stop",
    description="A stop that hangs some average ranges below the highest high of the last bars, or above their "
    "lowest low.",
    category="stop loss",
    type="stop_loss",
    inputs=(),
    params=(
        Param("length", "int", 22, least=1, most=5000, title="Length"),
        Param("multiple", "float", 3.0, least=0.01, most=100, step=0.1, title="Multiple"),
    ),
    outputs=(
        Output("long"),
        Output("short"),
    ),
    formula={
        "long": "highest(high, length) - multiple * atr(length)",
        "short": "lowest(low, length) + multiple * atr(length)",
    },
    source="Chuck LeBeau; Alexander Elder, Come Into My Trading Room (2002)",
    overlay=True,
    examples=("chandelier_stop().long",),
)
