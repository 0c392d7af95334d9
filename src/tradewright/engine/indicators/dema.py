"""Double exponential moving average."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Param

INDICATOR = Indicator(
    name="dema",
    title="Double exponential moving average",
    description="An exponential average with its lag taken off once.",
    category="moving average",
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    formula={
        "value": "2 * ema(source, length) - ema(ema(source, length), length)",
    },
    source="Mulloy, Smoothing Data with Faster Moving Averages (1994)",
    overlay=True,
    cost=2.0,
    examples=("dema(close, 20)",),
)
