"""Channel breakout."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="breakout",
    title="Channel breakout",
    description="Long when the close passes the highest high of the bars before, short below their lowest low.",
    category="entry signal",
    type="entry",
    inputs=(),
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": "close > highest(high, length)[1]",
        "short": "close < lowest(low, length)[1]",
    },
    source="Richard Donchian's four-week rule",
    examples=("breakout().long",),
)
