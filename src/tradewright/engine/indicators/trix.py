"""TRIX."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Param

INDICATOR = Indicator(
    name="trix",
    title="TRIX",
    description="How fast a thrice smoothed price changes, in hundredths of a percent a bar.",
    category="momentum",
    params=(Param("length", "int", 18, least=1, most=5000, title="Length"),),
    formula={
        "value": "10000 * mom(ema(ema(ema(log(source), length), length), length), 1)",
    },
    source="Hutson (1983); TradingView's built-in script TRIX",
    cost=4.0,
    examples=("trix(close, 18)",),
)
