"""Ultimate oscillator."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Param

_PRESSURE = "close - min(low, close[1])"
_RANGE = "max(high, close[1]) - min(low, close[1])"
_SHORT, _MIDDLE, _LONG = (f"sma({_PRESSURE}, {n}) / sma({_RANGE}, {n})" for n in ("short", "middle", "long"))

INDICATOR = Indicator(
    name="ultimate_oscillator",
    title="Ultimate oscillator",
    description="Buying pressure over three windows in one number, from 0 to 100.",
    category="oscillator",
    inputs=(
        Input("high", default="high", fixed=True),
        Input("low", default="low", fixed=True),
        Input("close", default="close", fixed=True),
    ),
    params=(
        Param("short", "int", 7, least=1, most=5000, title="Short length"),
        Param("middle", "int", 14, least=1, most=5000, title="Middle length"),
        Param("long", "int", 28, least=1, most=5000, title="Long length"),
    ),
    formula={"value": f"100 * (4 * {_SHORT} + 2 * {_MIDDLE} + {_LONG}) / 7"},
    source="Williams (1985)",
    cost=8.0,
    examples=("ultimate_oscillator(7, 14, 28)",),
)
