"""True strength index."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._averages import average_cells, ema_step
from tradewright.engine.native import Block


def kernel(source: Block, short: int, long: int, state: Block, out: Block) -> None:
    """The twice smoothed change by the twice smoothed size of the change, -1 to 1. state: value before, bars, averages."""
    first_size = 2 + average_cells(long)
    second = first_size + average_cells(long)
    second_size = second + average_cells(short)
    for i in range(len(out)):
        x = source[i]
        out[i] = math.nan
        change = x - state[0] if state[1] == 1.0 else math.nan
        if change == change:
            smooth = ema_step(change, long, state, 2)
            size = ema_step(abs(change), long, state, first_size)
            above = ema_step(smooth, short, state, second)
            below = ema_step(size, short, state, second_size)
            if below == below and below != 0.0:
                out[i] = above / below
        state[0], state[1] = x, 1.0


INDICATOR = Indicator(
    name="tsi",
    title="True strength index",
    description="Momentum smoothed twice and set against its own size: from -1 (only falling) to 1 (only rising).",
    category="momentum",
    params=(
        Param("short", "int", 13, least=1, most=5000, title="Short length"),
        Param("long", "int", 25, least=1, most=5000, title="Long length"),
    ),
    kernel=kernel,
    state=lambda short, long: 2 + 2 * average_cells(long) + 2 * average_cells(short),
    warmup=lambda short, long: short + long - 1,
    pine="ta.tsi({source}, {short}, {long})",
    source="Pine v6 reference, ta.tsi; Blau (1991)",
    cost=4.0,
    examples=("tsi(close, 13, 25)",),
)
