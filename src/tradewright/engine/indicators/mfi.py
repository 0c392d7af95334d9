"""Money flow index."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Param
from tradewright.engine.indicators._sums import sum_cells, sum_push
from tradewright.engine.native import Block


def kernel(source: Block, volume: Block, length: int, state: Block, out: Block) -> None:
    """A change within 1e-10 is none and counts on neither side; the first bar has no change and counts on both, as in Pine.

    state: the value before and whether there is one, the two sums.
    """
    up_at, down_at = 2, 2 + sum_cells(length)
    for i in range(len(out)):
        x = source[i]
        out[i] = math.nan
        if x == x:
            change = x - state[0] if state[1] == 1.0 else math.nan
            up = sum_push(volume[i] * (0.0 if change <= 1e-10 else x), length, state, up_at)
            down = sum_push(volume[i] * (0.0 if change >= -1e-10 else x), length, state, down_at)
            if up == up and down == down:
                ratio_below = 0.0 if abs(down) <= 1e-10 else down
                ratio_above = 0.0 if abs(up) <= 1e-10 else up
                if ratio_below == 0.0:
                    out[i] = 100.0
                else:
                    out[i] = 100.0 - 100.0 / (1.0 + ratio_above / ratio_below)
            state[0], state[1] = x, 1.0
        else:
            state[1] = 0.0


INDICATOR = Indicator(
    name="mfi",
    title="Money flow index",
    description="An RSI that counts volume: the share of money traded on rising bars, from 0 to 100.",
    category="volume",
    inputs=(Input("source", default="hlc3"), Input("volume", default="volume", fixed=True)),
    params=(Param("length", "int", 14, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: 2 + 2 * sum_cells(length),
    warmup=lambda length: length - 1,
    pine="ta.mfi({source}, {length})",
    source="Pine v6 reference, ta.mfi; Quong and Soudack (1989)",
    cost=3.0,
    examples=("mfi(hlc3, 14)",),
)
