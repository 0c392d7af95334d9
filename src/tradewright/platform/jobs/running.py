"""The worker's side of jobs: claim, do, keep the lease, and end each exactly once.

Everything a worker writes about a job is fenced by its claim (holder and epoch): one that was paused and woke up late
changes nothing. What a job makes is written in the transaction that ends it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias, TypeVar
from uuid import UUID

import asyncpg

from tradewright.kernel.errors import TradewrightError, Unavailable
from tradewright.kernel.ids import UserId
from tradewright.platform import outbox
from tradewright.platform.bus import Bus, Message, subjects
from tradewright.platform.db import Database, Tx, statements
from tradewright.platform.jobs.asking import job_document
from tradewright.platform.jobs.child import Child, ChildDied, Progress, answers_nothing
from tradewright.platform.telemetry import logger

log = logger(__name__)
_sql = statements(__package__)
T = TypeVar("T")

LEASE_S: Final = 6.0
"""How long a job stands still after its worker died."""
BEAT_S: Final = 0.8
"""Also how late a running job notices a cancellation whose message was lost."""
POLL_S: Final = 1.0
TELL_EVERY_S: Final = 0.25
RUNNING_MAX: Final = 2
"""Jobs of one user that run at the same time, over all workers; parts of them come on top (migration 0011)."""
ATTEMPTS_MAX: Final = 3
"""Workers that may die on a job without getting to a further checkpoint."""
RETRY_WAIT_S: Final = 2.0
_TROUBLE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, Unavailable)


class Lost(Exception):
    """The job is another worker's now."""


class _Cancelled(Exception):
    """The user wants the job to stop."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a handler made. `write` stores it, in the transaction that ends the job; it must not talk to anyone else."""

    result: Mapping[str, Any]
    write: Callable[[Tx], Awaitable[None]] | None = None


@dataclass(slots=True)
class RunningJob:
    """A job as its handler sees it."""

    user_id: UserId
    job_id: UUID
    kind: str
    input: Mapping[str, Any]
    checkpoint: Mapping[str, Any] | None
    attempts: int
    correlation_id: UUID
    started_at: datetime
    db: Database
    bus: Bus
    _claim: Mapping[str, Any]
    _child: Child
    _latest: Progress = field(default_factory=lambda: Progress(0.0, ""))
    _is_told: bool = True

    def report(self, share: float, note: str = "", checkpoint: Mapping[str, Any] | None = None) -> None:
        """Tell how far the job is; the user hears of it about four times a second."""
        kept = (
            dict(checkpoint) if checkpoint is not None else None if self._is_told else self._latest.checkpoint
        )
        self._latest = Progress(min(1.0, max(0.0, share)), note[:200], kept)
        self._is_told = False

    async def compute(
        self,
        function: Callable[..., T],
        *args: Any,
        answer: Callable[[Any], Awaitable[Any]] = answers_nothing,
    ) -> T:
        """Return `function(channel, *args)`, computed in a process of its own; both must be picklable.

        What it reports on the channel is reported for the job; what it asks there, `answer` answers.
        """
        return await self._child.compute(lambda said: self.report(*said), function, *args, answer=answer)

    async def write(self, store: Callable[[Tx], Awaitable[None]]) -> None:
        """Store something before the end, while the job is ours. Raises `Lost` when it is not, and stores nothing."""
        async with self.db.tenant(self.user_id) as tx:
            if await _sql.keep(tx, lease_s=LEASE_S, **self._claim) is None:
                raise Lost
            await store(tx)

    async def tell(self) -> None:
        """Write what was reported since the last time, and let the user know. Raises `Lost`."""
        if self._is_told:
            return
        said, self._is_told = self._latest, True
        async with self.db.tenant(self.user_id) as tx:
            if not await _sql.advance(
                tx,
                progress=Decimal(f"{said.share:.4f}"),
                note=said.note,
                checkpoint=said.checkpoint,
                **self._claim,
            ):
                raise Lost
            await self._leave_event(tx)
        await outbox.wake(self.bus)

    async def end(
        self, state: Literal["done", "failed", "cancelled"], done: Done | None, reason: tuple[str, str] | None
    ) -> None:
        """End the job, with what it made, in one commit. Raises `Lost`, and then nothing was written."""
        code, text = reason or (None, None)
        async with self.db.tenant(self.user_id) as tx:
            ended = await _sql.finish(
                tx,
                state=state,
                result=done and dict(done.result),
                reason_code=code,
                reason=text,
                **self._claim,
            )
            if not ended:
                raise Lost
            if done is not None and done.write is not None:
                await done.write(tx)
            await _sql.end_parts(tx, user_id=self.user_id, parent_id=self.job_id)
            await _sql.forget_parts(tx, user_id=self.user_id, parent_id=self.job_id)
            await self._leave_event(tx)
        await outbox.wake(self.bus)

    async def put_back(self, *, wait_s: float, counts: bool) -> None:
        async with self.db.tenant(self.user_id) as tx:
            await _sql.put_back(tx, wait_s=wait_s, uncounted=0 if counts else 1, **self._claim)

    async def is_kept(self) -> bool:
        """Keep the lease; raise `Lost` when it is another's and `_Cancelled` when the user wants no more."""
        async with self.db.tenant(self.user_id) as tx:
            is_cancelled = await _sql.keep(tx, lease_s=LEASE_S, **self._claim)
        if is_cancelled is None:
            raise Lost
        if is_cancelled:
            raise _Cancelled
        return True

    async def _leave_event(self, tx: Tx) -> None:
        row = await _sql.find_job(tx, user_id=self.user_id, job_id=self.job_id)
        if row["parent_id"] is None:
            await outbox.add(tx, self.user_id, [outbox.Event("job.changed", job_document(row))])


