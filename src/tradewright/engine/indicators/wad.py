"""Williams accumulation and distribution."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input
from tradewright.engine.native import Block


def kernel(high: Block, low: Block, close: Block, state: Block, out: Block) -> None:
    """A rising close adds its distance from the true low, a falling one takes that from the true high; 0 at first."""
    known, previous, total = state[0], state[1], state[2]
    for i in range(len(out)):
        price = close[i]
        if known == 1.0 and price > previous:
            total += price - min(low[i], previous)
        elif known == 1.0 and price < previous:
            total += price - max(high[i], previous)
        known, previous = 1.0, price
        out[i] = total
    state[0], state[1], state[2] = known, previous, total


INDICATOR = Indicator(
    name="wad",
    title="Williams accumulation/distribution",
    description="A running sum of how far each close moved away from the true low or high; it needs no volume.",
    category="volume",
    inputs=(
        Input("high", default="high", fixed=True),
        Input("low", default="low", fixed=True),
        Input("close", default="close", fixed=True),
    ),
    kernel=kernel,
    state=lambda: 3,
    pine="ta.wad",
    source="Pine v6 reference, ta.wad (Larry Williams)",
    examples=("wad() > sma(wad(), 20)",),
)
