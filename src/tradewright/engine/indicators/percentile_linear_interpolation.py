"""Percentile, interpolated."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._ranks import rank_insert, rank_remove
from tradewright.engine.native import Block


def kernel(source: Block, length: int, percentage: float, state: Block, out: Block) -> None:
    """The window is kept in order and begins with na. state: bars, next slot, values, ordered values."""
    values, ranks = 2, 2 + length
    place = length * percentage / 100.0 + 0.5
    nearest = math.floor(place + 0.5)
    if abs(place - nearest) < 1e-9:
        place = nearest
    rank = math.floor(place)
    if state[0] == 0.0:
        for k in range(2 * length):
            state[values + k] = math.nan
    for i in range(len(out)):
        slot = int(state[1])
        old = state[values + slot]
        state[values + slot] = source[i]
        state[1] = slot + 1 if slot + 1 < length else 0
        rank_insert(source[i], length, state, ranks)
        rank_remove(old, length + 1, state, ranks)
        if state[0] < length:
            state[0] += 1.0
        if state[0] < length:
            out[i] = math.nan
        elif place <= 1.0:
            out[i] = state[ranks]
        elif place >= length:
            out[i] = state[ranks + length - 1]
        else:
            part = place - rank
            out[i] = state[ranks + rank - 1] * (1.0 - part) + state[ranks + rank] * part


INDICATOR = Indicator(
    name="percentile_linear_interpolation",
    title="Percentile, interpolated",
    description="The value below which the given percentage of the window lies, read between two values where needed.",
    category="statistics",
    params=(
        Param("length", "int", 20, least=1, most=5000, title="Length"),
        Param("percentage", "float", 50.0, least=0, most=100, step=1, title="Percentage"),
    ),
    kernel=kernel,
    state=lambda length, **_: 3 + 2 * length,
    warmup=lambda length, **_: length - 1,
    pine="ta.percentile_linear_interpolation({source}, {length}, {percentage})",
    source="Pine v6 reference, ta.percentile_linear_interpolation: between the ranks around length * percentage / 100 + 0.5",
    cost=6.0,
    examples=("percentile_linear_interpolation(close, 20, 90)",),
)
