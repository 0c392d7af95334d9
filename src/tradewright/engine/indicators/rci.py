"""Rank correlation index."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._recent import window_cells, window_push
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """Spearman's correlation of price with time, times 100; values within 1e-10 of the lowest of them share a rank.

    state: the window, then cells for the order and the ranks. na inside the window gives na.
    """
    order = window_cells(length) + 2
    ranks = order + length
    n = float(length)
    for i in range(len(out)):
        first = window_push(source[i], length, state, 1)
        out[i] = math.nan
        if first < 0 or state[0] == 0.0:  # Pine wants one bar more than the window holds
            if first >= 0:
                state[0] = 1.0
            continue
        known = True
        for k in range(length):  # insertion by value; k counts back from the newest
            x = state[first + length - 1 - k]
            known = known and x == x
            place = k
            while place > 0 and state[first + length - 1 - int(state[order + place - 1])] > x:
                state[order + place] = state[order + place - 1]
                place -= 1
            state[order + place] = k
        if not known:
            continue
        start = 0
        while start < length:
            lowest = state[first + length - 1 - int(state[order + start])]
            stop = start
            while stop < length and state[first + length - 1 - int(state[order + stop])] - lowest < 1e-10:
                stop += 1
            for k in range(start, stop):
                state[ranks + int(state[order + k])] = (length - 1) - (start + stop - 1) / 2.0
            start = stop
        sum_x, sum_y, sum_xx, sum_yy = 0.0, 0.0, 0.0, 0.0
        for k in range(length):
            rank = state[ranks + k]
            sum_x += k
            sum_y += rank
            sum_xx += float(k) * k
            sum_yy += rank * rank
        mean_x, mean_y = sum_x / n, sum_y / n
        spread_x, spread_y = sum_xx / n - mean_x * mean_x, sum_yy / n - mean_y * mean_y
        if spread_x > 0.0 and spread_y > 0.0:
            together = 0.0
            for k in range(length):
                together += (k - mean_x) * (state[ranks + k] - mean_y)
            out[i] = 100.0 * (together / n) / (math.sqrt(spread_x) * math.sqrt(spread_y))


INDICATOR = Indicator(
    name="rci",
    title="Rank correlation index",
    description="How orderly price has risen (100) or fallen (-100) through the window.",
    category="oscillator",
    params=(Param("length", "int", 10, least=2, most=500, title="Length"),),
    kernel=kernel,
    state=lambda length: 3 + window_cells(length) + 2 * length,
    warmup=lambda length: length,
    pine="ta.rci({source}, {length})",
    source="Pine v6 reference, ta.rci; TradingView's order of operations as measured by PyneCore",
    cost_at=lambda length: 20.0 + 0.22 * length * length,
    examples=("rci(close, 10)",),
)