Handler: TypeAlias = Callable[[RunningJob], Awaitable[Done]]
"""Does one kind of job. It may be begun again at any moment, from the last checkpoint it reported."""


class Worker:
    """One process's share of the jobs: `at_once` of them, each with a computing process of its own."""

    def __init__(
        self, db: Database, bus: Bus, handlers: Mapping[str, Handler], *, holder: UUID, at_once: int = 2
    ) -> None:
        self._db = db
        self._bus = bus
        self._handlers = dict(handlers)
        self._holder = holder
        self._at_once = at_once
        self._calls = bus.job_calls()
        self._calling = asyncio.Lock()
        self._stops: dict[UUID, asyncio.Event] = {}

    async def run(self) -> None:
        """Do jobs until cancelled; those under way are then left to other workers at once."""
        cancels = await self._bus.subscribe(subjects.ALL_JOB_CANCELS, self._on_cancel)
        try:
            async with asyncio.TaskGroup() as slots:
                for number in range(self._at_once):
                    slots.create_task(self._slot(), name=f"job-slot-{number}")
        finally:
            await cancels.close()

    async def _on_cancel(self, message: Message) -> None:
        stop = self._stops.get(subjects.job_of(message.subject))
        if stop is not None:
            stop.set()

    async def _slot(self) -> None:
        child = Child()
        try:
            while True:
                try:
                    job = await self._claim(child)
                    if job is not None:
                        await self._do(job)
                        continue
                except _TROUBLE as trouble:
                    log.warning("jobs.trouble", error=repr(trouble))
                    await asyncio.sleep(POLL_S)
                except Exception:
                    # Policy: the job's lease expires and it is tried again, a bounded number of times.
                    log.exception("jobs.slot_failed")
                    await asyncio.sleep(POLL_S)
                async with self._calling:
                    await self._calls.wait(POLL_S)
        finally:
            child.kill()

    async def _claim(self, child: Child) -> RunningJob | None:
        async with self._db.open() as tx:
            row = await _sql.claim_job(
                tx, holder=self._holder, kinds=list(self._handlers), lease_s=LEASE_S, running_max=RUNNING_MAX
            )
        if row is None:
            return None
        claim = {
            "user_id": row["user_id"],
            "job_id": row["job_id"],
            "holder": self._holder,
            "epoch": row["epoch"],
        }
        job = RunningJob(
            user_id=UserId(row["user_id"]),
            job_id=row["job_id"],
            kind=row["kind"],
            input=row["input"],
            checkpoint=row["checkpoint"],
            attempts=row["attempts"],
            correlation_id=row["correlation_id"],
            started_at=row["started_at"],
            db=self._db,
            bus=self._bus,
            _claim=claim,
            _child=child,
        )
        log.info("job.claimed", job_id=str(job.job_id), kind=job.kind, attempts=job.attempts)
        if row["cancel_requested"]:
            await job.end("cancelled", None, None)
            return await self._claim(child)
        if job.attempts > ATTEMPTS_MAX:
            await job.end("failed", None, ("job_gave_up", f"{ATTEMPTS_MAX} workers died on it."))
            return await self._claim(child)
        return job

    async def _do(self, job: RunningJob) -> None:
        """Run the handler beside the lease's heart-beat, and write how it ended."""
        stop = self._stops[job.job_id] = asyncio.Event()
        doing = asyncio.create_task(_as_task(self._handlers[job.kind](job)), name=f"job-{job.job_id}")
        minding = asyncio.create_task(_mind(job, stop), name=f"job-lease-{job.job_id}")
        try:
            await asyncio.wait({doing, minding}, return_when=asyncio.FIRST_COMPLETED)
            for task in (doing, minding):
                task.cancel()
            made, minded = await asyncio.gather(doing, minding, return_exceptions=True)
            await _conclude(job, made, minded)
        except asyncio.CancelledError:
            for task in (doing, minding):
                task.cancel()
            await asyncio.gather(doing, minding, return_exceptions=True)
            await job.put_back(wait_s=0, counts=False)
            raise
        except Lost:
            log.warning("job.lost", job_id=str(job.job_id))
        finally:
            del self._stops[job.job_id]


