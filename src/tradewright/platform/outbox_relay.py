"""Carries outbox rows to JetStream: at least once, in order for each user, deleting only what was
acknowledged.

One relay runs at a time, under the lease "relay". Two at once (a paused one wakes up late) would publish rows
twice, with the same message id, which the stream drops within two minutes and readers bear after that.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import datetime
from typing import Final, NamedTuple

import asyncpg
import structlog

from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import UserId
from tradewright.platform.bus import Bus, subjects
from tradewright.platform.db import Database, statements
from tradewright.platform.db.codecs import decode_json
from tradewright.platform.outbox import ACCOUNT_SWITCHED

log = structlog.get_logger(__name__)

_sql = statements(__package__, "outbox.sql")

ROWS_MAX: Final = 500
POLL_S: Final = 0.5
"""The safety net under a lost wake-up."""
RETRY_S: Final = 0.5
PACE_S: Final = 0.02
"""Under load every commit wakes the relay; looking fifty times a second costs a reader nothing it could see,
and a
tenth of what looking every time does."""
PAYLOAD_BYTES_MAX: Final = 240 * 1024
"""Below what the embedded server takes in one message (256 KiB), headers included."""


class _Row(NamedTuple):
    outbox_id: int
    user_id: UserId
    events: str
    created_at: datetime


class Relay:
    """The relay of one process. `run` it under a lease; `turn` is one pass, for whoever wants to step it."""

    def __init__(self, db: Database, bus: Bus) -> None:
        self._db = db
        self._bus = bus

    async def run(self) -> None:
        """Relay until cancelled: at each wake-up, and twice a second without one."""
        woken = asyncio.Event()

        async def wake(_: object) -> None:
            woken.set()

        subscription = await self._bus.subscribe(subjects.WAKE_OUTBOX, wake)
        try:
            while True:
                woken.clear()
                try:
                    found, relayed = await self.turn()
                except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, Unavailable) as trouble:
                    log.warning("outbox.turn_lost", error=repr(trouble))
                    await asyncio.sleep(RETRY_S)
                    continue
                except Exception:
                    # Policy: rows stay where they are and are tried again; nothing here may end the relay.
                    log.exception("outbox.turn_failed")
                    await asyncio.sleep(RETRY_S)
                    continue
                if relayed < found:
                    await asyncio.sleep(RETRY_S)
                elif found < ROWS_MAX:
                    if found:
                        await asyncio.sleep(PACE_S)
                    try:
                        async with asyncio.timeout(POLL_S):
                            await woken.wait()
                    except TimeoutError:
                        pass  # nobody called; look anyway
        finally:
            await subscription.close()

    async def turn(self) -> tuple[int, int]:
        """Relay one batch and return how many rows were found and how many the stream now has."""
        async with self._db.open() as tx:
            rows = [_Row(*row) async for row in _sql.list_next(tx, at_most=ROWS_MAX)]
        if not rows:
            return 0, 0
        by_user: dict[UserId, list[_Row]] = defaultdict(list)
        for row in rows:
            by_user[row.user_id].append(row)
        # Users side by side, each user's rows one after the other: a row that fails stops those behind it.
        relayed = [
            outbox_id
            for part in await asyncio.gather(*map(self._relay_user, by_user.values()))
            for outbox_id in part
        ]
        async with self._db.open() as tx:
            await _sql.delete_relayed(tx, outbox_ids=relayed)
        return len(rows), len(relayed)

    async def _relay_user(self, rows: list[_Row]) -> list[int]:
        relayed: list[int] = []
        for row in rows:
            try:
                acknowledged = await self._bus.publish_event(row.user_id, _message_id(row), _render(row))
                await acknowledged
                if is_switch(row.events):
                    await (await self._bus.publish_switch(row.user_id, f"{_message_id(row)}/switch"))
            except Unavailable as trouble:
                log.warning("outbox.publish_failed", outbox_id=row.outbox_id, error=trouble.detail)
                break
            relayed.append(row.outbox_id)
        return relayed


def is_switch(events: str) -> bool:
    """Return whether a row's events, as the database wrote them, tell of an account that is connected or let go."""
    # Nearly all rows end at the first question, which costs nothing; only words of a trader make the second say no.
    return ACCOUNT_SWITCHED in events and any(one["type"] == ACCOUNT_SWITCHED for one in decode_json(events))


def _message_id(row: _Row) -> str:
    # The user as well: a database that is made anew counts from 1 again, while the bus remembers for two
    # minutes.
    return f"{row.user_id}/{row.outbox_id}"


def _render(row: _Row) -> bytes:
    """Return the message of one row. The documents are passed on as the database wrote them, unparsed."""
    events = row.events
    if len(events) > PAYLOAD_BYTES_MAX // 4 and len(events.encode()) > PAYLOAD_BYTES_MAX:
        # It would never fit, and everything behind it would wait for ever. The sequence still tells readers
        # that something happened; they find what by asking.
        log.error("outbox.too_large", outbox_id=row.outbox_id, bytes=len(events))
        events = "[]"
    return f'{{"id":"{row.outbox_id}","at":"{row.created_at.isoformat()}","events":{events}}}'.encode()
