"""Mass index."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="mass_index",
    title="Mass index",
    description="Widening and narrowing of the range; a bulge above 27 that falls below 26.5 often precedes a turn.",
    category="volatility",
    inputs=(),
    params=(
        Param("length", "int", 10, least=1, most=5000, title="Length"),
        Param("smoothing", "int", 9, least=1, most=5000, title="EMA length"),
    ),
    outputs=(Output("value"),),
    formula={
        "value": "sum(ema(high - low, smoothing) / ema(ema(high - low, smoothing), smoothing), length)",
    },
    source="Donald Dorsey, Stocks & Commodities 10 (1992); TradingView's built-in indicator of that name",
    examples=("crossunder(mass_index(10), 26.5)",),
)
