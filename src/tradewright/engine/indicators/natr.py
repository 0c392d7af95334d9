"""Normalised average true range."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="natr",
    title="Normalised average true range",
    description="The average true range in percent of the close, to compare markets and years.",
    category="volatility",
    inputs=(),
    params=(Param("length", "int", 14, least=1, most=5000, title="Length"),),
    outputs=(Output("value"),),
    formula={
        "value": "100 * atr(length) / close",
    },
    source="John Forman, Stocks & Commodities 24 (2006)",
    examples=("natr(14) < 2",),
)
