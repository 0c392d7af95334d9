"""One leader for each name: whoever holds the lease works, the others stand by.

    await Lease(db, "relay", holder=member_id).lead(relay.run)      # for ever: wait, lead, lose, wait, …

A holder that cannot renew stops before its lease expires for the others. What must not be done by a holder
that was paused in the middle and woke up late checks the `epoch`, which grows with every new holder.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

import asyncpg

from tradewright.kernel.errors import Unavailable
from tradewright.platform.db import Database, statements
from tradewright.platform.telemetry import logger

log = logger(__name__)

_sql = statements(__package__, "leases.sql")

TTL_S: Final = 6.0
"""How long work stands still after a leader died; also how long a database may be away before a leader stops.
"""
_TROUBLE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, Unavailable)


class Lease:
    """The right to do what `name` names, for one holder."""

    def __init__(
        self,
        db: Database,
        name: str,
        *,
        holder: UUID,
        ttl_s: float = TTL_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = db
        self.name = name
        self.holder = holder
        self.epoch: int | None = None
        """The number of this holding; None while we hold nothing."""
        self._ttl_s = ttl_s
        self._monotonic = monotonic
        self._held_until = 0.0

    @property
    def is_held(self) -> bool:
        """Whether the lease is ours by our own clock, counted from before we asked for it."""
        return self.epoch is not None and self._monotonic() < self._held_until

    async def acquire(self) -> bool:
        """Take the lease when it is free; return whether it is ours now."""
        asked = self._monotonic()
        async with self._db.open() as tx:
            self.epoch = await _sql.acquire(tx, name=self.name, holder=self.holder, ttl_s=self._ttl_s)
        if self.epoch is not None:
            self._held_until = asked + self._ttl_s
        return self.epoch is not None

    async def renew(self) -> bool:
        """Keep the lease; return False, and forget it, when another has taken it."""
        asked = self._monotonic()
        async with self._db.open() as tx:
            kept: int = await _sql.renew(
                tx, name=self.name, holder=self.holder, epoch=self.epoch, ttl_s=self._ttl_s
            )
        if kept:
            self._held_until = asked + self._ttl_s
        else:
            self.epoch = None
        return bool(kept)

    async def release(self) -> None:
        """Give the lease back; harmless when it is not ours."""
        epoch, self.epoch = self.epoch, None
        if epoch is not None:
            async with self._db.open() as tx:
                await _sql.release(tx, name=self.name, holder=self.holder, epoch=epoch)

    async def lead(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` whenever the lease is ours, until cancelled; `work` is cancelled when the lease is lost.

        Work that raises is logged, and the lease given up, so that another process may do better.
        """
        while True:
            try:
                async with asyncio.timeout(self._ttl_s):
                    await self.acquire()
            except _TROUBLE as trouble:
                log.warning("lease.unavailable", lease=self.name, error=repr(trouble))
            if self.is_held:
                log.info("lease.acquired", lease=self.name, epoch=self.epoch)
                await self._hold(work)
            await asyncio.sleep(self._ttl_s / 3)

    async def _hold(self, work: Callable[[], Awaitable[None]]) -> None:
        task = asyncio.ensure_future(work())
        try:
            while self.is_held:
                await asyncio.wait({task}, timeout=self._ttl_s / 3)
                if task.done():
                    break
                await self._keep()
        finally:
            task.cancel()
            [outcome] = await asyncio.gather(task, return_exceptions=True)
            if isinstance(outcome, Exception):
                log.error("lease.work_failed", lease=self.name, exc_info=outcome)
            elif not self.is_held:
                log.warning("lease.lost", lease=self.name)
            try:
                async with asyncio.timeout(self._ttl_s / 3):
                    await self.release()
            except _TROUBLE as trouble:
                # It expires by itself.
                log.info("lease.not_released", lease=self.name, error=repr(trouble))

    async def _keep(self) -> None:
        try:
            async with asyncio.timeout(self._held_until - self._monotonic()):
                await self.renew()
        except _TROUBLE as trouble:
            log.warning("lease.not_renewed", lease=self.name, error=repr(trouble))
