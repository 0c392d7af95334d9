"""The highest value of a moving window at a constant cost a bar: a queue of the values that can still become the highest.

The lowest is the negative of the highest negative. As in Pine, na forgets the window: the next value begins a new one.
"""

from __future__ import annotations

from tradewright.engine.native import Block, inlined

EXTREME_HEAD = 3
"""Cells before the queue: its first slot, how many it holds, bars seen."""


@inlined
def extreme_cells(length: int) -> int:
    """Return the cells of state that one moving highest needs."""
    return EXTREME_HEAD + 2 * length


@inlined
def highest_push(x: float, length: int, state: Block, at: int) -> float:
    """Return the highest of the last `length` bars (fewer at the start and after na); na for na.

    The bar of the highest (the newest of equals) is `state[at + EXTREME_HEAD + length + int(state[at])]`, counted from 1.
    """
    first, held = int(state[at]), int(state[at + 1])
    bar = state[at + 2] + 1.0
    state[at + 2] = bar
    if x != x:
        state[at + 1] = 0.0
        return x
    values = at + EXTREME_HEAD
    bars = values + length
    if held > 0 and state[bars + first] <= bar - length:
        first += 1
        if first == length:
            first = 0
        held -= 1
    last = first + held - 1
    if last >= length:
        last -= length
    while held > 0 and state[values + last] <= x:
        held -= 1
        last -= 1
        if last < 0:
            last += length
    last = first + held
    if last >= length:
        last -= length
    state[values + last] = x
    state[bars + last] = bar
    state[at], state[at + 1] = first, held + 1
    return float(state[values + first])
