"""What waits to be said to one socket: events in order and complete, everything else only in its latest form."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tradewright.kernel.ids import UserId
from tradewright.platform.bus import Event

EVENTS_MAX = 1_000
"""A socket this far behind is closed; it resumes from what it has seen when its line is better."""

CLOSE_PROTOCOL = 4400
CLOSE_UNAUTHENTICATED = 4401
CLOSE_SILENT = 4408
CLOSE_SLOW = 4429
CLOSE_RESTART = 1012


@dataclass(slots=True)
class Outlet:
    """One socket's share of what the hub hears. Filled by the hub, emptied by the socket."""

    user_id: UserId
    session_key: str
    """The session or API key it stands on (`str` of its id): when that ends, so does the socket."""
    position: int
    """The stream's sequence when it was attached: every later event of its user passes through here."""
    events: deque[Event] = field(default_factory=deque)
    live: dict[str, str] = field(default_factory=dict)
    """The latest of each account, and of each bar of a venue, by what it is of."""
    quotes: dict[str, str] = field(default_factory=dict)
    health: str | None = None
    symbols: frozenset[str] = frozenset()
    has_all_symbols: bool = False
    closing: tuple[int, str] | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def put_event(self, event: Event) -> None:
        self.events.append(event)
        if len(self.events) > EVENTS_MAX:
            self.close(CLOSE_SLOW, "too slow; resume from the last seq")
        self._news.set()

    def put_live(self, key: str, text: str) -> None:
        self.live[key] = text
        self._news.set()

    def put_quotes(self, changed: Mapping[str, str]) -> None:
        """Take the changed quotes (JSON by symbol) that this socket has asked for."""
        wanted = changed if self.has_all_symbols else {s: changed[s] for s in self.symbols & changed.keys()}
        if wanted:
            self.quotes.update(wanted)
            self._news.set()

    def put_health(self, text: str) -> None:
        self.health = text
        self._news.set()

    def subscribe(self, symbols: Iterable[str], *, everything: bool) -> None:
        """Replace what quotes this socket wants."""
        self.symbols, self.has_all_symbols = frozenset(symbols), everything
        if not everything:
            self.quotes = {s: text for s, text in self.quotes.items() if s in self.symbols}

    def close(self, code: int, reason: str) -> None:
        """Ask the socket to close; the first reason counts."""
        self.closing = self.closing or (code, reason)
        self._news.set()

    async def wait(self, timeout_s: float) -> None:
        """Wait until there is something to say, `timeout_s` at most."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._news.wait()
        except TimeoutError:
            return
        self._news.clear()
