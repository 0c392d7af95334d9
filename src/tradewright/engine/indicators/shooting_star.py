"""Shooting star."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="shooting_star",
    title="Shooting star",
    description="A small body at the bottom of the candle under a long upper shadow: buyers were turned back.",
    category="candle",
    inputs=(),
    params=(Param("shadow", "float", 2.0, least=0.5, most=20, step=0.5, title="Upper shadow, in bodies"),),
    outputs=(Output("value", "bool"),),
    formula={
        "value": (
            "high > low and high - max(open, close) >= shadow * abs(close - open) and high - max(open, "
            "close) >= (high - low) / 2 and min(open, close) - low <= (high - low) / 10"
        ),
    },
    source="Steve Nison, Japanese Candlestick Charting Techniques (1991)",
    examples=("shooting_star(2) and close > sma(close, 20)",),
)
