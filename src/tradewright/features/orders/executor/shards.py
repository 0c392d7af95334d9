"""Which users this executor may write for: a fenced lease on shards of users.

A member row stands for one running executor. Its every commit share-locks that row (see `hold_fence`). Whoever takes a
silent member's shards first sets `fenced` on its row, which waits for a commit under way and forbids the next; so two
executors never write for one user, however long one of them was asleep.
"""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import psutil

from tradewright.kernel.clock import Clock
from tradewright.kernel.ids import UserId, new_uuid7, shard_of
from tradewright.platform import telemetry
from tradewright.platform.db import Database, Tx, statements
from tradewright.platform.members import process_home

log = telemetry.logger(__name__)
queries = statements(__package__)

SILENCE_MAX = timedelta(seconds=8)
"""A member that has not been heard for this long is fenced. Four missed heartbeats: longer than any pause we have seen
that was not a death, short enough that an order does not wait for a minute."""
SENDS_WITHIN_S = SILENCE_MAX.total_seconds() - 2.0
"""How old our last heartbeat may be when an order is sent: two seconds are left for clocks that differ and for the way."""
FORGET_AFTER = timedelta(hours=1)


class Fenced(Exception):
    """Another executor has taken this one's shards: nothing it believes may be written any more."""

    def __init__(self, member_id: UUID) -> None:
        super().__init__(str(member_id))
        self.member_id = member_id


class ShardLease:
    """The shards one executor holds, kept in balance with the other executors.

    `release` is called with shards to give away and must return once none of their users has work under way.
    """

    def __init__(self, db: Database, clock: Clock, *, shard_count: int, hostname: str | None = None) -> None:
        self._db = db
        self._clock = clock
        self._shard_count = shard_count
        self._hostname = hostname or process_home()
        self.member_id: UUID = new_uuid7()
        self.held: frozenset[int] = frozenset()
        self._heard_at: float | None = None

    async def join(self) -> None:
        """Register as a new member that holds nothing yet, under a new id: an old one stays fenced.

        The old id stays ours until the new one stands, so that whoever was fenced may try again.
        """
        self.held = frozenset()
        self._heard_at = None
        began, member_id = time.monotonic(), new_uuid7()
        async with self._db.open() as tx:
            await queries.ensure_shards(tx, shard_count=self._shard_count)
            await queries.register_member(
                tx, member_id=member_id, hostname=self._hostname, pid=os.getpid(), now=self._clock.now()
            )
        self.member_id, self._heard_at = member_id, began
        log.info("executor.joined", member_id=str(self.member_id))

    async def leave(self) -> None:
        """Give every shard back and forget the member, so that another executor need not wait for silence."""
        async with self._db.open() as tx:
            await queries.release_shards(tx, member_id=self.member_id, shard_ids=sorted(self.held))
            await queries.remove_member(tx, member_id=self.member_id)
        self.held = frozenset()

    async def hold_fence(self, tx: Tx, *, user_ids: Collection[UserId] = ()) -> None:
        """Prove inside `tx` that this executor may still commit, and that the shards of these users are its own; both stay
        so until `tx` ends. Raises Fenced.
        """
        shards = {shard_of(user_id, shard_count=self._shard_count) for user_id in user_ids}
        held = await queries.hold_fence(tx, member_id=self.member_id, shard_ids=list(shards))
        if held is None:
            self._heard_at = None
        if held is None or held < len(shards):
            raise Fenced(self.member_id)

    def may_send(self) -> bool:
        """Return whether nobody can have fenced us yet, as far as we know: only then may an order leave for a venue.

        No write proves it, for sending writes nothing: so our last heartbeat must be younger than the silence that others
        wait for, by a clock that a change of the wall clock does not move.
        """
        return self._heard_at is not None and time.monotonic() - self._heard_at < SENDS_WITHIN_S

    async def beat(self) -> None:
        """Say that we are alive. Apart from `balance`, which may wait for a slow venue. Raises Fenced."""
        began, member_id = time.monotonic(), self.member_id
        async with self._db.open() as tx:
            await self._beat(tx)
        if member_id == self.member_id and self._heard_at is not None:
            self._heard_at = max(self._heard_at, began)

    async def _beat(self, tx: Tx) -> None:
        member_id = self.member_id
        await queries.beat_member(tx, member_id=member_id, now=self._clock.now())
        if await queries.is_fenced(tx, member_id=member_id) is not False:
            if member_id == self.member_id:
                self._heard_at = None
            raise Fenced(member_id)

    async def balance(self, release: Callable[[Collection[int]], Awaitable[None]]) -> frozenset[int]:
        """Beat, bury the silent, and move towards an equal share; return the shards newly taken. Raises Fenced."""
        now = self._clock.now()
        async with self._db.open() as tx:
            await self._beat(tx)
            members = [row async for row in queries.list_executors(tx)]
        dead = [row for row in members if not row["fenced"] and self._is_dead(row, now)]
        for row in dead:
            await self._bury(row)
        living = sum(1 for row in members if not row["fenced"]) - len(dead)
        share = -(-self._shard_count // max(living, 1))
        excess = sorted(self.held)[share:]
        if excess:
            await release(excess)
            async with self._db.open() as tx:
                await queries.release_shards(tx, member_id=self.member_id, shard_ids=excess)
            self.held -= frozenset(excess)
            log.info("executor.shards_released", count=len(excess), held=len(self.held))
        return await self._take(share - len(self.held))

    async def _take(self, wanted: int) -> frozenset[int]:
        if wanted <= 0:
            return frozenset()
        async with self._db.open() as tx:
            await self.hold_fence(tx)
            rows = queries.take_free_shards(
                tx, member_id=self.member_id, at_most=wanted, now=self._clock.now()
            )
            taken = frozenset([row["shard_id"] async for row in rows])
        self.held |= taken
        if taken:
            log.info("executor.shards_taken", count=len(taken), held=len(self.held))
        return taken

    def _is_dead(self, row: asyncpg.Record, now: datetime) -> bool:
        if row["member_id"] == self.member_id:
            return False
        if now - row["heartbeat_at"] > SILENCE_MAX:
            return True
        # On our own machine we need not wait: a process that is gone will never commit again.
        return row["hostname"] == self._hostname and not psutil.pid_exists(row["pid"])

    async def _bury(self, row: asyncpg.Record) -> None:
        dead_id: UUID = row["member_id"]
        async with self._db.open() as tx:
            # Compared with the heartbeat we judged by, so that a member that came back in between is left alone.
            if await queries.fence_member(tx, dead_id=dead_id, seen_at=row["heartbeat_at"]) is None:
                return
            await queries.free_shards_of(tx, dead_id=dead_id)
            await queries.drop_fenced(tx, before=self._clock.now() - FORGET_AFTER)
        log.warning("executor.member_fenced", member_id=str(dead_id))
