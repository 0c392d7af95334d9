"""Centre of gravity."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._recent import window_cells, window_push
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """Minus the mean place of the values in the window, the newest at 1; na is passed over and repeats the last result.

    Summed anew on every bar. state: the last result, whether the window is full, the window.
    """
    for i in range(len(out)):
        x = source[i]
        if x == x:
            first = window_push(x, length, state, 2)
            if first >= 0:
                above, below = 0.0, 0.0
                for k in range(length):
                    above += state[first + k] * (length - k)
                    below += state[first + k]
                state[0] = -above / below if below != 0.0 else math.nan
                state[1] = 1.0
        out[i] = state[0] if state[1] == 1.0 else math.nan


INDICATOR = Indicator(
    name="cog",
    title="Centre of gravity",
    description="Where in the window the weight of prices lies; turns early, with little lag.",
    category="oscillator",
    params=(Param("length", "int", 10, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: 2 + window_cells(length),
    warmup=lambda length: length - 1,
    pine="ta.cog({source}, {length})",
    source="Pine v6 reference, ta.cog; Ehlers (2002)",
    cost=3.0,
    examples=("cog(close, 10)",),
)
