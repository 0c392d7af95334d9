"""Correlation."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Param
from tradewright.engine.indicators._sums import sum_cells, sum_push
from tradewright.engine.native import Block


def kernel(first: Block, second: Block, length: int, state: Block, out: Block) -> None:
    """Covariance by the root of both variances: zero below 1e-10, na where a series stands still, as in Pine."""
    cells = sum_cells(length)
    for i in range(len(out)):
        x, y = first[i], second[i]
        sx = sum_push(x, length, state, 0)
        sy = sum_push(y, length, state, cells)
        sxy = sum_push(x * y, length, state, 2 * cells)
        sxx = sum_push(x * x, length, state, 3 * cells)
        syy = sum_push(y * y, length, state, 4 * cells)
        mean_x, mean_y = sx / length, sy / length
        together = sxy / length - mean_x * mean_y
        out[i] = math.nan
        if abs(together) <= 1e-10:
            out[i] = 0.0
        elif together == together:
            apart = max(0.0, sxx / length - mean_x * mean_x) * max(0.0, syy / length - mean_y * mean_y)
            if apart != 0.0:
                out[i] = together / math.sqrt(apart)


INDICATOR = Indicator(
    name="correlation",
    title="Correlation",
    description="How much two series move together: 1 alike, 0 not at all, -1 against each other.",
    category="statistics",
    inputs=(Input("first"), Input("second")),
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: 5 * sum_cells(length),
    warmup=lambda length: length - 1,
    pine="ta.correlation({first}, {second}, {length})",
    source="Pine v6 reference, ta.correlation; TradingView's order of operations as measured by PyneCore",
    cost=5.0,
    examples=("correlation(close, volume, 20)",),
)
