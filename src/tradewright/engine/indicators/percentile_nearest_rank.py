"""Percentile, nearest rank."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._ranks import rank_insert, rank_remove
from tradewright.engine.native import Block


def kernel(source: Block, length: int, percentage: float, state: Block, out: Block) -> None:
    """The window is kept in order and begins with na. state: bars, next slot, values, ordered values."""
    values, ranks = 2, 2 + length
    rank = max(1, min(length, math.ceil(percentage * length / 100.0)))
    if state[0] == 0.0:
        for k in range(2 * length):
            state[values + k] = math.nan
    for i in range(len(out)):
        slot = int(state[1])
        old = state[values + slot]
        state[values + slot] = source[i]
        state[1] = slot + 1 if slot + 1 < length else 0
        rank_insert(source[i], length, state, ranks)
        rank_remove(old, length + 1, state, ranks)
        if state[0] < length:
            state[0] += 1.0
        out[i] = state[ranks + rank - 1] if state[0] >= length else math.nan


INDICATOR = Indicator(
    name="percentile_nearest_rank",
    title="Percentile, nearest rank",
    description="The value below which the given percentage of the window lies; always one of its values.",
    category="statistics",
    params=(
        Param("length", "int", 20, least=1, most=5000, title="Length"),
        Param("percentage", "float", 50.0, least=0, most=100, step=1, title="Percentage"),
    ),
    kernel=kernel,
    state=lambda length, **_: 3 + 2 * length,
    warmup=lambda length, **_: length - 1,
    pine="ta.percentile_nearest_rank({source}, {length}, {percentage})",
    source="Pine v6 reference, ta.percentile_nearest_rank: ceil(percentage / 100 * length)",
    cost=6.0,
    examples=("percentile_nearest_rank(close, 20, 90)",),
)
