"""Group commit: alerts that arrive while a commit is in flight, or within a few ms of its beginning, share the next one.

A caller's verdict comes only after the COMMIT that holds it. When the database fails, every caller of that
batch gets `Unavailable`; if the commit had come through after all, the alert's identity makes the sender's
repeat a duplicate.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Iterable
from typing import Protocol, TypeAlias

import asyncpg
import msgspec

from tradewright.features.agents.intake.items import Item, Verdict
from tradewright.kernel.errors import Unavailable
from tradewright.platform.bus import subjects
from tradewright.platform.db import Database
from tradewright.platform.telemetry import histogram, logger

log = logger(__name__)

LANES = 1
"""Commits in flight at most. An agent always uses the same lane, so its alerts keep their order. A second lane halves what a
commit carries, and a commit costs the database as much as three alerts in it."""
PACE_S = 0.01
"""How long after one commit began a lane begins the next, unless a whole batch waits. An alert that comes alone waits for
nothing; at 300 a second, three times as many share a commit, and storing one costs the database half (measured)."""
BATCH_MAX = 256
"""Alerts a commit: about 30 ms of the database's time, a tenth of what a sender waits."""
BATCH_BYTES_MAX = 4 * 1024 * 1024
QUEUE_MAX = 4096
"""Alerts that wait at most; at 1,500 a second that is what a sender's three seconds allow."""
RETRY_AFTER_S = 2
COMMIT_SECONDS = histogram("tradewright_intake_commit_seconds", "Time of one commit of the alert intake.")
COMMIT_ALERTS = histogram(
    "tradewright_intake_commit_alerts", "Alerts in one commit.", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256)
)
DATABASE_DOWN = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, Unavailable)
_BAD_DATA = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError)

_encode = msgspec.json.Encoder().encode
_Batch: TypeAlias = "list[tuple[bytes, asyncio.Future[Verdict]]]"


class Speaker(Protocol):
    """The part of the bus the intake needs. A lost wake-up costs a poll interval, no alert."""

    async def publish_many(self, messages: Iterable[tuple[str, bytes]]) -> None: ...


