"""Triangular moving average."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Param

INDICATOR = Indicator(
    name="trima",
    title="Triangular moving average",
    description="A simple average of a simple average: the middle of the window weighs most.",
    category="moving average",
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    formula={
        "value": "sma(sma(source, ceil(length / 2)), floor(length / 2) + 1)",
    },
    source="sma(sma(source, ceil(length / 2)), floor(length / 2) + 1), as Pine users write it",
    overlay=True,
    cost=2.0,
    examples=("trima(close, 20)",),
)
