"""Fractals."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="fractals",
    title="Fractals",
    description="True on the bar that confirms a swing high (top) or low (bottom) of so many bars on each side.",
    category="market structure",
    inputs=(),
    params=(Param("bars", "int", 2, least=1, most=500, title="Bars on each side"),),
    outputs=(
        Output("top", "bool"),
        Output("bottom", "bool"),
    ),
    formula={
        "top": "not na(pivothigh(high, bars, bars))",
        "bottom": "not na(pivotlow(low, bars, bars))",
    },
    source="Bill Williams, Trading Chaos (1995), with the pivots of TradingView",
    examples=("fractals(2).bottom",),
)