class Intake:
    """The one way into `app.accept_alerts`. Start it before the first `submit`, close it to drain."""

    def __init__(
        self,
        db: Database,
        bus: Speaker,
        *,
        lanes: int = LANES,
        queue_max: int = QUEUE_MAX,
        pace_s: float = PACE_S,
    ) -> None:
        self._lanes = [_Lane(db, bus, queue_max=queue_max // lanes, pace_s=pace_s) for _ in range(lanes)]

    def start(self) -> None:
        """Begin to commit. Needs a running event loop."""
        for lane in self._lanes:
            lane.start()

    async def submit(self, item: Item) -> Verdict:
        """Store one alert and return what became of it, after the commit.

        Raises `Unavailable` when it could not be stored, the queue is full or the intake is closing; its
        `retry_after_s` says when to try again.
        """
        return await self._lanes[item.agent_id.int % len(self._lanes)].submit(item)

    async def aclose(self) -> None:
        """Refuse new alerts, commit those that wait, and stop."""
        await asyncio.gather(*(lane.aclose() for lane in self._lanes))

    @property
    def waiting(self) -> int:
        """How many alerts wait for their commit to begin."""
        return sum(lane.waiting for lane in self._lanes)


class _Lane:
    def __init__(self, db: Database, bus: Speaker, *, queue_max: int, pace_s: float) -> None:
        self._db = db
        self._bus = bus
        self._queue: deque[tuple[bytes, asyncio.Future[Verdict]]] = deque()
        self._queue_max = queue_max
        self._pace_s = pace_s
        self._began_s = float("-inf")
        """When the last commit began, on the loop's clock."""
        self._arrived = asyncio.Event()
        self._closing = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        return len(self._queue)

    def start(self) -> None:
        self._writer = asyncio.create_task(self._write(), name="alert-intake")

    async def submit(self, item: Item) -> Verdict:
        if self._closing.is_set() or self._writer is None:
            raise Unavailable("the gateway is shutting down", retry_after_s=5)
        if len(self._queue) >= self._queue_max:
            raise Unavailable("too many alerts are waiting to be stored", retry_after_s=1)
        verdict: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        self._queue.append((_encode(item), verdict))
        self._arrived.set()
        return await verdict

    async def aclose(self) -> None:
        self._closing.set()
        self._arrived.set()
        if self._writer is not None:
            await self._writer

    async def _write(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while self._queue:
                await self._keep_pace()
                await self._commit(self._take())
            if self._closing.is_set():
                return

    async def _keep_pace(self) -> None:
        """Let more alerts come when the last commit has only just begun; not when a batch is full, nor at the end."""
        clock = asyncio.get_running_loop()
        wait_s = self._began_s + self._pace_s - clock.time()
        if wait_s > 0 and len(self._queue) < BATCH_MAX:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._closing.wait()
        self._began_s = clock.time()

    def _take(self) -> _Batch:
        batch: _Batch = []
        size = 0
        while self._queue and len(batch) < BATCH_MAX and size < BATCH_BYTES_MAX:
            batch.append(self._queue.popleft())
            size += len(batch[-1][0])
        return batch

    async def _commit(self, batch: _Batch) -> None:
        """Settle every future of the batch. Policy of the broad except: the writer must outlive any failure,
        and whoever waits must hear of it.
        """
        try:
            shards = await self._store(batch)
        except _BAD_DATA as cause:
            await self._settle_alone(batch, cause)
        except DATABASE_DOWN as cause:
            log.warning("intake.commit_failed", alerts=len(batch), cause=repr(cause))
            _fail(batch, cause)
        except Exception as cause:
            log.exception("intake.commit_broken", alerts=len(batch))
            _fail(batch, cause)
        else:
            await self._bus.publish_many([(subject, b"") for subject in _wake_ups(shards)])

    async def _settle_alone(self, batch: _Batch, cause: Exception) -> None:
        """One alert that the database cannot hold must not take its neighbours with it."""
        if len(batch) == 1:
            log.error("intake.alert_not_storable", cause=repr(cause))
            _fail(batch, cause)
            return
        for one in batch:
            await self._commit([one])

    async def _store(self, batch: _Batch) -> set[int]:
        """Commit the batch, hand out the verdicts and return the shards that have new signals."""
        items = [msgspec.Raw(item) for item, _ in batch]
        COMMIT_ALERTS.observe(len(batch))
        with COMMIT_SECONDS.time():
            rows = await self._ask(items)
        for row, (_, future) in zip(rows, batch, strict=True):
            if not future.done():  # the caller may have gone
                future.set_result(_verdict(row))
        return {row["shard_id"] for row in rows if row["outcome"] == "accepted"}

    async def _ask(self, items: list[msgspec.Raw]) -> list[asyncpg.Record]:
        async with self._db.open(plans_once=True) as tx:
            return await tx.fetch("select * from app.accept_alerts($1::jsonb)", items)


def _verdict(row: asyncpg.Record) -> Verdict:
    return Verdict(
        alert_id=row["alert_id"],
        outcome=row["outcome"],
        reason_code=row["reason_code"],
        reason=row["reason"],
        duplicate_of=row["duplicate_of"],
        missed_before=row["missed_before"] or 0,
    )


def _wake_ups(shards: set[int]) -> list[str]:
    return [*map(subjects.wake_shard, sorted(shards)), subjects.WAKE_OUTBOX]


def _fail(batch: _Batch, cause: Exception) -> None:
    for _, future in batch:
        if not future.done():
            error = Unavailable("the alert could not be stored; send it again", retry_after_s=RETRY_AFTER_S)
            error.__cause__ = cause
            future.set_exception(error)
