"""The venue's clock as seen from ours: what we sign with, so that a drifting machine is not refused as late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from tradewright.kernel.clock import Clock

AGE_MAX: Final = timedelta(minutes=30)
"""Beyond it a new measure replaces the old one whatever its quality: clocks drift some ppm."""


class ClockOffset:
    """Keeps the difference measured over the quickest round trip; itself a Clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._offset = timedelta(0)
        self._round_trip: timedelta | None = None
        self._measured_at: datetime | None = None

    @property
    def offset(self) -> timedelta:
        """What to add to our clock to have the venue's."""
        return self._offset

    def now(self) -> datetime:
        """Return the venue's present moment, as well as we know it."""
        return self._clock.now() + self._offset

    @property
    def is_stale(self) -> bool:
        """Whether it was never measured, or too long ago."""
        return self._measured_at is None or abs(self._clock.now() - self._measured_at) > AGE_MAX

    def observe(self, *, sent_at: datetime, venue_at: datetime, received_at: datetime) -> None:
        """Learn from one answered request: `venue_at` lies somewhere between our two stamps, at best in the middle."""
        round_trip = abs(received_at - sent_at)
        if self._round_trip is not None and not self.is_stale and round_trip > self._round_trip:
            return
        self._offset = venue_at - (sent_at + (received_at - sent_at) / 2)
        self._round_trip, self._measured_at = round_trip, received_at

    def forget(self) -> None:
        """Let the next measure count whatever its round trip: the venue has just said that ours is wrong."""
        self._round_trip = self._measured_at = None
