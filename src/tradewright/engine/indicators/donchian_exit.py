"""Channel exit."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="donchian_exit",
    title="Channel exit",
    description="Leaves a long when the close falls below the lowest low of the bars before, a short above "
    "their highest high.",
    category="exit signal",
    type="exit",
    inputs=(),
    params=(Param("length", "int", 10, least=1, most=5000, title="Length"),),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": "close < lowest(low, length)[1]",
        "short": "close > highest(high, length)[1]",
    },
    source="The Turtles' exit rule, with the close",
    examples=("donchian_exit().long",),
)
