"""Which agent a token or an id belongs to, remembered by the gateway.

Safe to be out of date: `app.accept_alerts` compares version, token and status with the present ones, and
answers `stale` when the gateway must look again. So nothing here expires but what was not found.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from tradewright.features.agents.facts import AgentFacts

AGENTS_MAX = 20_000
"""Agents kept, about 2 KB each."""
UNKNOWN_MAX = 4_096
UNKNOWN_FOR_S = 5.0
"""Tokens are random, so one that was unknown becomes known about never; ids may, when an agent is made."""
LOOKUPS_MAX = 4
"""Look-ups at once: a flood of invented tokens must leave connections for commits."""

K = TypeVar("K")


class AgentCache(Generic[K]):
    """Facts of agents by one kind of key. `load` asks the database."""

    def __init__(
        self,
        load: Callable[[K], Awaitable[AgentFacts | None]],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load = load
        self._monotonic = monotonic
        self._known: OrderedDict[K, AgentFacts] = OrderedDict()
        self._unknown: OrderedDict[K, float] = OrderedDict()
        self._loading: dict[K, asyncio.Task[AgentFacts | None]] = {}
        self._turns = asyncio.Semaphore(LOOKUPS_MAX)

    async def find(self, key: K) -> AgentFacts | None:
        """Return the facts as last seen; asks the database when nothing is known."""
        facts = self._known.get(key)
        if facts is not None:
            self._known.move_to_end(key)
            return facts
        until = self._unknown.get(key)
        if until is not None and self._monotonic() < until:
            return None
        # Alerts of one agent that come together cause one look-up; one that gives up does not spoil it.
        task = self._loading.get(key)
        if task is None:
            task = self._loading[key] = asyncio.create_task(self._look_up(key))
            task.add_done_callback(lambda done: self._forget_task(key, done))
        return await asyncio.shield(task)

    def forget(self, key: K) -> None:
        """Look again next time."""
        self._known.pop(key, None)
        self._unknown.pop(key, None)

    def _forget_task(self, key: K, done: asyncio.Task[AgentFacts | None]) -> None:
        self._loading.pop(key, None)
        if not done.cancelled():
            done.exception()  # whoever waited has it; nobody waiting is no reason for a warning

    async def _look_up(self, key: K) -> AgentFacts | None:
        async with self._turns:
            facts = await self._load(key)
        if facts is None:
            self._unknown[key] = self._monotonic() + UNKNOWN_FOR_S
            if len(self._unknown) > UNKNOWN_MAX:
                self._unknown.popitem(last=False)
            return None
        self._known[key] = facts
        if len(self._known) > AGENTS_MAX:
            self._known.popitem(last=False)
        return facts
