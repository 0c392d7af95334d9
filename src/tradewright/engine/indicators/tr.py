"""True range."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Param
from tradewright.engine.indicators._window import true_range
from tradewright.engine.native import Block


def kernel(high: Block, low: Block, close: Block, handle_na: int, state: Block, out: Block) -> None:
    """On the first bar, which has no close before it: high - low when `handle_na`, else na."""
    previous = state[1] if state[0] == 1.0 else math.nan
    for i in range(len(out)):
        if previous != previous and handle_na == 1:
            out[i] = high[i] - low[i]
        else:
            out[i] = true_range(high[i], low[i], previous)
        previous = close[i]
    state[0], state[1] = 1.0, previous


INDICATOR = Indicator(
    name="tr",
    title="True range",
    description="How far the price went since the last close, the gap between the bars included.",
    category="volatility",
    inputs=(
        Input("high", default="high", fixed=True),
        Input("low", default="low", fixed=True),
        Input("close", default="close", fixed=True),
    ),
    params=(Param("handle_na", "bool", False, title="Use high - low on the first bar"),),
    kernel=kernel,
    state=lambda handle_na: 2,
    warmup=lambda handle_na: 0 if handle_na else 1,
    pine="ta.tr({handle_na})",
    source="Pine v6 reference, ta.tr; Wilder, New Concepts in Technical Trading Systems (1978)",
    examples=("tr(true)", "sma(tr(true), 14)"),
)
