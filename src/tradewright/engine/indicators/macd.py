"""Moving average convergence divergence."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param
from tradewright.engine.indicators._averages import average_cells, ema_step
from tradewright.engine.native import Block


def kernel(
    source: Block,
    fast: int,
    slow: int,
    signal: int,
    state: Block,
    macd: Block,
    line: Block,
    histogram: Block,
) -> None:
    """The difference of two exponential averages, and its own average."""
    slow_at = average_cells(fast)
    signal_at = slow_at + average_cells(slow)
    for i in range(len(macd)):
        x = source[i]
        value = ema_step(x, fast, state, 0) - ema_step(x, slow, state, slow_at)
        smooth = ema_step(value, signal, state, signal_at)
        macd[i] = value
        line[i] = smooth
        histogram[i] = value - smooth


INDICATOR = Indicator(
    name="macd",
    title="Moving average convergence divergence",
    description="The distance of a fast from a slow average, its own average (signal), and their distance (histogram).",
    category="momentum",
    params=(
        Param("fast", "int", 12, least=1, most=5000, title="Fast length"),
        Param("slow", "int", 26, least=1, most=5000, title="Slow length"),
        Param("signal", "int", 9, least=1, most=5000, title="Signal length"),
    ),
    outputs=(Output("macd"), Output("signal"), Output("histogram")),
    kernel=kernel,
    state=lambda fast, slow, signal: average_cells(fast) + average_cells(slow) + average_cells(signal),
    warmup=lambda fast, slow, signal: max(fast, slow) + signal - 2,
    pine="ta.macd({source}, {fast}, {slow}, {signal})",
    source="Pine v6 reference, ta.macd; Appel (1979)",
    cost=3.0,
    examples=(
        "macd(close, 12, 26, 9).histogram",
        "crossover(macd(close, 12, 26, 9), macd(close, 12, 26, 9).signal)",
    ),
)
