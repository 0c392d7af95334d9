"""Momentum."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._recent import delayed
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """Bars are counted, na ones too."""
    for i in range(len(out)):
        old = delayed(source[i], length, state, 0)
        out[i] = source[i] - old


INDICATOR = Indicator(
    name="mom",
    title="Momentum",
    description="The change of price over a number of bars.",
    category="momentum",
    params=(Param("length", "int", 10, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: length + 2,
    warmup=lambda length: length,
    pine="ta.mom({source}, {length})",
    source="Pine v6 reference, ta.mom: source - source[length]",
    examples=("mom(close, 10)", "mom(close, 10) > 0"),
)
