"""The venue's clock from ours: the quickest round trip is believed."""

from __future__ import annotations

from datetime import timedelta

from tests.unit.adapters.virtual_time import NOON, VirtualClock

from tradewright.adapters.brokers.transport import ClockOffset

SECOND = timedelta(seconds=1)


def test_the_middle_of_the_round_trip_is_the_venues_moment() -> None:
    clock = VirtualClock()
    offset = ClockOffset(clock)

    offset.observe(sent_at=NOON, venue_at=NOON + 11 * SECOND, received_at=NOON + 2 * SECOND)

    assert offset.offset == 10 * SECOND
    assert offset.now() == NOON + 10 * SECOND


def test_a_slower_measure_does_not_replace_a_quick_one_but_an_old_one_gives_way() -> None:
    clock = VirtualClock()
    offset = ClockOffset(clock)
    offset.observe(sent_at=NOON, venue_at=NOON + SECOND, received_at=NOON)

    offset.observe(sent_at=NOON, venue_at=NOON + 30 * SECOND, received_at=NOON + 4 * SECOND)
    assert offset.offset == SECOND

    clock.advance(3600)
    later = clock.now()
    assert offset.is_stale
    offset.observe(sent_at=later, venue_at=later + 3 * SECOND, received_at=later + 4 * SECOND)
    assert offset.offset == SECOND
    assert not offset.is_stale


def test_what_the_venue_called_wrong_is_measured_anew() -> None:
    clock = VirtualClock()
    offset = ClockOffset(clock)
    offset.observe(sent_at=NOON, venue_at=NOON, received_at=NOON)

    offset.forget()
    offset.observe(sent_at=NOON, venue_at=NOON + 8 * SECOND, received_at=NOON + 2 * SECOND)

    assert offset.offset == 7 * SECOND
