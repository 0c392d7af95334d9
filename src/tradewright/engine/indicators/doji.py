"""Doji."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="doji",
    title="Doji",
    description="A candle whose open and close nearly meet: indecision.",
    category="candle",
    inputs=(),
    params=(
        Param(
            "body_percent",
            "float",
            10.0,
            least=0.1,
            most=50,
            step=1,
            title="Largest body, percent of the range",
        ),
    ),
    outputs=(Output("value", "bool"),),
    formula={
        "value": "high > low and abs(close - open) <= (high - low) * body_percent / 100",
    },
    source="Steve Nison, Japanese Candlestick Charting Techniques (1991)",
    examples=("doji(10)",),
)
