"""Who is there: every role of every process says so every two seconds, so that health can tell which are
missing.

An executor registers through its shards (`features.orders`), since being a member and holding shards is one
thing.
"""

from __future__ import annotations

import asyncio
import os
import socket
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
import psutil

from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import new_uuid7
from tradewright.platform.db import Database, Role, statements
from tradewright.platform.telemetry import logger

log = logger(__name__)

_sql = statements(__package__, "members.sql")

BEAT_S: Final = 2.0
SILENCE_MAX_S: Final = 8.0
"""Four missed beats: longer than the pauses of a busy machine, short enough to be news."""


@dataclass(frozen=True, slots=True)
class Member:
    """One running role, as last heard."""

    member_id: UUID
    role: str
    hostname: str
    pid: int
    started_at: datetime
    silent_s: float


def process_home() -> str:
    """Return a name for where process ids mean something: this machine, and this container on it."""
    namespace = Path("/proc/self/ns/pid")
    return f"{socket.gethostname()}/{namespace.readlink() if namespace.is_symlink() else ''}"


class Membership:
    """This process's place among the members, for one of its roles."""

    def __init__(self, db: Database, role: Role) -> None:
        self._db = db
        self.role = role
        self.member_id = new_uuid7()

    async def register(self) -> None:
        """Say that we are here, and bury neighbours whose processes are gone.

        After a crash of the machine's processes their leases need not run out: nobody who is gone renews.
        """
        home = process_home()
        async with self._db.open() as tx:
            neighbours = [row async for row in _sql.list_neighbours(tx, hostname=home)]
            gone = [row["member_id"] for row in neighbours if not psutil.pid_exists(row["pid"])]
            if gone:
                await _sql.bury(tx, member_ids=gone)
            await _sql.insert_member(
                tx, member_id=self.member_id, role=self.role, hostname=home, pid=os.getpid()
            )

    async def beat(self) -> None:
        """Say that we are still here; somebody who was forgotten meanwhile registers again."""
        async with self._db.open() as tx:
            known = await _sql.beat(tx, member_id=self.member_id)
        if not known:
            await self.register()

    async def leave(self) -> None:
        """Say that we leave."""
        async with self._db.open() as tx:
            await _sql.delete_member(tx, member_id=self.member_id)

    async def run(self) -> None:
        """Register, beat until cancelled, and leave."""
        try:
            while True:
                try:
                    async with asyncio.timeout(BEAT_S):
                        await self.beat()
                except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as trouble:
                    # Policy: silence is the message; the next beat may get through.
                    log.warning("member.beat_failed", role=self.role, error=repr(trouble))
                await asyncio.sleep(BEAT_S)
        finally:
            try:
                async with asyncio.timeout(BEAT_S):
                    await self.leave()
            except (
                OSError,
                TimeoutError,
                asyncpg.PostgresError,
                asyncpg.InterfaceError,
                Unavailable,
            ) as trouble:
                log.info("member.not_left", role=self.role, error=repr(trouble))


async def list_live(db: Database, *, within_s: float = SILENCE_MAX_S) -> list[Member]:
    """Return every member heard within the last `within_s` seconds, fenced executors left out."""
    async with db.open() as tx:
        return [Member(*row) async for row in _sql.list_live(tx, within_s=within_s)]
