"""Chaikin money flow."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="chaikin_money_flow",
    title="Chaikin money flow",
    description="Whether the volume of the last bars was traded nearer to the highs (above 0) or to the lows "
    "(below 0).",
    category="volume",
    inputs=(),
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    outputs=(Output("value"),),
    formula={
        "value": (
            "sum((high == low ? 0.0 : (2 * close - low - high) / (high - low) * volume), length) / "
            "sum(volume, length)"
        ),
    },
    source="Marc Chaikin; TradingView's built-in indicator of that name",
    examples=("chaikin_money_flow(20) > 0",),
)
