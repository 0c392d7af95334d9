"""Averages as steps, for indicators that are made of several: exponential, Wilder's and weighted.

A step takes one value and keeps its memory in `state` from `at` on. na changes nothing and gives na, as in Pine.
"""

from __future__ import annotations

import math

from tradewright.engine.native import Block, inlined

AVERAGE_HEAD = 4
"""Cells before the values of the seed: average, sum, compensation, values seen."""


@inlined
def average_cells(length: int) -> int:
    """Return the cells that `ema_step` or `rma_step` needs."""
    return AVERAGE_HEAD + length


@inlined
def seed_step(x: float, length: int, state: Block, at: int) -> float:
    """Return the simple average when this is the value number `length`, na before; x is not na."""
    count = int(state[at + 3])
    s, c = state[at + 1], state[at + 2]
    size = abs(c)
    if c != 0.0 and x != 0.0 and size - ((x + size) - x) > 0.0:  # see _sums: summed anew, newest first
        s = x
        for i in range(count):
            s += state[at + AVERAGE_HEAD + count - 1 - i]
        c = 0.0
    else:
        added = x - c
        total = s + added
        c = (total - s) - added
        s = total
    state[at + AVERAGE_HEAD + count] = x
    count += 1
    state[at + 1], state[at + 2], state[at + 3] = s, c, count
    if count < length:
        return math.nan
    state[at] = s / length
    return float(state[at])


@inlined
def ema_step(x: float, length: int, state: Block, at: int) -> float:
    """Return the exponential average after x: seeded by the simple average of the first `length` values."""
    if length == 1 or x != x:
        return x
    if state[at + 3] < length:
        return seed_step(x, length, state, at)
    value = float(state[at])
    value += 2.0 / (length + 1) * (x - value)
    state[at] = value
    return value


@inlined
def rma_step(x: float, length: int, state: Block, at: int) -> float:
    """Return Wilder's average after x: seeded by the simple average of the first `length` values."""
    if length == 1 or x != x:
        return x
    if state[at + 3] < length:
        return seed_step(x, length, state, at)
    value = (float(state[at]) * (length - 1) + x) / length
    state[at] = value
    return value
