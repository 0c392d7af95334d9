"""Choppiness index."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="choppiness",
    title="Choppiness index",
    description="100 when the market goes sideways, near 0 when it goes straight one way; 61.8 and 38.2 are the "
    "usual lines.",
    category="volatility",
    inputs=(),
    params=(Param("length", "int", 14, least=2, most=5000, title="Length"),),
    outputs=(Output("value"),),
    formula={
        "value": (
            "100 * log10(sum(tr(true), length) / (highest(high, length) - lowest(low, length))) / "
            "log10(length)"
        ),
    },
    source="E. W. Dreiss; TradingView's built-in indicator of that name",
    examples=("choppiness(14) < 38.2",),
)
