"""Relative strength index."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._averages import average_cells, rma_step
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """Wilder's averages of rises and falls; one below 1e-10 counts as none, the fall first, as TradingView does.

    state: the value before, whether there is one, the two averages.
    """
    up_at, down_at = 2, 2 + average_cells(length)
    i, n = 0, len(out)
    while i < n and (length == 1 or state[down_at + 3] < length):
        x = source[i]
        out[i] = math.nan
        if x == x:
            if state[1] == 1.0:
                change = x - state[0]
                up = rma_step(max(change, 0.0), length, state, up_at)
                down = rma_step(max(-change, 0.0), length, state, down_at)
                if down <= 1e-10:
                    out[i] = 100.0
                elif up <= 1e-10:
                    out[i] = 0.0
                elif down == down:
                    out[i] = 100.0 - 100.0 / (1.0 + up / down)
            state[0], state[1] = x, 1.0
        i += 1
    # Seeded: the averages stay in registers, since each bar waits for the one before it.
    before, up, down = state[0], state[up_at], state[down_at]
    while i < n:
        x = source[i]
        if x == x:
            change = x - before
            up = (up * (length - 1) + max(change, 0.0)) / length
            down = (down * (length - 1) + max(-change, 0.0)) / length
            before = x
            if down <= 1e-10:
                out[i] = 100.0
            elif up <= 1e-10:
                out[i] = 0.0
            else:
                out[i] = 100.0 - 100.0 / (1.0 + up / down)
        else:
            out[i] = math.nan
        i += 1
    state[0], state[up_at], state[down_at] = before, up, down


INDICATOR = Indicator(
    name="rsi",
    title="Relative strength index",
    description="How much of recent movement was upward, 0 to 100; above 70 is called overbought, below 30 oversold.",
    category="oscillator",
    params=(Param("length", "int", 14, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: 2 + 2 * average_cells(length),
    warmup=lambda length: length,
    pine="ta.rsi({source}, {length})",
    source="Pine v6 reference, ta.rsi; Wilder, New Concepts in Technical Trading Systems (1978)",
    cost=2.0,
    examples=("rsi(close, 14)", "rsi(close, 14) < 30"),
)
