"""A window of the last values that lies in one piece, oldest first, for indicators that look at all of it on every bar.

Each value is written twice, `length` cells apart, so that the window never wraps and nothing is moved.
"""

from __future__ import annotations

import math

from tradewright.engine.native import Block, inlined

WINDOW_HEAD = 2
"""Cells before the values: values seen (at most the length), next slot."""


@inlined
def window_cells(length: int) -> int:
    """Return the cells of state that one window needs."""
    return WINDOW_HEAD + 2 * length


@inlined
def window_push(x: float, length: int, state: Block, at: int) -> int:
    """Put x into the window whose state starts at `at`; return the cell of its oldest value, -1 until it is full."""
    slot = int(state[at + 1])
    state[at + WINDOW_HEAD + slot] = x
    state[at + WINDOW_HEAD + slot + length] = x
    slot += 1
    if slot == length:
        slot = 0
    state[at + 1] = slot
    if state[at] < length:
        state[at] += 1.0
        if state[at] < length:
            return -1
    return at + WINDOW_HEAD + slot


@inlined
def delayed(x: float, bars: int, state: Block, at: int) -> float:
    """Return the value of `bars` bars ago, na before there is one. Needs `bars` + 2 cells from `at` on."""
    if bars == 0:
        return x
    slot = int(state[at + 1])
    old = state[at + 2 + slot] if state[at] >= bars else math.nan
    state[at + 2 + slot] = x
    slot += 1
    state[at + 1] = slot if slot < bars else 0
    if state[at] < bars:
        state[at] += 1.0
    return old


WEIGHTED_HEAD = 2
"""Cells of `wma_step` before its window: values that were not na, the last of them."""


@inlined
def weighted_cells(length: int) -> int:
    """Return the cells that `wma_step` needs."""
    return WEIGHTED_HEAD + window_cells(length)


@inlined
def wma_step(x: float, length: int, state: Block, at: int) -> float:
    """Return the linearly weighted average after x; a bar that is na counts as the value before it and gives na.

    Summed anew on every bar, oldest first, which is what TradingView does to the last bit.
    """
    if x == x:
        if state[at] < length:
            state[at] += 1.0
        state[at + 1] = x
    elif state[at] == 0.0:
        return math.nan
    first = window_push(state[at + 1], length, state, at + WEIGHTED_HEAD)
    if x != x or state[at] < length:
        return math.nan
    total = 0.0
    for i in range(length):
        total += state[first + i] * (i + 1.0)
    return total / (0.5 * length * (length + 1.0))
