"""A window kept in the order of its values, for medians, modes and percentiles.

Two values closer than 1e-10 are equal, as everywhere in Pine: a new one goes before those it equals, of those that equal a
leaving one the last goes. na takes part: the search steps past it, so an na goes to the end and stays where it is.
Measured on TradingView by the PyneCore project (Apache-2.0).
"""

from __future__ import annotations

from tradewright.engine.native import Block, inlined

TIE = 1e-10
"""Pine's tolerance: values no further apart are equal, at any magnitude."""


@inlined
def rank_insert(x: float, held: int, state: Block, at: int) -> None:
    """Put x into the ordered values, `held` of them from `at` on; one more cell behind them is free."""
    low, high = 0, held
    while low < high:
        middle = (low + high) // 2
        other = state[at + middle]
        if x != x or other != other or other - x < -TIE:
            low = middle + 1
        else:
            high = middle
    for i in range(held, low, -1):
        state[at + i] = state[at + i - 1]
    state[at + low] = x


@inlined
def rank_of_leaving(x: float, held: int, state: Block, at: int) -> int:
    """Return which of the ordered values the leaving x is."""
    if x != x:
        for i in range(held):
            if state[at + i] != state[at + i]:
                return i
        return 0
    low, high = 0, held
    while low < high:
        middle = (low + high) // 2
        other = state[at + middle]
        if other != other or x - other >= -TIE:
            low = middle + 1
        else:
            high = middle
    found = low - 1
    if found >= 0 and abs(x - state[at + found]) <= TIE:
        return found
    for i in range(held - 1, -1, -1):
        if abs(x - state[at + i]) <= TIE:
            return i
    return max(found, 0)


@inlined
def rank_remove(x: float, held: int, state: Block, at: int) -> None:
    """Take x out of the `held` ordered values from `at` on."""
    for i in range(rank_of_leaving(x, held, state, at), held - 1):
        state[at + i] = state[at + i + 1]
