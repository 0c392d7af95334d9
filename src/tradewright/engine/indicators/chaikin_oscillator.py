"""Chaikin oscillator."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="chaikin_oscillator",
    title="Chaikin oscillator",
    description="The momentum of the accumulation/distribution line.",
    category="volume",
    inputs=(),
    params=(
        Param("fast", "int", 3, least=1, most=5000, title="Fast length"),
        Param("slow", "int", 10, least=1, most=5000, title="Slow length"),
    ),
    outputs=(Output("value"),),
    formula={
        "value": "ema(accdist(), fast) - ema(accdist(), slow)",
    },
    source="Marc Chaikin; TradingView's built-in indicator of that name",
    examples=("crossover(chaikin_oscillator(3, 10), 0)",),
)
