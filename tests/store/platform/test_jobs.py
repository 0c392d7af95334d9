"""Jobs end exactly once, whoever dies, and nobody has more than their share."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from tests.store.platform.conftest import Connect, add_trader
from tests.store.platform.job_rig import HANDLERS
from tests.support.servers import REPOSITORY, TestDatabase

from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import CorrelationId, UserId
from tradewright.platform import jobs
from tradewright.platform.bus import Bus
from tradewright.platform.context import Context, SystemActor
from tradewright.platform.jobs.running import RUNNING_MAX

WITHIN_S = 60.0
"""Far more than it takes: a lease that runs out is 6 s, and other tests share the processors."""
TELL_OF_JOBS = """
create function public.tell_of_job() returns trigger language plpgsql
  as $$ begin perform pg_notify('job', ''); return null; end $$;
create trigger tell_of_job after insert or update on app.job for each statement execute function public.tell_of_job();
"""
Start = Callable[[], subprocess.Popen[bytes]]


@dataclass
class Desk:
    """Asks for jobs as a user does, and looks at them as the database's owner does."""

    cx: Context
    owner: Any
    folder: Path
    changed: asyncio.Event
    gate: int | None = None

    async def ask(self, kind: str = "count", *, user_id: UserId | None = None, **wanted: Any) -> UUID:
        job_id = uuid4()
        cx = self.cx if user_id is None else _context(self.cx, user_id)
        async with cx.transaction() as tx:
            await jobs.ask(
                tx, cx, kind=kind, job_id=job_id, input={"folder": str(self.folder), "steps": 10, **wanted}
            )
        await jobs.wake(cx.bus, kind)
        return job_id

    async def row(self, job_id: UUID) -> Any:
        return await self.owner.fetchrow("select * from app.job where job_id = $1", job_id)

    async def until(self, job_id: UUID, *states: str) -> Any:
        async def look() -> Any:
            row = await self.row(job_id)
            return row if row["state"] in states else None

        return await self._until(look)

    async def until_step(self, job_id: UUID, step: int) -> Any:
        async def look() -> Any:
            row = await self.row(job_id)
            return (
                row if row["checkpoint"] and f'"step":{step}' in row["checkpoint"].replace(" ", "") else None
            )

        return await self._until(look)

    async def _until(self, look: Callable[[], Awaitable[Any]]) -> Any:
        """Return the first truthy answer of `look`, asked again whenever the table of jobs has changed."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                self.changed.clear()
                if seen := await look():
                    return seen
                await self.changed.wait()

    async def ends_told(self, job_id: UUID) -> int:
        """Return how many events said that the job had ended."""
        found: int = await self.owner.fetchval(
            """select count(*) from app.outbox o, json_array_elements(o.events) e
                where e->>'type' = 'job.changed' and e->'data'->>'job_id' = $1
                  and e->'data'->>'state' in ('done', 'failed', 'cancelled')""",
            str(job_id),
        )
        return found

    def open_gate(self) -> None:
        """Let every job through that stands at the gate or comes to it until the test ends."""
        self.gate = os.open(self.folder / "gate", os.O_RDWR)

    def counted(self) -> list[int]:
        return [int(line) for line in (self.folder / "log").read_text().split()]


def _context(cx: Context, user_id: UserId) -> Context:
    return Context(
        db=cx.db,
        bus=cx.bus,
        vault=cx.vault,
        clock=cx.clock,
        settings=cx.settings,
        user_id=user_id,
        actor=SystemActor("test"),
        scopes=frozenset({"read", "trade"}),
        correlation_id=CorrelationId(uuid4()),
    )


@pytest.fixture
async def desk(
    fresh_database: TestDatabase, connect: Connect, trader: UserId, bus: Bus, tmp_path: Path
) -> AsyncIterator[Desk]:
    unused: Any = None
    cx = Context(
        db=await connect("gateway"),
        bus=bus,
        vault=unused,
        clock=SystemClock(),
        settings=unused,
        user_id=trader,
        actor=SystemActor("test"),
        scopes=frozenset({"read", "trade"}),
        correlation_id=CorrelationId(uuid4()),
    )
    os.mkfifo(tmp_path / "gate")
    owner = await asyncpg.connect(fresh_database.owner_dsn)
    await owner.execute(TELL_OF_JOBS)
    changed = asyncio.Event()
    await owner.add_listener("job", lambda *_: changed.set())
    made = Desk(cx, owner, tmp_path, changed)
    yield made
    await owner.close()
    if made.gate is not None:
        os.close(made.gate)


@pytest.fixture
def start(fresh_database: TestDatabase, nats_url: str) -> Iterator[Start]:
    """Starts worker processes, and kills those that are left."""
    started: list[subprocess.Popen[bytes]] = []

    def start_one() -> subprocess.Popen[bytes]:
        # Not as `__main__`, whose functions another process could not find.
        arguments = (fresh_database.role_dsn("worker"), nats_url)
        program = (
            f"import asyncio; from tests.store.platform.job_rig import main; asyncio.run(main{arguments!r})"
        )
        command = [sys.executable, "-c", program]
        started.append(subprocess.Popen(command, cwd=REPOSITORY))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        process.wait()


@asynccontextmanager
async def working(connect: Connect, bus: Bus, *, at_once: int = 2) -> AsyncIterator[UUID]:
    """Run a worker in this process; yields its holder id."""
    holder = uuid4()
    worker = jobs.Worker(await connect("worker"), bus, HANDLERS, holder=holder, at_once=at_once)
    task = asyncio.create_task(worker.run())
    try:
        yield holder
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_job_whose_worker_is_killed_is_resumed_by_another_and_ends_once(
    desk: Desk, start: Start
) -> None:
    first = start()
    job_id = await desk.ask(gate_at=5)
    await desk.until_step(job_id, 5)

    first.kill()
    first.wait()
    start()
    desk.open_gate()
    row = await desk.until(job_id, "done")

    assert row["result"].replace(" ", "") == '{"began_at":5}'
    assert desk.counted() == list(range(10))
    assert (row["epoch"], row["progress"], row["holder"]) == (2, 1, None)
    assert await desk.ends_told(job_id) == 1


async def test_a_running_job_notices_its_cancellation_within_a_second(
    desk: Desk, connect: Connect, bus: Bus
) -> None:
    async with working(connect, bus):
        job_id = await desk.ask(gate_at=3)
        await desk.until_step(job_id, 3)

        await jobs.cancel(desk.cx, job_id)
        asked = await desk.owner.fetchval("select clock_timestamp()")
        row = await desk.until(job_id, "cancelled")

    assert (row["finished_at"] - asked).total_seconds() < 1
    assert desk.counted() == [0, 1, 2]
    assert await desk.ends_told(job_id) == 1


async def test_a_cancellation_whose_message_was_lost_is_noticed_at_the_next_beat(
    desk: Desk, connect: Connect, bus: Bus
) -> None:
    async with working(connect, bus):
        job_id = await desk.ask(gate_at=3)
        await desk.until_step(job_id, 3)

        await desk.owner.execute("update app.job set cancel_requested = true where job_id = $1", job_id)
        row = await desk.until(job_id, "cancelled", "done")

    assert row["state"] == "cancelled"


async def test_a_queued_job_is_cancelled_at_once(desk: Desk) -> None:
    job_id = await desk.ask()

    document = await jobs.cancel(desk.cx, job_id)
    again = await jobs.cancel(desk.cx, job_id)

    assert document["state"] == again["state"] == "cancelled"
    assert await desk.ends_told(job_id) == 1


async def test_two_workers_share_and_a_user_has_only_so_many_at_once(
    desk: Desk, connect: Connect, bus: Bus, other_trader: UserId
) -> None:
    async with working(connect, bus) as one, working(connect, bus) as two:
        mine = [await desk.ask(gate_at=0, steps=1) for _ in range(4)]
        for job_id in mine[:RUNNING_MAX]:
            await desk.until(job_id, "running")
        theirs = await desk.ask(user_id=other_trader, gate_at=0, steps=1)
        await desk.until(theirs, "running")
        running = await desk.owner.fetch("select user_id, holder from app.job where state = 'running'")
        desk.open_gate()
        for job_id in (*mine, theirs):
            await desk.until(job_id, "done")

    by_user = [row["user_id"] for row in running]
    assert (by_user.count(desk.cx.user_id), by_user.count(other_trader)) == (RUNNING_MAX, 1)
    assert {row["holder"] for row in running} == {one, two}


async def test_a_job_that_kills_its_process_each_time_fails_with_a_reason(
    desk: Desk, connect: Connect, bus: Bus
) -> None:
    async with working(connect, bus):
        job_id = await desk.ask("die")
        row = await desk.until(job_id, "failed")

    assert (row["reason_code"], row["attempts"]) == ("job_gave_up", 3)


@pytest.mark.parametrize(("kind", "code"), [("refuse", "conflict"), ("bug", "job_broken")])
async def test_a_job_that_cannot_succeed_fails_at_the_first_attempt(
    kind: str, code: str, desk: Desk, connect: Connect, bus: Bus
) -> None:
    async with working(connect, bus):
        job_id = await desk.ask(kind)
        row = await desk.until(job_id, "failed")

    assert (row["reason_code"], row["attempts"]) == (code, 1)


async def test_a_worker_that_stops_leaves_its_job_to_another_at_once(
    desk: Desk, connect: Connect, bus: Bus
) -> None:
    job_id = await desk.ask(gate_at=2)
    async with working(connect, bus):
        await desk.until_step(job_id, 2)
    left = await desk.row(job_id)
    desk.open_gate()
    async with working(connect, bus):
        done = await desk.until(job_id, "done")

    assert left["state"] == "queued"
    assert done["result"].replace(" ", "") == '{"began_at":2}'


async def test_another_trader_sees_and_cancels_nothing(desk: Desk, fresh_database: TestDatabase) -> None:
    job_id = await desk.ask()
    stranger = _context(desk.cx, await add_trader(fresh_database.owner_dsn))

    with pytest.raises(jobs.JobNotFound):
        await jobs.cancel(stranger, job_id)

    assert (await desk.row(job_id))["state"] == "queued"
