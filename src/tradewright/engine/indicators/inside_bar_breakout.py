"""Inside-bar breakout."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output

INDICATOR = Indicator(
    name="inside_bar_breakout",
    title="Inside-bar breakout",
    description="Long when the close leaves an inside bar upward through the bar around it, short downward.",
    category="entry signal",
    type="entry",
    inputs=(),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": "high[1] < high[2] and low[1] > low[2] and close > high[2]",
        "short": "high[1] < high[2] and low[1] > low[2] and close < low[2]",
    },
    source="Toby Crabel (1990)",
    examples=("inside_bar_breakout().long",),
)
