"""The rolling sum that every averaging indicator of Pine stands on, to the last bit.

TradingView's own sums were measured by the PyneCore project (its `core/rolling_sum.py`, Apache-2.0): a compensated running
sum over the last `length` values that are not na. A value leaves as what it had really added; when the compensation would
be lost, the window is summed anew, newest first. So a sum neither drifts nor depends on where blocks begin.
"""

from __future__ import annotations

import math

from tradewright.engine.native import Block, inlined

HEAD = 4
"""Cells before the two rings: sum, compensation, values held, next slot."""


@inlined
def sum_cells(length: int) -> int:
    """Return the cells of state that one rolling sum needs."""
    return HEAD + 2 * length


@inlined
def sum_step(
    x: float, s: float, c: float, count: int, at: int, length: int, state: Block, ring: int
) -> tuple[float, float]:
    """Return the sum and its compensation after x enters slot `at`; the rings of raw and added values start at `ring`.

    x is not na. The caller moves `at` and `count` (values held, at most `length`) on, so that several sums share them.
    """
    size = abs(c)
    state[ring + at] = x
    if c != 0.0 and x != 0.0 and size - ((x + size) - x) > 0.0:
        held = length if count >= length else count + 1
        s = x
        slot = at
        for _ in range(1, held):
            slot -= 1
            if slot < 0:
                slot += length
            s += state[ring + slot]
        c = 0.0
        added = x
    elif count >= length:
        leaving = -state[ring + length + at] - c
        between = s + leaving
        added = x - ((between - s) - leaving)
        s = between + added
        c = (s - between) - added
    else:
        added = x - c
        between = s + added
        c = (between - s) - added
        s = between
    state[ring + length + at] = added
    return s, c


@inlined
def sum_push(x: float, length: int, state: Block, at: int) -> float:
    """Return the rolling sum after x (na changes nothing), na until `length` values were seen; its state starts at `at`."""
    count = int(state[at + 2])
    if x == x:
        slot = int(state[at + 3])
        s, c = sum_step(x, state[at], state[at + 1], count, slot, length, state, at + HEAD)
        state[at], state[at + 1] = s, c
        if count < length:
            count += 1
            state[at + 2] = count
        slot += 1
        state[at + 3] = slot if slot < length else 0
    return state[at] if count >= length else math.nan


@inlined
def sum_block(source: Block, length: int, divisor: float, state: Block, at: int, out: Block) -> None:
    """Write the rolling sum divided by `divisor` for a whole block; its state starts at `at`."""
    s, c, count, slot = state[at], state[at + 1], int(state[at + 2]), int(state[at + 3])
    for i in range(len(out)):
        x = source[i]
        if x == x:
            s, c = sum_step(x, s, c, count, slot, length, state, at + HEAD)
            if count < length:
                count += 1
            slot += 1
            if slot == length:
                slot = 0
        out[i] = s / divisor if count >= length else math.nan
    state[at], state[at + 1], state[at + 2], state[at + 3] = s, c, count, slot
