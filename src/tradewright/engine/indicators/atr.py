"""Average true range."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Param
from tradewright.engine.indicators._window import true_range, wilder
from tradewright.engine.native import Block


def kernel(high: Block, low: Block, close: Block, length: int, state: Block, out: Block) -> None:
    """Wilder's average of the true range; the first bar's is high - low."""
    seen, value, previous = state[0], state[1], state[2]
    for i in range(len(out)):
        distance = high[i] - low[i]
        if seen > 0.0 and previous == previous:
            distance = true_range(high[i], low[i], previous)
        previous = close[i]
        if distance == distance:
            value = wilder(seen, value, length, distance)
            seen += 1.0
            out[i] = value if seen >= length else math.nan
        else:
            out[i] = math.nan
    state[0], state[1], state[2] = seen, value, previous


INDICATOR = Indicator(
    name="atr",
    title="Average true range",
    description="How far the price usually goes in one bar, gaps included, in price units. The yardstick of most stops.",
    category="volatility",
    inputs=(
        Input("high", default="high", fixed=True),
        Input("low", default="low", fixed=True),
        Input("close", default="close", fixed=True),
    ),
    params=(Param("length", "int", 14, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: 3,
    warmup=lambda length: length - 1,
    pine="ta.atr({length})",
    source="Pine v6 reference, ta.atr: rma of tr(true); Wilder, New Concepts in Technical Trading Systems (1978)",
    examples=("atr(14)", "close - 2 * atr(14)"),
)
