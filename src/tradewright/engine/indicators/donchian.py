"""Donchian channel."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="donchian",
    title="Donchian channel",
    description="The highest high and the lowest low of the last bars, and the middle between them. A close "
    "outside the channel of the bar before is a breakout.",
    category="channel",
    inputs=(),
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    outputs=(
        Output("upper"),
        Output("lower"),
        Output("middle"),
    ),
    formula={
        "upper": "highest(high, length)",
        "lower": "lowest(low, length)",
        "middle": "(highest(high, length) + lowest(low, length)) / 2",
    },
    source="Richard Donchian; TradingView's built-in indicator of that name",
    overlay=True,
    examples=("close > donchian(20).upper[1]",),
)
