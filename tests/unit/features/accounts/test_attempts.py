"""How long a guesser waits: longer with every round, never for long after the last, never for others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tradewright.features.accounts.attempts import (
    PAIR_FREE,
    PAIR_WAIT_MAX,
    SOURCE_FREE,
    Failures,
    pair_subject,
    wait_for_pair,
    wait_for_source,
)

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def failures(count: int, *, minutes_ago: int = 0) -> Failures:
    return Failures(NOW - timedelta(minutes=minutes_ago), count)


def test_the_first_failures_are_free() -> None:
    assert wait_for_pair([failures(PAIR_FREE - 1)], now=NOW) == 0
    assert wait_for_pair([], now=NOW) == 0


def test_each_round_of_failures_doubles_the_wait() -> None:
    waits = [wait_for_pair([failures(PAIR_FREE * n)], now=NOW) // 60 for n in (1, 2, 3, 4, 5, 6, 7)]

    assert waits == [15, 30, 60, 120, 240, 480, 480]


def test_after_the_wait_there_is_one_more_try_and_then_another_wait() -> None:
    waited = [failures(PAIR_FREE, minutes_ago=16)]

    assert wait_for_pair(waited, now=NOW) == 0
    assert wait_for_pair([*waited, failures(1)], now=NOW) == 15 * 60


def test_yesterdays_failures_are_forgotten() -> None:
    assert wait_for_pair([failures(100, minutes_ago=25 * 60)], now=NOW) == 0


def test_one_machine_has_fifty_failures_in_a_quarter_of_an_hour() -> None:
    assert wait_for_source([failures(SOURCE_FREE - 1)], now=NOW) == 0
    assert wait_for_source([failures(SOURCE_FREE - 1, minutes_ago=5), failures(1)], now=NOW) == 10 * 60
    assert wait_for_source([failures(SOURCE_FREE, minutes_ago=16)], now=NOW) == 0


@given(st.lists(st.tuples(st.integers(0, 3_000), st.integers(1, 1_000)), max_size=20))
def test_no_history_locks_anyone_out_for_longer_than_the_longest_wait(history: list[tuple[int, int]]) -> None:
    rows = [failures(count, minutes_ago=ago) for ago, count in history]

    assert 0 <= wait_for_pair(rows, now=NOW) <= PAIR_WAIT_MAX.total_seconds()
    assert 0 <= wait_for_source(rows, now=NOW) <= 15 * 60


def test_subjects_are_told_apart_and_hold_no_address() -> None:
    subject = pair_subject("ada@example.com", "203.0.113.9")

    assert subject != pair_subject("ada@example.com", "203.0.113.10")
    assert subject != pair_subject("bob@example.com", "203.0.113.9")
    assert b"ada" not in subject
