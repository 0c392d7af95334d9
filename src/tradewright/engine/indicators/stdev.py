"""Standard deviation."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._sums import HEAD, sum_step
from tradewright.engine.native import Block


def kernel(source: Block, length: int, biased: int, state: Block, out: Block) -> None:
    """The mean of squares less the square of the mean, over rolling sums that do not drift; never below zero, as in Pine."""
    raw, squares = HEAD + 2, HEAD + 2 + 2 * length
    p, pc, q, qc = state[0], state[1], state[2], state[3]
    count, at = int(state[4]), int(state[5])
    for i in range(len(out)):
        x = source[i]
        if x == x:
            p, pc = sum_step(x, p, pc, count, at, length, state, raw)
            q, qc = sum_step(x * x, q, qc, count, at, length, state, squares)
            if count < length:
                count += 1
            at += 1
            if at == length:
                at = 0
        if count < length or (biased == 0 and length == 1):
            out[i] = math.nan
            continue
        mean = p / length
        below = length if biased != 0 else length - 1
        value = q / below - (mean * mean if biased != 0 else p * mean / below)
        out[i] = math.sqrt(max(0.0, value))
    state[0], state[1], state[2], state[3], state[4], state[5] = p, pc, q, qc, count, at


INDICATOR = Indicator(
    name="stdev",
    title="Standard deviation",
    description="How widely the last bars scatter around their average, in price units.",
    category="statistics",
    params=(
        Param("length", "int", 20, least=1, most=5000, title="Length"),
        Param("biased", "bool", True, title="Biased (by length, not length - 1)"),
    ),
    kernel=kernel,
    state=lambda length, **_: 6 + 4 * length,
    warmup=lambda length, **_: length - 1,
    pine="ta.stdev({source}, {length}, {biased})",
    source="Pine v6 reference, ta.stdev; TradingView's order of operations as measured by PyneCore",
    cost=2.0,
    examples=("stdev(close, 20)",),
)