async def _as_task(doing: Awaitable[Done]) -> Done:
    return await doing


async def _mind(job: RunningJob, stop: asyncio.Event) -> None:
    """Keep the lease and pass progress on, until the job is lost or to be cancelled.

    A database that is away is borne until the lease has run out by our own clock.
    """
    now = asyncio.get_running_loop().time
    kept_at = beat_at = now()
    while True:
        try:
            async with asyncio.timeout(TELL_EVERY_S):
                await stop.wait()
            raise _Cancelled
        except TimeoutError:
            pass  # nobody said stop
        try:
            async with asyncio.timeout(LEASE_S):
                await job.tell()
                if now() >= beat_at:
                    beat_at, asked = now() + BEAT_S, now()
                    await job.is_kept()
                    kept_at = asked
        except _TROUBLE as trouble:
            log.warning("job.not_kept", job_id=str(job.job_id), error=repr(trouble))
            if now() - kept_at > LEASE_S:
                raise Lost from trouble


async def _conclude(job: RunningJob, made: Done | BaseException, minded: BaseException | None) -> None:
    match made:
        case Done():
            await job.end("done", made, None)
        case asyncio.CancelledError() if isinstance(minded, _Cancelled):
            await job.end("cancelled", None, None)
        case asyncio.CancelledError():
            raise minded if isinstance(minded, Exception) else Lost
        case ChildDied() | Unavailable() | OSError() | asyncpg.PostgresError() if job.attempts < ATTEMPTS_MAX:
            log.warning("job.put_back", job_id=str(job.job_id), error=repr(made))
            await job.put_back(wait_s=RETRY_WAIT_S, counts=True)
        case ChildDied():
            await job.end("failed", None, ("job_gave_up", f"It broke down {ATTEMPTS_MAX} times."))
        case TradewrightError():
            await job.end("failed", None, (made.code, made.detail))
        case Lost():
            raise made
        case _:
            log.error("job.broken", job_id=str(job.job_id), kind=job.kind, exc_info=made)
            await job.end(
                "failed", None, ("job_broken", "We made a mistake; quote the job's id when you ask.")
            )
