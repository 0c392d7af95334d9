"""Hammer."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="hammer",
    title="Hammer",
    description="A small body at the top of the candle over a long lower shadow: sellers were turned back.",
    category="candle",
    inputs=(),
    params=(Param("shadow", "float", 2.0, least=0.5, most=20, step=0.5, title="Lower shadow, in bodies"),),
    outputs=(Output("value", "bool"),),
    formula={
        "value": (
            "high > low and min(open, close) - low >= shadow * abs(close - open) and min(open, close) "
            "- low >= (high - low) / 2 and high - max(open, close) <= (high - low) / 10"
        ),
    },
    source="Steve Nison, Japanese Candlestick Charting Techniques (1991)",
    examples=("hammer(2) and close < sma(close, 20)",),
)
