"""Longer bars for a chart hold what the shorter ones did."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewright.engine.bars import Bars
from tradewright.features.backtests.chart import chart_document
from tradewright.kernel.timeframes import Timeframe


def bars_at(steps: list[int]) -> Bars:
    """Return five-minute bars so many steps apart."""
    time = np.cumsum(np.array(steps, np.int64)) * 300 * 10**9
    close = 100.0 + np.random.default_rng(len(steps)).normal(0, 5, len(steps))
    return Bars(time, close + 0.5, close + 2, close - 2, close, np.ones(len(steps)), timeframe="5m")


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(st.one_of(st.just(1), st.integers(1, 5_000)), min_size=1, max_size=200),
    at_most=st.integers(2, 100),
)
def test_no_extreme_and_no_volume_is_lost(steps: list[int], at_most: int) -> None:
    bars = bars_at(steps)
    numbers = np.arange(len(bars), dtype=np.float64)

    told = chart_document(bars, {"number": numbers}, at_most=at_most)

    assert 1 <= len(told["time"]) <= at_most
    assert told["time"] == sorted(set(told["time"]))
    assert (max(told["high"]), min(told["low"])) == (bars.high.max(), bars.low.min())
    assert (told["open"][0], told["close"][-1]) == (bars.open[0], bars.close[-1])
    assert sum(told["volume"]) == len(bars)
    assert told["series"]["number"][-1] == len(bars) - 1
    if told["timeframe"] in {one.value for one in Timeframe}:
        length = Timeframe(told["timeframe"])
        assert all(length.floor_ns(one * 1_000_000) == one * 1_000_000 for one in told["time"])


def test_few_bars_stay_as_they_are() -> None:
    bars = bars_at([1, 1, 7, 1])

    told = chart_document(bars, {"gap": np.array([np.nan, 1.0, 2.0, 3.0])}, at_most=4)

    assert told["timeframe"] == "5m"
    assert told["time"] == [300_000, 600_000, 2_700_000, 3_000_000]
    assert told["close"] == bars.close.tolist()
