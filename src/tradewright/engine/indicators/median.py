"""Median."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._ranks import rank_insert, rank_remove
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """Over the last `length` values that are not na. state: how many, next slot, values, ordered values."""
    values, ranks = 2, 2 + length
    for i in range(len(out)):
        x = source[i]
        if x == x:
            held, slot = int(state[0]), int(state[1])
            rank_insert(x, held, state, ranks)
            if held == length:
                rank_remove(state[values + slot], held + 1, state, ranks)
            else:
                state[0] = held + 1
            state[values + slot] = x
            state[1] = slot + 1 if slot + 1 < length else 0
        if state[0] < length:
            out[i] = math.nan
        else:
            middle = ranks + length // 2
            out[i] = state[middle] if length % 2 == 1 else (state[middle - 1] + state[middle]) / 2.0


INDICATOR = Indicator(
    name="median",
    title="Median",
    description="The value in the middle of the window; spikes do not move it.",
    category="statistics",
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: 3 + 2 * length,
    warmup=lambda length: length - 1,
    pine="ta.median({source}, {length})",
    source="Pine v6 reference, ta.median",
    cost=6.0,
    examples=("median(close, 20)",),
)
