"""True range in percent."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output

INDICATOR = Indicator(
    name="true_range_percent",
    title="True range in percent",
    description="The bar's true range in percent of its close.",
    category="volatility",
    inputs=(),
    outputs=(Output("value"),),
    formula={
        "value": "100 * tr(true) / close",
    },
    source="Wilder (1978), divided by the close",
    examples=("true_range_percent() > 1",),
)
