"""Detrended price oscillator."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.engine.indicators._recent import delayed
from tradewright.engine.indicators._sums import sum_cells, sum_push
from tradewright.engine.native import Block


def kernel(source: Block, length: int, state: Block, out: Block) -> None:
    """The value less the simple average of half a length and one bar ago. state: the sum, then the delay."""
    lag = length // 2 + 1
    delay_at = sum_cells(length)
    for i in range(len(out)):
        mean = sum_push(source[i], length, state, 0) / length
        out[i] = source[i] - delayed(mean, lag, state, delay_at)


INDICATOR = Indicator(
    name="dpo",
    title="Detrended price oscillator",
    description="Price against an older average, so that cycles show and the trend does not.",
    category="oscillator",
    params=(Param("length", "int", 21, least=1, most=5000, title="Length"),),
    kernel=kernel,
    state=lambda length: sum_cells(length) + length // 2 + 3,
    warmup=lambda length: length + length // 2,
    pine="f_dpo({source}, {length})",
    pine_helper="""\
f_dpo(float source, simple int length) =>
    float mean = ta.sma(source, length)
    source - mean[math.floor(length / 2) + 1]
""",
    source="TradingView's built-in script DPO, not centred",
    examples=("dpo(close, 21)",),
)
