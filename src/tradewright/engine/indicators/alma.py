"""Arnaud Legoux moving average."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._recent import window_cells, window_push
from tradewright.engine.native import Block


def kernel(
    source: Block, length: int, offset: float, sigma: float, floor: int, state: Block, out: Block
) -> None:
    """Weights are made on the first bar and divided by their sum at once, as Pine does; state: ready, weights, window."""
    window_at = 1 + length
    if state[0] == 0.0:
        centre = offset * (length - 1)
        if floor != 0:
            centre = math.floor(centre)
        width = length / sigma
        total = 0.0
        for i in range(length):
            weight = math.exp(-1.0 * ((i - centre) * (i - centre)) / (2.0 * (width * width)))
            state[1 + i] = weight
            total += weight
        for i in range(length):
            state[1 + i] /= total
        state[0] = 1.0
    for i in range(len(out)):
        first = window_push(source[i], length, state, window_at)
        if first < 0:
            out[i] = math.nan
        else:
            total = 0.0
            for k in range(length):
                total += state[first + k] * state[1 + k]
            out[i] = total


INDICATOR = Indicator(
    name="alma",
    title="Arnaud Legoux moving average",
    description="A bell of weights over the window: `offset` moves it to the newest bars, `sigma` sharpens it.",
    category="moving average",
    params=(
        Param("length", "int", 9, least=1, most=5000, title="Length"),
        Param("offset", "float", 0.85, least=0, most=1, step=0.05, title="Offset"),
        Param("sigma", "float", 6.0, least=0.1, most=100, step=0.5, title="Sigma"),
        Param("floor", "bool", False, title="Whole offset"),
    ),
    kernel=kernel,
    state=lambda length, **_: 1 + length + window_cells(length),
    warmup=lambda length, **_: length - 1,
    pine="ta.alma({source}, {length}, {offset}, {sigma}, {floor})",
    source="Pine v6 reference, ta.alma; Legoux and Kouzis-Loukas (2009)",
    overlay=True,
    cost=4.0,
    examples=("alma(close, 9, 0.85, 6)",),
)
