"""Cross in either direction."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output
from tradewright.engine.indicators._window import TOLERANCE
from tradewright.engine.native import Block


def kernel(first: Block, second: Block, state: Block, out: Block) -> None:
    """Remember the last side on which the first stood clearly; equality, and na, keep it."""
    side = state[0]
    for i in range(len(out)):
        x, y = first[i], second[i]
        out[i] = 0.0
        if x == x and y == y:
            if (side < 0.0 and x > y) or (side > 0.0 and x < y):
                out[i] = 1.0
            if x - y < -TOLERANCE:
                side = -1.0
            elif x - y > TOLERANCE:
                side = 1.0
    state[0] = side


INDICATOR = Indicator(
    name="cross",
    title="Cross",
    description="True on the bar on which two series change places, whichever way.",
    category="comparison",
    inputs=(Input("first"), Input("second")),
    outputs=(Output("value", "bool"),),
    kernel=kernel,
    state=lambda: 1,
    warmup=lambda: 1,
    pine="ta.cross({first}, {second})",
    source="Pine v6 reference, ta.cross; equality as measured on TradingView by PyneCore",
    examples=("cross(close, sma(close, 200))",),
)
