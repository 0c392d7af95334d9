"""Vortex."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="vortex",
    title="Vortex",
    description="Upward and downward reach between neighbouring bars, in true ranges; the larger one names the "
    "trend.",
    category="trend",
    inputs=(),
    params=(Param("length", "int", 14, least=2, most=5000, title="Length"),),
    outputs=(
        Output("plus"),
        Output("minus"),
    ),
    formula={
        "plus": "sum(abs(high - low[1]), length) / sum(tr(true), length)",
        "minus": "sum(abs(low - high[1]), length) / sum(tr(true), length)",
    },
    source="Botes and Siepman, Stocks & Commodities 28 (2010); TradingView's built-in indicator of that name",
    examples=("crossover(vortex(14).plus, vortex(14).minus)",),
)
