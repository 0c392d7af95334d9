"""Gap entry."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="gap_entry",
    title="Gap entry",
    description="Long after a gap up of so many percent, short after a gap down; inverted, it fades the gap.",
    category="entry signal",
    type="entry",
    inputs=(),
    params=(Param("percent", "float", 1.0, least=0.01, most=100, step=0.1, title="Least gap, percent"),),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": "100 * (open / close[1] - 1) >= percent",
        "short": "100 * (open / close[1] - 1) <= -percent",
    },
    source="Open against the close before",
    examples=("gap_entry().long",),
)
