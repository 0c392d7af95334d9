"""What a definition is said to cost grows with the windows that its machine code looks through at every bar."""

from __future__ import annotations

import pytest

from tradewright.domain.strategy.analysis import analyse
from tradewright.domain.strategy.analysis.measure import COST_MAX
from tradewright.domain.strategy.documents import parse_definition
from tradewright.domain.strategy.resolve import resolve
from tradewright.engine.indicators import LIBRARY

NANOSECONDS = 3.3
"""Of one unit: COST_MAX stands for 10 µs a bar."""


def cost_of(expression: str) -> float:
    entry = {"id": "go", "type": "entry", "expression": {"long": f"{expression} > 1"}}
    document = {"name": "x", "timeframe": "15m", "direction": "long", "components": [entry]}
    return analyse(resolve(parse_definition(document), LIBRARY)).cost


@pytest.mark.parametrize(
    ("expression", "nanoseconds"),
    [
        ("rci(close, 499)", 179_000),
        ("percentile_linear_interpolation(close, 4999, 50)", 8_000),
        ("hma(close, 4999)", 6_000),
        ("mode(close, 4999)", 4_500),
        ("wma(close, 4999)", 1_900),
        ("cog(close, 4999)", 1_900),
        ("median(close, 4999)", 1_000),
        ("sma(close, 4999)", 800),
    ],
)
def test_a_long_window_costs_what_it_was_measured_to_take(expression: str, nanoseconds: float) -> None:
    assert cost_of(expression) * NANOSECONDS >= nanoseconds


def test_an_everyday_window_is_cheap_and_a_costly_one_is_refused() -> None:
    assert cost_of("rsi(close, 14)") < 10
    assert cost_of("ema(close, 200)") < COST_MAX / 200
    assert cost_of("rci(close, 10)") < COST_MAX / 50
    assert cost_of("rci(close, 400)") > COST_MAX
    assert cost_of("close[4999]") > 10 * cost_of("close[1]")
