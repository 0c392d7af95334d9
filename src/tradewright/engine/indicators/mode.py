"""Mode."""

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
            best, most, run = state[ranks], 1, 1
            for k in range(1, length):
                run = run + 1 if state[ranks + k] == state[ranks + k - 1] else 1
                if run > most:
                    best, most = state[ranks + k], run
            out[i] = best


INDICATOR = Indicator(
    name="mode",
    title="Mode",
    description="The value met most often in the window, the smallest of those met equally often.",
    category="statistics",
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: 3 + 2 * length,
    warmup=lambda length: length - 1,
    pine="ta.mode({source}, {length})",
    source="Pine v6 reference, ta.mode",
    cost=6.0,
    examples=("mode(close, 20)",),
)
