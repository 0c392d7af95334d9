"""Average true ranges from bars of the store, and when a decision needs one."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tradewright.domain.trading.signal import AgentPolicy, Intent, Protection, Sizing, Trail
from tradewright.features.orders.executor.ranges import LENGTH, Span, average_true_range, range_wanted


def a_span(high: str, low: str, close: str) -> Span:
    return Span(Decimal(high), Decimal(low), Decimal(close))


def test_bars_of_one_size_have_that_range() -> None:
    bars = [a_span("101", "99", "100")] * (LENGTH + 1)

    assert average_true_range(bars) == 2


def test_a_gap_counts_from_the_last_close() -> None:
    bars = [a_span("101", "99", "100"), a_span("111", "110", "110")]

    assert average_true_range(bars, length=1) == 11


def test_wilders_average_forgets_slowly() -> None:
    quiet = [a_span("101", "99", "100")] * (LENGTH + 1)

    loud = average_true_range([*quiet, a_span("116", "100", "110")])

    assert loud == Decimal(2) + (Decimal(16) - Decimal(2)) / LENGTH


def test_too_few_bars_have_none() -> None:
    assert average_true_range([a_span("101", "99", "100")] * LENGTH) is None


@given(st.lists(st.decimals(1, 1000, places=2), min_size=LENGTH + 1, max_size=40))
def test_it_lies_between_the_smallest_and_the_largest_true_range(closes: list[Decimal]) -> None:
    bars = [Span(close + 1, close - 1, close) for close in closes]
    ranges = [max(bar.high, before.close) - min(bar.low, before.close) for before, bar in pairwise(bars)]

    average = average_true_range(bars)

    assert average is not None
    assert min(ranges) - Decimal("1e-9") <= average <= max(ranges) + Decimal("1e-9")


def test_only_what_is_a_multiple_of_it_asks_for_a_range() -> None:
    plain = Intent("buy", "BTCUSD", sizing=Sizing("fixed", Decimal(1)))
    stopped = Intent("buy", "BTCUSD", stop_loss=Protection("atr", Decimal(2)))
    trailing = AgentPolicy(
        Sizing("fixed", Decimal(1)), trailing_stop=Trail("atr", Decimal(3)), atr_timeframe="15m"
    )
    sized = AgentPolicy(Sizing("atr_risk", Decimal(1)))

    assert range_wanted(plain, None) is None
    assert range_wanted(plain, AgentPolicy(Sizing("fixed", Decimal(1)))) is None
    assert range_wanted(stopped, None) == ("BTCUSD", "1h")
    assert range_wanted(plain, trailing) == ("BTCUSD", "15m")
    assert range_wanted(plain, sized) == ("BTCUSD", "1h")
