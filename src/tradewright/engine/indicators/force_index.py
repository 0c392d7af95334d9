"""Force index."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="force_index",
    title="Force index",
    description="The change of the close times the volume, smoothed: the force behind the move.",
    category="volume",
    inputs=(),
    params=(Param("length", "int", 13, least=1, most=5000, title="Length"),),
    outputs=(Output("value"),),
    formula={
        "value": "ema(change(close) * volume, length)",
    },
    source="Alexander Elder, Trading for a Living (1993); TradingView's built-in indicator of that name",
    examples=("force_index(13) > 0",),
)
