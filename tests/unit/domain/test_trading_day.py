"""The trading day follows the account's zone, also when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.domain.builders import moments

from tradewright.domain.trading.day import trading_day


def test_a_day_in_new_york_begins_at_five_in_the_morning_utc() -> None:
    day = trading_day(datetime(2026, 1, 15, 4, 59, tzinfo=UTC), "America/New_York")

    assert day.date.isoformat() == "2026-01-14"
    assert day.ends_at == datetime(2026, 1, 15, 5, tzinfo=UTC)
    assert day.reset_words == "00:00 New York"


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 8, 23), (11, 1, 25), (7, 1, 24)])
def test_days_are_as_long_as_clocks_make_them(month: int, day: int, hours: int) -> None:
    found = trading_day(datetime(2026, month, day, 17, tzinfo=UTC), "America/New_York")

    assert found.ends_at - found.starts_at == timedelta(hours=hours)


@given(now=moments(), zone=st.sampled_from(["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia"]))
@settings(deadline=None, max_examples=50)
def test_every_moment_lies_in_its_day_and_days_touch(now: datetime, zone: str) -> None:
    day = trading_day(now, zone)

    assert day.starts_at <= now < day.ends_at
    assert trading_day(day.ends_at, zone).starts_at == day.ends_at
