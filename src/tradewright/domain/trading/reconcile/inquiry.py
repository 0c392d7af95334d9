"""The unknown-outcome protocol: when to look, what counts as a miss, and when absence is proved. Pure.

Every source that shows the order ends the inquiry. Absence is proof only where the venue can be asked by our id, a request
that is still on its way could no longer be taken, and several misses lie apart, each a whole look (by id, open orders, fills
from a cursor committed before the send) made while the stream was in sync. A stream that was away when the order was sent is
in sync again from its return on, because whole looks bring what it did not; earlier misses do not count. Otherwise the order
stays unknown, in the trader's sight, for as long as it takes. Nothing is ever sent again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from tradewright.domain.trading.ports.broker import Capabilities

Source = Literal["place", "stream", "lookup", "open_orders", "fills", "position", "person"]
LOOK_AFTER_S = (1, 3, 10, 30)
"""When an unknown order is looked for, counted from when its fate became unknown."""
LOOK_EVERY_S = 60
"""How often it is looked for afterwards, for ever."""
MISSES_NEEDED = 4
MISSES_APART = timedelta(seconds=1)
EVIDENCE_FIRST, EVIDENCE_LAST = 12, 12
"""How much evidence is kept: the first pieces say how it began, the last ones how it stands."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One look at one source: whether it showed the order (None: the source could not be read), in words."""

    at: datetime
    source: Source
    found: bool | None
    detail: str


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is known of one order whose fate is open.

    `asked_at` is when it was committed to be sent, `began_at` when its fate became unknown; `misses` are the moments of
    complete looks that did not find it.
    """

    cause: str
    asked_at: datetime
    began_at: datetime
    evidence: tuple[Evidence, ...] = ()
    misses: tuple[datetime, ...] = ()
    looked_at: datetime | None = None

    def with_look(self, evidence: tuple[Evidence, ...], *, is_miss: bool, at: datetime) -> Inquiry:
        """Return the inquiry after one look; a miss right behind another one tells nothing new and is not counted."""
        misses = self.misses
        if is_miss and (not misses or at - misses[-1] >= MISSES_APART):
            misses = (*misses, at)
        kept = (*self.evidence, *evidence)
        if len(kept) > EVIDENCE_FIRST + EVIDENCE_LAST:
            kept = (*kept[:EVIDENCE_FIRST], *kept[-EVIDENCE_LAST:])
        return replace(self, evidence=kept, misses=misses, looked_at=at)


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """The venue never took the order, and cannot take it any more."""

    evidence: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """It stays unknown, for the reason given; `is_final` when no further look can change that."""

    reason: str
    is_final: bool = False


Verdict = NotPlaced | Undecided


def next_look_at(inquiry: Inquiry) -> datetime:
    """Return when to look for the order next: at 1, 3, 10 and 30 s, then every minute."""
    looked_at = inquiry.looked_at
    for after_s in LOOK_AFTER_S:
        due = inquiry.began_at + timedelta(seconds=after_s)
        if looked_at is None or looked_at < due:
            return due
    return (looked_at or inquiry.began_at) + timedelta(seconds=LOOK_EVERY_S)


def verdict(
    inquiry: Inquiry, capabilities: Capabilities, *, stream_up_since: datetime | None, now: datetime
) -> Verdict:
    """Return what the misses so far prove. Call it only when the last look found nothing.

    `stream_up_since` is since when the stream of events has been up and in sync; None when it is not.
    """
    if capabilities.lookup_is_consistent:
        return (
            NotPlaced("it was sent once and the venue does not have it")
            if inquiry.misses
            else Undecided("not looked for yet")
        )
    if capabilities.lookup_settles_s is None:
        return Undecided("a look-up that misses proves nothing at this venue", is_final=True)
    if capabilities.deadline_s is None:
        return Undecided("this venue takes a request however late it arrives", is_final=True)
    if stream_up_since is None:
        return Undecided("the stream of events is not up")
    closed_at = inquiry.began_at + timedelta(seconds=capabilities.deadline_s)
    counts_from = max(inquiry.began_at + timedelta(seconds=capabilities.lookup_settles_s), stream_up_since)
    misses = [at for at in inquiry.misses if at >= counts_from]
    if len(misses) < MISSES_NEEDED:
        return Undecided(f"{len(misses)} of {MISSES_NEEDED} looks missed it so far")
    if misses[-1] < closed_at or now < closed_at:
        return Undecided("a request on its way could still be taken")
    span = (misses[-1] - misses[0]).total_seconds()
    return NotPlaced(
        f"{len(misses)} whole looks over {span:.0f} s did not find it, with the stream up, and its deadline at the venue has"
        " passed"
    )
