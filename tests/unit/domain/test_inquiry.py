"""The unknown-outcome protocol, for each kind of venue: what ends an inquiry, and what never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.domain.builders import NOW

from tradewright.domain.trading.ports.broker import Capabilities
from tradewright.domain.trading.reconcile import (
    Evidence,
    Inquiry,
    NotPlaced,
    Undecided,
    next_look_at,
    verdict,
)

PAPER = Capabilities(lookup_is_consistent=True, duplicates="for_ever", bracket=True)
SPOT = Capabilities(
    lookup_is_consistent=False, duplicates="while_open", bracket=False, lookup_settles_s=2, deadline_s=5
)
NO_DEADLINE = Capabilities(
    lookup_is_consistent=False, duplicates="for_ever", bracket=True, lookup_settles_s=2
)
NO_LOOKUP = Capabilities(lookup_is_consistent=False, duplicates="never", bracket=True, deadline_s=5)


def s(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def looked(*misses: float, began: float = 0.0) -> Inquiry:
    inquiry = Inquiry("no answer", asked_at=s(began - 10), began_at=s(began))
    for miss in misses:
        inquiry = inquiry.with_look(
            (Evidence(s(miss), "lookup", False, "no such order"),), is_miss=True, at=s(miss)
        )
    return inquiry


UP = s(-60)


@pytest.mark.parametrize(
    ("capabilities", "misses", "up_since", "at", "is_absent"),
    [
        pytest.param(PAPER, (0.1,), None, 0.1, True, id="a venue whose look-up is the truth needs one miss"),
        pytest.param(PAPER, (), UP, 5, False, id="nothing was looked at yet"),
        pytest.param(
            SPOT, (1, 3, 10, 30), UP, 30, False, id="the first miss came before look-ups had settled"
        ),
        pytest.param(SPOT, (1, 3, 10, 30, 90), UP, 90, True, id="four settled misses after the deadline"),
        pytest.param(SPOT, (3, 10, 30), UP, 90, False, id="three misses are too few"),
        pytest.param(SPOT, (1, 3, 10, 30, 90), None, 90, False, id="the stream is down"),
        pytest.param(
            SPOT, (1, 3, 10, 30, 90), s(-5), 90, True, id="the stream came up before the first look"
        ),
        pytest.param(SPOT, (1, 3, 10, 30, 90), s(5), 90, False, id="misses from before the stream came back"),
        pytest.param(SPOT, (1, 3, 10, 30, 90, 150), s(5), 150, True, id="four misses since it came back"),
        pytest.param(
            NO_DEADLINE, (1, 3, 10, 30, 90, 150), UP, 150, False, id="a late request would be taken"
        ),
        pytest.param(NO_LOOKUP, (1, 3, 10, 30, 90, 150), UP, 150, False, id="nobody can be asked by our id"),
        pytest.param(
            replace(SPOT, deadline_s=200), (3, 10, 30, 90, 150), UP, 150, False, id="it could still be taken"
        ),
    ],
)
def test_absence_is_proved_only_by_everything_together(
    capabilities: Capabilities,
    misses: tuple[float, ...],
    up_since: datetime | None,
    at: float,
    *,
    is_absent: bool,
) -> None:
    found = verdict(looked(*misses), capabilities, stream_up_since=up_since, now=s(at))

    assert isinstance(found, NotPlaced) == is_absent
    if isinstance(found, Undecided):
        assert found.reason


@given(
    misses=st.lists(st.floats(0, 10_000), max_size=40).map(sorted),
    capabilities=st.sampled_from([NO_DEADLINE, NO_LOOKUP]),
)
@settings(deadline=None, max_examples=60)
def test_no_number_of_misses_proves_absence_where_the_venue_cannot(
    misses: list[float], capabilities: Capabilities
) -> None:
    assert isinstance(verdict(looked(*misses), capabilities, stream_up_since=UP, now=s(20_000)), Undecided)


def test_misses_right_behind_each_other_count_once() -> None:
    assert len(looked(3, 3.2, 3.9, 4.5).misses) == 2


def test_it_is_looked_for_at_1_3_10_30_seconds_and_then_every_minute() -> None:
    inquiry, due = looked(), []
    for _ in range(7):
        at = next_look_at(inquiry)
        due.append((at - NOW).total_seconds())
        inquiry = inquiry.with_look((), is_miss=True, at=at)

    assert due == [1, 3, 10, 30, 90, 150, 210]


def test_a_look_that_was_late_skips_what_it_stood_for() -> None:
    assert next_look_at(looked(12)) == s(30)


def test_evidence_is_kept_from_the_beginning_and_from_the_end() -> None:
    inquiry = looked(*range(100))

    assert len(inquiry.evidence) == 24
    assert inquiry.evidence[0].at == s(0)
    assert inquiry.evidence[-1].at == s(99)
