"""Historical volatility."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="historical_volatility",
    title="Historical volatility",
    description="The standard deviation of logarithmic returns, in percent a year.",
    category="volatility",
    inputs=(),
    params=(
        Param("length", "int", 10, least=2, most=5000, title="Length"),
        Param("annual", "int", 365, least=1, most=1000000, title="Bars in a year"),
    ),
    outputs=(Output("value"),),
    formula={
        "value": "100 * stdev(log(close / close[1]), length) * sqrt(annual)",
    },
    source="TradingView's built-in indicator of that name",
    examples=("historical_volatility(20, 365) < 50",),
)
