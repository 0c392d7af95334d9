"""Volume weighted average price."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param
from tradewright.engine.native import Block


def kernel(
    source: Block,
    anchor: Block,
    volume: Block,
    deviations: float,
    state: Block,
    value: Block,
    upper: Block,
    lower: Block,
) -> None:
    """Sum from each bar on which `anchor` holds; na before the first, and while no volume was traded."""
    begun, traded, paid, squared = state[0], state[1], state[2], state[3]
    for i in range(len(value)):
        x, quantity = source[i], volume[i]
        value[i], upper[i], lower[i] = math.nan, math.nan, math.nan
        if x == x:
            if anchor[i] == 1.0:
                begun, traded, paid, squared = 1.0, 0.0, 0.0, 0.0
            if begun == 1.0:
                before = paid / traded if traded != 0.0 else x
                traded += quantity
                paid += x * quantity
                if traded != 0.0:
                    mean = paid / traded
                    # Squares about the mean: sums of squared prices would lose the band of a quiet market to rounding.
                    squared += quantity * (x - before) * (x - mean)
                    width = math.sqrt(max(0.0, squared / traded)) * deviations
                    value[i], upper[i], lower[i] = mean, mean + width, mean - width
    state[0], state[1], state[2], state[3] = begun, traded, paid, squared


INDICATOR = Indicator(
    name="vwap",
    title="Volume weighted average price",
    description="The average price paid since the anchor (the start of a day, a swing, an event), with bands some standard "
    "deviations away. Large traders measure their fills against it.",
    category="volume",
    inputs=(
        Input("source", default="hlc3"),
        Input("anchor", kind="bool"),
        Input("volume", default="volume", fixed=True),
    ),
    params=(Param("deviations", "float", 1.0, least=0.0, most=20, step=0.1, title="Band width"),),
    outputs=(Output("value"), Output("upper"), Output("lower")),
    kernel=kernel,
    state=lambda deviations: 4,
    pine="ta.vwap({source}, {anchor}, {deviations})",
    source="Pine v6 reference, ta.vwap",
    overlay=True,
    examples=(
        "vwap(hlc3, dayofmonth != dayofmonth[1])",
        "close < vwap(hlc3, dayofweek < dayofweek[1], 2).lower",
    ),
)
