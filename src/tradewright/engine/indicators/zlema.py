"""Zero-lag exponential moving average."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._averages import average_cells, ema_step
from tradewright.engine.indicators._recent import delayed
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """The exponential average of twice the value less the value of half a length ago. state: average, then the delay."""
    lag = (length - 1) // 2
    delay_at = average_cells(length)
    for i in range(len(out)):
        old = delayed(source[i], lag, state, delay_at)
        out[i] = ema_step(2.0 * source[i] - old, length, state, 0)


INDICATOR = Indicator(
    name="zlema",
    title="Zero-lag exponential moving average",
    description="An exponential average of prices from which their lag was taken first.",
    category="moving average",
    params=(Param("length", "int", 20, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: average_cells(length) + length + 2,
    warmup=lambda length: length - 1 + (length - 1) // 2,
    pine="f_zlema({source}, {length})",
    pine_helper="""\
f_zlema(float source, simple int length) =>
    ta.ema(2 * source - source[math.floor((length - 1) / 2)], length)
""",
    source="Ehlers and Way, Zero Lag (2010)",
    overlay=True,
    examples=("zlema(close, 20)",),
)
