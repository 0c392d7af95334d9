"""Holes are found and told apart from closed markets; longer bars are what their parts say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.platform.bar_files.files import START_NS, some_bars, without

from tradewright.engine.bars import Bars
from tradewright.kernel.errors import Invalid
from tradewright.platform.bar_files import find_gaps, resample
from tradewright.platform.bar_files.download import to_ns


def _stock_bars(days: list[int], *, hole: bool = False) -> Bars:
    """Return half-hour bars of New York's session on these days of January 2024 (14:30 to 21:00 UTC)."""
    opens = [
        datetime(2024, 1, day, 14, 30, tzinfo=UTC) + n * timedelta(minutes=30)
        for day in days
        for n in range(13)
    ]
    times = [to_ns(one) for one in opens if not (hole and one.hour == 17)]
    flat = np.full(len(times), 100.0)
    return Bars(
        np.array(times), flat, flat, flat, flat, flat,
        symbol="AAPL", timeframe="30m", session="stocks", timezone="America/New_York",
    )  # fmt: skip


def test_whole_bars_have_no_gap() -> None:
    assert find_gaps(some_bars(100)) == []


def test_a_hole_is_told_with_its_length() -> None:
    [gap] = find_gaps(without(some_bars(100), 40, 47))

    assert (gap.bars, gap.kind) == (7, "missing")
    assert gap.start == datetime(2024, 1, 1, 0, 40, tzinfo=UTC)
    assert gap.end == datetime(2024, 1, 1, 0, 47, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "kinds"),
    [
        ([3, 4], ["night"]),
        ([5, 8], ["weekend"]),
        ([12, 16], ["holiday"]),  # Martin Luther King's day was the 15th
        ([8, 10], ["holiday"]),
        ([2, 22], ["missing"]),
    ],
)
def test_closed_markets_are_told_from_missing_bars(days: list[int], kinds: list[str]) -> None:
    assert [gap.kind for gap in find_gaps(_stock_bars(days))] == kinds


def test_a_hole_inside_a_session_is_missing_bars() -> None:
    gaps = find_gaps(_stock_bars([3, 4], hole=True))

    assert [(gap.kind, gap.bars) for gap in gaps if gap.kind == "missing"] == [("missing", 2)] * 2


def test_the_same_weekend_is_missing_bars_where_markets_never_close() -> None:
    assert [gap.kind for gap in find_gaps(replace(_stock_bars([5, 8]), session="24x7"))] == ["missing"]


@given(count=st.integers(1, 400), first=st.integers(0, 50), minutes=st.sampled_from([5, 15, 60]))
@settings(max_examples=40, deadline=None)
def test_a_longer_bar_is_what_its_parts_say(count: int, first: int, minutes: int) -> None:
    bars = some_bars(count, first=first)

    longer = resample(bars, f"{minutes}m")

    length = minutes * 60_000_000_000
    for place, opened in enumerate(longer.time):
        inside = (bars.time >= opened) & (bars.time < opened + length)
        assert opened % length == 0
        assert longer.open[place] == bars.open[inside][0]
        assert longer.high[place] == bars.high[inside].max()
        assert longer.low[place] == bars.low[inside].min()
        assert longer.close[place] == bars.close[inside][-1]
        assert longer.volume[place] == bars.volume[inside].sum()
    ended = int(bars.time[-1]) + 60_000_000_000
    assert all(opened + length <= ended for opened in longer.time)


def test_weeks_begin_on_monday_and_days_at_midnight() -> None:
    bars = some_bars(24 * 20, minutes=60)

    assert list(resample(bars, "1w").time) == [START_NS, START_NS + 7 * 86_400 * 10**9]
    assert int(resample(bars, "1d").time[1]) - START_NS == 86_400 * 10**9


@pytest.mark.parametrize("timeframe", ["7m", "1m", "0m", "week", "90s"])
def test_what_is_no_multiple_is_refused(timeframe: str) -> None:
    with pytest.raises(Invalid):
        resample(some_bars(10, minutes=5), timeframe)
