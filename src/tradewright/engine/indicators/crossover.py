"""Cross over."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output
from tradewright.engine.native import Block


def kernel(first: Block, second: Block, state: Block, out: Block) -> None:
    """Compare with the last bar on which both were known; equal counts as not yet crossed, and comparison is exact."""
    armed = state[0]
    for i in range(len(out)):
        x, y = first[i], second[i]
        if x == x and y == y:
            out[i] = 1.0 if armed == 1.0 and x > y else 0.0
            armed = 1.0 if x <= y else 0.0
        else:
            out[i] = 0.0
    state[0] = armed


INDICATOR = Indicator(
    name="crossover",
    title="Cross over",
    description="True on the bar on which the first series has just risen above the second.",
    category="comparison",
    inputs=(Input("first"), Input("second")),
    outputs=(Output("value", "bool"),),
    kernel=kernel,
    state=lambda: 1,
    warmup=lambda: 1,
    pine="ta.crossover({first}, {second})",
    source="Pine v6 reference, ta.crossover; equality as measured on TradingView by PyneCore",
    examples=("crossover(ema(close, 12), ema(close, 26))", "crossover(rsi(close, 14), 30)"),
)
