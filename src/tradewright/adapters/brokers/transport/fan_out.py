"""What a connection hears, handed to whoever listens: in order, bounded, and never silently incomplete."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from tradewright.domain.trading.ports.broker import BrokerEvent, StreamGap

WAITING_MAX: Final = 10_000
"""Events a listener may be behind; more are dropped and told as a gap, which makes it reconcile."""


class FanOut:
    """Gives every listener every event from the moment it began to listen."""

    def __init__(self) -> None:
        self._listeners: set[_Listener] = set()

    def tell(self, event: BrokerEvent) -> None:
        """Hand `event` to all listeners; never waits."""
        for listener in self._listeners:
            listener.put(event)

    async def listen(self) -> AsyncIterator[BrokerEvent]:
        """Yield events from the first `anext` on."""
        listener = _Listener()
        self._listeners.add(listener)
        try:
            while True:
                yield await listener.queue.get()
        finally:
            self._listeners.discard(listener)


class _Listener:
    def __init__(self) -> None:
        self.queue: asyncio.Queue[BrokerEvent] = asyncio.Queue()

    def put(self, event: BrokerEvent) -> None:
        if self.queue.qsize() >= WAITING_MAX:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(StreamGap(f"the listener was {WAITING_MAX} events behind"))
        self.queue.put_nowait(event)
