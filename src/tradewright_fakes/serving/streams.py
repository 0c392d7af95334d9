"""Streams to clients: ordered a key, held back until the reply of the request that caused them, and open to faults."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from tradewright_fakes.faults import FaultPort, mangle
from tradewright_fakes.serving.journal import Entry, EventFault, Journal, current_entry


class Wire(Protocol):
    """The transport under a stream."""

    def freeze(self) -> None: ...
    def abort(self) -> None: ...


@dataclass(eq=False, slots=True)
class Connection:
    """One client's stream. `account_id` is empty until it logs in, and stays so for market data."""

    wire: Wire
    outbox: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)
    account_id: str = ""
    topics: set[str] = field(default_factory=set)
    facts: dict[str, Any] = field(default_factory=dict)
    """What only the skin knows of it: encoding, subscription numbers."""
    is_frozen: bool = False

    def put(self, message: Any) -> None:
        if not self.is_frozen:
            self.outbox.put_nowait(message)

    def freeze(self) -> None:
        self.is_frozen = True
        self.wire.freeze()


@dataclass(frozen=True, slots=True)
class _Letter:
    name: str
    message: Any
    send: Callable[[Connection, Any], None]


class Hub:
    """All streams of one venue."""

    def __init__(self, faults: FaultPort, journal: Journal, now: Callable[[], datetime]) -> None:
        self.connections: set[Connection] = set()
        self._faults, self._journal, self._now = faults, journal, now
        self._held: defaultdict[str, int] = defaultdict(int)
        self._waiting: defaultdict[str, deque[_Letter]] = defaultdict(deque)
        self._swapped: dict[str, _Letter] = {}

    def of_account(self, account_id: str) -> list[Connection]:
        return [one for one in self.connections if one.account_id == account_id]

    def publish(
        self, account_id: str, name: str, message: Any, send: Callable[[Connection, Any], None]
    ) -> None:
        """Send an account's event to its streams: after the reply, when a request of that account is being answered."""
        entry = current_entry()
        # What a request leaves for later remembers it, but its reply has long been given: nothing to wait for.
        if entry is not None and entry.outcome == "open" and entry.knobs.get("holds") is None:
            entry.knobs["holds"] = account_id
            self._held[account_id] += 1
        self._waiting[account_id].append(_Letter(name, message, send))
        self._drain(account_id)

    def release(self, entry: Entry) -> None:
        """The request's reply is on its way (or never will be): its events may go."""
        account_id = entry.knobs.pop("holds", None)
        if isinstance(account_id, str):
            self._held[account_id] -= 1
            self._drain(account_id)

    def kill(self, account_id: str | None = None) -> int:
        """Cut streams without a closing word; return how many."""
        chosen = [one for one in self.connections if account_id in (None, one.account_id)]
        for one in chosen:
            one.wire.abort()
        return len(chosen)

    def freeze(self, account_id: str | None = None) -> int:
        """Leave streams half open: nothing is sent, nothing is answered, nothing is closed."""
        chosen = [one for one in self.connections if account_id in (None, one.account_id)]
        for one in chosen:
            one.freeze()
        return len(chosen)

    def _drain(self, account_id: str) -> None:
        if self._held[account_id] > 0:
            return
        waiting = self._waiting[account_id]
        while waiting:
            self._deliver(account_id, waiting.popleft())

    def _deliver(self, account_id: str, letter: _Letter) -> None:
        copies, delay_ms, is_swapped, message = 1, 0.0, False, letter.message
        for fired in self._faults.on_event(letter.name, account_id):
            kind = fired.do.kind
            note: dict[str, object] = {"rule": fired.rule, "kind": kind}
            self._journal.event_faults.append(
                EventFault(self._journal.count(), self._now(), account_id, letter.name, note)
            )
            if kind == "lose":
                copies = 0
            elif kind == "twice":
                copies = 2
            elif kind == "late":
                delay_ms = fired.do.number("ms", 200)
            elif kind == "swap":
                is_swapped = True
            elif kind == "rename":
                message = mangle(message, ["unknown_enum"], ["event", "e"])
            else:
                message = mangle(message, fired.do.given.get("ops", ()), fired.do.given.get("fields", ()))
        letter = _Letter(letter.name, message, letter.send)
        if is_swapped and account_id not in self._swapped:
            self._swapped[account_id] = letter
            return
        for _ in range(copies):
            self._post(account_id, letter, delay_ms)
        late = self._swapped.pop(account_id, None)
        if late is not None:
            self._post(account_id, late, 0)

    def _post(self, account_id: str, letter: _Letter, delay_ms: float) -> None:
        def post() -> None:
            for one in self.of_account(account_id):
                letter.send(one, letter.message)

        if delay_ms > 0:
            asyncio.get_running_loop().call_later(delay_ms / 1000, post)
        else:
            post()
