"""Every request as it was received, with what became of it: the proof of how many orders arrived."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Outcome = Literal["open", "replied", "dropped_before", "dropped_after", "truncated", "streaming"]
KEPT_MAX = 200_000
"""Entries kept: a rehearsal of days; the oldest tenth goes when it is full."""


@dataclass(slots=True)
class Entry:
    """One request. `status` is what the caller saw: None when it saw no reply."""

    number: int
    at: datetime
    method: str
    path: str
    query: str
    body: str
    key: str
    outcome: Outcome = "open"
    status: int | None = None
    is_processed: bool = False
    accepted: list[dict[str, str]] = field(default_factory=list)
    """Orders that this request made: `order_id`, `client_order_id`, `symbol`, `side`."""
    faults: list[dict[str, object]] = field(default_factory=list)
    knobs: dict[str, object] = field(default_factory=dict)
    """What faults ask of the handler."""


@dataclass(frozen=True, slots=True)
class EventFault:
    """A fault that befell a stream event."""

    number: int
    at: datetime
    key: str
    event: str
    fault: dict[str, object]


_CURRENT: ContextVar[Entry | None] = ContextVar("tradewright_fakes_entry", default=None)


def current_entry() -> Entry | None:
    """The request being handled; None outside of one (the admin door, time passing)."""
    return _CURRENT.get()


def set_current(entry: Entry | None) -> None:
    _CURRENT.set(entry)


class Journal:
    """Entries in the order of arrival, and faults of stream events."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.event_faults: list[EventFault] = []
        self._counted = 0

    def count(self) -> int:
        self._counted += 1
        return self._counted

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)
        if len(self.entries) > KEPT_MAX:
            del self.entries[: KEPT_MAX // 10]
