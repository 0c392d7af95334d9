"""Rate of change."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._recent import delayed
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """Bars are counted, na ones too."""
    for i in range(len(out)):
        old = delayed(source[i], length, state, 0)
        out[i] = 100.0 * (source[i] - old) / old if old != 0.0 else math.nan


INDICATOR = Indicator(
    name="roc",
    title="Rate of change",
    description="The change of price over a number of bars, in percent.",
    category="momentum",
    params=(Param("length", "int", 10, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: length + 2,
    warmup=lambda length: length,
    pine="ta.roc({source}, {length})",
    source="Pine v6 reference, ta.roc: 100 * (source - source[length]) / source[length]",
    examples=("roc(close, 10)", "roc(close, 10) > 0"),
)
