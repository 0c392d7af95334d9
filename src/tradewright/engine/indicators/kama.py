"""Kaufman's adaptive moving average."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._recent import window_cells, window_push
from tradewright.engine.native import Block


def kernel(source: Block, length: int, fast: int, slow: int, state: Block, out: Block) -> None:
    """Begins at the first value that has `length` before it; an na bar is passed over.

    state: the average, whether it began, the window. The way is summed anew on every bar, newest first.
    """
    quick, lazy = 2.0 / (fast + 1), 2.0 / (slow + 1)
    for i in range(len(out)):
        x = source[i]
        out[i] = math.nan
        if x == x:
            first = window_push(x, length + 1, state, 2)
            if first >= 0:
                way = 0.0
                for k in range(length, 0, -1):
                    way += abs(state[first + k] - state[first + k - 1])
                efficiency = abs(x - state[first]) / way if way != 0.0 else 0.0
                alpha = (efficiency * (quick - lazy) + lazy) * (efficiency * (quick - lazy) + lazy)
                before = state[0] if state[1] == 1.0 else state[first + length - 1]
                state[0], state[1] = before + alpha * (x - before), 1.0
                out[i] = state[0]


INDICATOR = Indicator(
    name="kama",
    title="Kaufman's adaptive moving average",
    description="An average that hurries while price goes straight and waits while it goes to and fro.",
    category="moving average",
    params=(
        Param("length", "int", 10, least=1, most=5000, title="Length"),
        Param("fast", "int", 2, least=1, most=5000, title="Fast end"),
        Param("slow", "int", 30, least=1, most=5000, title="Slow end"),
    ),
    kernel=kernel,
    state=lambda length, **_: 2 + window_cells(length + 1),
    warmup=lambda length, **_: length,
    pine="f_kama({source}, {length}, {fast}, {slow})",
    pine_helper="""\
f_kama(float source, simple int length, simple int fast, simple int slow) =>
    var float value = na
    float quick = 2.0 / (fast + 1)
    float lazy = 2.0 / (slow + 1)
    float way = math.sum(math.abs(source - source[1]), length)
    float went = math.abs(source - source[length])
    float efficiency = way != 0 ? went / way : 0.0
    float alpha = math.pow(efficiency * (quick - lazy) + lazy, 2)
    float before = nz(value, source[1])
    if not na(went) and not na(way)
        value := before + alpha * (source - before)
    value
""",
    source="Kaufman, Trading Systems and Methods (1998)",
    overlay=True,
    cost=3.0,
    examples=("kama(close, 10, 2, 30)",),
)
