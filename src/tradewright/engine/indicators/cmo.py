"""Chande momentum oscillator."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._sums import sum_cells, sum_push
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """Sums of rises and falls; a fall within 1e-10 is a rise of that size, as TradingView has it. na when nothing moved."""
    up_at, down_at = 2, 2 + sum_cells(length)
    for i in range(len(out)):
        x = source[i]
        out[i] = math.nan
        change = x - state[0] if state[1] == 1.0 else math.nan
        if change == change:
            up = sum_push(change if change >= -1e-10 else 0.0, length, state, up_at)
            down = sum_push(0.0 if change >= -1e-10 else -change, length, state, down_at)
            total = up + down
            if total == total and total != 0.0:
                out[i] = 100.0 * (up - down) / total
        state[0], state[1] = x, 1.0


INDICATOR = Indicator(
    name="cmo",
    title="Chande momentum oscillator",
    description="Rises less falls by all movement of the window, from -100 to 100.",
    category="oscillator",
    params=(Param("length", "int", 9, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: 2 + 2 * sum_cells(length),
    warmup=lambda length: length,
    pine="ta.cmo({source}, {length})",
    source="Pine v6 reference, ta.cmo; Chande and Kroll (1994)",
    cost=3.0,
    examples=("cmo(close, 9)",),
)
