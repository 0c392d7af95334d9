"""Limits on the command line: what is read, what is told, and what is refused with what would be right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewright.entrypoints.cli.limit_words import BLACKOUT, PAIR, SESSION, parse_limit, render_limit
from tradewright.kernel.errors import Invalid

CLOCK = st.times().map(lambda time: time.strftime("%H:%M"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("loss_daily_max=500.50", "500.50"),
        ("loss_daily_max=", None),
        ("trades_daily_max=5", 5),
        ("symbols_denied=DOGEUSD,SHIBUSD", ["DOGEUSD", "SHIBUSD"]),
        ("sessions=fri-mon@22:00-02:00", [{"days": [1, 5, 6, 7], "since": "22:00", "until": "02:00"}]),
        (
            "blackouts=2030-01-01T00:00Z..2030-01-02T00:00Z@New Year",
            [
                {
                    "since": "2030-01-01T00:00Z",
                    "until": "2030-01-02T00:00Z",
                    "symbols": [],
                    "reason": "New Year",
                }
            ],
        ),
    ],
)
def test_a_limit_is_read_as_the_api_takes_it(text: str, value: object) -> None:
    assert parse_limit(text) == (text.partition("=")[0], value)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("loss_daily_max", PAIR),
        ("sessions=weekdays@09:30-16:00", SESSION),
        ("sessions=mon@9:30-16:00", SESSION),
        ("blackouts=tomorrow", BLACKOUT),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_would_be_right(text: str, advice: str) -> None:
    with pytest.raises(Invalid, match="sets nothing") as refused:
        parse_limit(text)

    assert advice in str(refused.value)


@given(days=st.sets(st.integers(1, 7), min_size=1), since=CLOCK, until=CLOCK)
def test_what_is_told_of_sessions_is_read_as_the_same_windows(days: set[int], since: str, until: str) -> None:
    told = render_limit([{"days": sorted(days), "since": f"{since}:00", "until": f"{until}:00"}])

    _, windows = parse_limit(f"sessions={told}")

    assert sorted(day for one in windows for day in one["days"]) == sorted(days)
    assert {(one["since"], one["until"]) for one in windows} == {(since, until)}
