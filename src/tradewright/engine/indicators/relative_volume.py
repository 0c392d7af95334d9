"""Relative volume."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="relative_volume",
    title="Relative volume",
    description="This bar's volume as a multiple of the average; 2 is twice the usual.",
    category="volume",
    inputs=(),
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    outputs=(Output("value"),),
    formula={
        "value": "volume / sma(volume, length)",
    },
    source="Volume divided by its simple average, this bar included",
    examples=("relative_volume(20) > 2",),
)
