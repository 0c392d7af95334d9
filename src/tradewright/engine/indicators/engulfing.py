"""Engulfing."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output

INDICATOR = Indicator(
    name="engulfing",
    title="Engulfing",
    description="A candle whose body covers the opposite body before it.",
    category="candle",
    inputs=(),
    outputs=(
        Output("bullish", "bool"),
        Output("bearish", "bool"),
    ),
    formula={
        "bullish": (
            "close[1] < open[1] and close > open and close >= open[1] and open <= close[1] and close - "
            "open > open[1] - close[1]"
        ),
        "bearish": (
            "close[1] > open[1] and close < open and close <= open[1] and open >= close[1] and open - "
            "close > close[1] - open[1]"
        ),
    },
    source="Steve Nison, Japanese Candlestick Charting Techniques (1991)",
    examples=("engulfing().bullish",),
)
