"""Inside bar."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output

INDICATOR = Indicator(
    name="inside_bar",
    title="Inside bar",
    description="A bar within the range of the bar before: the market rests.",
    category="candle",
    inputs=(),
    outputs=(Output("value", "bool"),),
    formula={
        "value": "high < high[1] and low > low[1]",
    },
    source="Toby Crabel (1990)",
    examples=("inside_bar()",),
)
