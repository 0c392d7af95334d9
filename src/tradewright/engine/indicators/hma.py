"""Hull moving average."""

from __future__ import annotations

import math
from math import isqrt

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._recent import weighted_cells, wma_step
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """The weighted average of twice the fast less the slow weighted average; na bars are passed over."""
    half, root = length // 2, int(math.sqrt(length))
    slow_at = weighted_cells(half)
    last_at = slow_at + weighted_cells(length)
    for i in range(len(out)):
        x = source[i]
        out[i] = math.nan
        if x == x:
            fast = wma_step(x, half, state, 0)
            slow = wma_step(x, length, state, slow_at)
            if slow == slow:
                out[i] = wma_step(2.0 * fast - slow, root, state, last_at)


INDICATOR = Indicator(
    name="hma",
    title="Hull moving average",
    description="Weighted averages combined so that the lag nearly vanishes while the line stays smooth.",
    category="moving average",
    params=(Param("length", "int", 16, least=2, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: weighted_cells(length // 2) + weighted_cells(length) + weighted_cells(isqrt(length)),
    warmup=lambda length: length + isqrt(length) - 2,
    pine="ta.hma({source}, {length})",
    source="Pine v6 reference, ta.hma; Hull (2005): wma(2 * wma(n / 2) - wma(n), sqrt(n))",
    overlay=True,
    cost=8.0,
    examples=("hma(close, 16)",),
)
