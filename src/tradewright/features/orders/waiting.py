"""Waiting for an executor to decide: one bus subscription a gateway, and the database when the bus is silent.

A message only says "look now"; what was decided is always read from the row. So a lost message costs up to
`LOOK_EVERY_S`, never a wrong answer, and a gateway without a bus answers the same, a little later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

import msgspec
import structlog

from tradewright.platform.bus import Bus, Message, Subscription, subjects

log = structlog.get_logger(__name__)

DECISION_TIMEOUT_S = 3.0
"""How long a request waits for its decision. It takes milliseconds while an executor is alive, and a person
or a program waits this long without giving up; after that the signal stands and is watched instead.
"""
LOOK_EVERY_S = 0.5
"""How often to read the row when no message comes."""


class _Done(msgspec.Struct):
    signal_id: UUID
    state: str


class _DoneMessage(msgspec.Struct):
    signals: list[_Done]


_decoder = msgspec.json.Decoder(_DoneMessage)


class DecisionWaiter:
    """Wakes requests whose signals were decided. One a gateway: `start` it, hand it to requests, `close`
    it.
    """

    def __init__(self, bus: Bus, *, timeout_s: float = DECISION_TIMEOUT_S) -> None:
        self._bus = bus
        self.timeout_s = timeout_s
        self._subscription: Subscription | None = None
        self._waiting: dict[UUID, list[asyncio.Event]] = {}

    async def start(self) -> None:
        self._subscription = await self._bus.subscribe(subjects.SIGNAL_DONE, self._hear)

    async def close(self) -> None:
        """Stop listening; requests that still wait go on by looking at the rows."""
        if self._subscription is not None:
            await self._subscription.close()
            self._subscription = None

    @contextmanager
    def expecting(self, signal_ids: Collection[UUID]) -> Iterator[Expectation]:
        """Listen for these signals from now on. Enter before the commit, so that no decision can come too
        early.
        """
        event = asyncio.Event()
        for signal_id in signal_ids:
            self._waiting.setdefault(signal_id, []).append(event)
        try:
            yield Expectation(event, self.timeout_s)
        finally:
            for signal_id in signal_ids:
                waiting = self._waiting[signal_id]
                waiting.remove(event)
                if not waiting:
                    del self._waiting[signal_id]

    async def _hear(self, heard: Message) -> None:
        try:
            message = _decoder.decode(heard.data)
        except msgspec.DecodeError as cause:
            log.warning("signal_done.unreadable", cause=str(cause))
            return
        for done in message.signals:
            for event in self._waiting.get(done.signal_id, ()):
                event.set()


class Expectation:
    """One request's wait for its signals."""

    def __init__(self, event: asyncio.Event, timeout_s: float) -> None:
        self._event = event
        self._timeout_s = timeout_s

    async def until(self, is_decided: Callable[[], Awaitable[bool]]) -> bool:
        """Return whether `is_decided()` came true in time; ask it after every message and every
        `LOOK_EVERY_S`.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._timeout_s
        while (left := deadline - loop.time()) > 0:
            try:
                async with asyncio.timeout(min(left, LOOK_EVERY_S)):
                    await self._event.wait()
            except TimeoutError:
                pass
            self._event.clear()
            if await is_decided():
                return True
        return False
