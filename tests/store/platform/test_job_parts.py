"""A job asks its worker for what it needs, and shares itself out; whoever helps or does not, it comes to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from tests.store.platform.conftest import Connect
from tests.store.platform.parts_rig import HANDLERS
from tests.support.eventually import eventually
from tests.support.servers import TestDatabase

from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import CorrelationId, UserId
from tradewright.platform import jobs
from tradewright.platform.bus import Bus
from tradewright.platform.context import Context, SystemActor
from tradewright.platform.jobs.asking import OPEN_MAX


@dataclass
class Desk:
    """Asks for jobs as a user does, and looks at them as the database's owner does."""

    cx: Context
    owner: Any

    async def do(self, kind: str, steps: int = 0) -> Any:
        """Ask for a job and return its row once it has ended."""
        job_id = uuid4()
        async with self.cx.transaction() as tx:
            await jobs.ask(tx, self.cx, kind=kind, job_id=job_id, input={"steps": steps})
        await jobs.wake(self.cx.bus, kind)

        async def look() -> Any:
            row = await self.owner.fetchrow("select * from app.job where job_id = $1", job_id)
            return row if row["state"] in {"done", "failed"} else None

        return await eventually(look)

    async def parts(self, job_id: UUID) -> list[Any]:
        found: list[Any] = await self.owner.fetch("select * from app.job where parent_id = $1", job_id)
        return found

    async def told_of(self) -> set[str]:
        """Return the ids of all jobs that events spoke of."""
        rows = await self.owner.fetch(
            """select e->'data'->>'job_id' as job_id from app.outbox o, json_array_elements(o.events) e
                where e->>'type' = 'job.changed'"""
        )
        return {row["job_id"] for row in rows}


@pytest.fixture
async def desk(
    fresh_database: TestDatabase, connect: Connect, trader: UserId, bus: Bus
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
    owner = await asyncpg.connect(fresh_database.owner_dsn)
    yield Desk(cx, owner)
    await owner.close()


@asynccontextmanager
async def working(connect: Connect, bus: Bus, *, at_once: int) -> AsyncIterator[None]:
    worker = jobs.Worker(await connect("worker"), bus, HANDLERS, holder=uuid4(), at_once=at_once)
    task = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_computing_process_asks_its_worker_and_is_answered(
    desk: Desk, connect: Connect, bus: Bus
) -> None:
    async with working(connect, bus, at_once=1):
        answered = await desk.do("ask", steps=40)
        unanswered = await desk.do("mute")

    assert answered["result"].replace(" ", "") == '{"counted":42}'
    assert (unanswered["state"], unanswered["reason_code"]) == ("failed", "job_broken")


async def test_a_worker_alone_does_every_part_of_a_job_itself(desk: Desk, connect: Connect, bus: Bus) -> None:
    async with working(connect, bus, at_once=1):
        done = await desk.do("share", steps=4)
    parts = await desk.parts(done["job_id"])

    assert done["result"].count('"home"') == 4
    assert [part["state"] for part in parts] == ["cancelled"] * 4


async def test_parts_are_done_by_whoever_is_idle_and_nobody_is_told_of_them(
    desk: Desk, connect: Connect, bus: Bus
) -> None:
    async with working(connect, bus, at_once=2), working(connect, bus, at_once=2):
        done = await desk.do("share", steps=400)
    parts = await desk.parts(done["job_id"])

    assert done["result"].count('"another"') == [part["state"] for part in parts].count("done") > 0
    assert {part["state"] for part in parts} == {"done", "cancelled"}
    assert {(part["input"], part["result"]) for part in parts} == {("{}", None)}
    assert await desk.told_of() == {str(done["job_id"])}


async def test_parts_end_with_their_job_and_take_no_place_among_what_may_wait(
    desk: Desk, connect: Connect, bus: Bus
) -> None:
    async with working(connect, bus, at_once=1):
        done = await desk.do("abandon", steps=OPEN_MAX + 1)
        again = await desk.do("ask")

    assert (done["state"], again["state"]) == ("done", "done")
    assert {part["state"] for part in await desk.parts(done["job_id"])} == {"cancelled"}


async def test_a_part_whose_worker_fell_silent_is_taken_back_and_that_worker_writes_no_more(
    desk: Desk, connect: Connect
) -> None:
    job_id, part_id = uuid4(), uuid4()
    await desk.owner.execute(
        """insert into app.job (user_id, job_id, parent_id, kind, input, state, correlation_id, holder, epoch, lease_until,
                                not_before, created_at, updated_at)
           values ($1, $2, null, 'share', '{}', 'running', $2, $2, 1, now() + interval '1 minute', now(), now(), now()),
                  ($1, $3, $2, 'step', '{}', 'running', $2, $3, 1, now() - interval '1 second', now(), now(), now())""",
        desk.cx.user_id,
        job_id,
        part_id,
    )
    unused: Any = None
    worker = await connect("worker")
    lead, late = (
        jobs.RunningJob(
            user_id=desk.cx.user_id,
            job_id=of,
            kind="",
            input={},
            checkpoint=None,
            attempts=1,
            correlation_id=job_id,
            started_at=desk.cx.now,
            db=worker,
            bus=desk.cx.bus,
            _claim={"user_id": desk.cx.user_id, "job_id": of, "holder": of, "epoch": 1},
            _child=unused,
        )
        for of in (job_id, part_id)
    )

    part = await jobs.take_back(lead, part_id)

    assert part.state == "cancelled"
    with pytest.raises(jobs.Lost):
        await late.end("done", jobs.Done({"by": "late"}), None)
