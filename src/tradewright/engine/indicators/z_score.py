"""Z-score."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Param

INDICATOR = Indicator(
    name="z_score",
    title="Z-score",
    description="How many standard deviations price is from its average.",
    category="statistics",
    params=(Param("length", "int", 20, least=2, most=5000, title="Length"),),
    formula={
        "value": "(source - sma(source, length)) / stdev(source, length)",
    },
    source="(source - mean) / deviation, over the window",
    cost=3.0,
    examples=("z_score(close, 20) < -2",),
)
