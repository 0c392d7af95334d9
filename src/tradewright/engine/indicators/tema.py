"""Triple exponential moving average."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Param

_ONCE = "ema(source, length)"
_TWICE = f"ema({_ONCE}, length)"

INDICATOR = Indicator(
    name="tema",
    title="Triple exponential moving average",
    description="An exponential average with its lag taken off twice.",
    category="moving average",
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    formula={"value": f"3 * {_ONCE} - 3 * {_TWICE} + ema({_TWICE}, length)"},
    source="Mulloy, Smoothing Data with Faster Moving Averages (1994)",
    overlay=True,
    cost=3.0,
    examples=("tema(close, 20)",),
)
