"""The venue's own time: the machine's until somebody sets it, and then only what it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class VenueClock:
    """Aware UTC time of one fake venue."""

    def __init__(self) -> None:
        self._set_to: datetime | None = None
        self.skew = timedelta(0)
        """How far the time that the venue tells, and judges requests by, is from the time at which it acts."""

    @property
    def is_set(self) -> bool:
        return self._set_to is not None

    def now(self) -> datetime:
        """The instant at which things happen here."""
        return self._set_to or datetime.now(UTC)

    def told(self) -> datetime:
        """The instant that the venue would tell a caller."""
        return self.now() + self.skew

    def set(self, at: datetime | None) -> None:
        """Stand still at `at` (aware), or run with the machine again when None."""
        self._set_to = None if at is None else at.astimezone(UTC)

    def advance(self, by: timedelta) -> datetime:
        """Move on by `by`; a clock that ran with the machine stands still from here."""
        self._set_to = self.now() + by
        return self._set_to
