"""A running job cut in parts that any worker may take, beside what its own worker does.

A part is a job with a parent: claimed, leased, fenced and retried like any other, but nobody is told of it, and it ends when
its parent ends. Whoever shares work out waits for no one: a part that nobody has taken, or whose worker fell silent, is
taken back and done at home. So one worker alone gets through, and a job never waits for a slot that it holds itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from tradewright.platform.bus import subjects
from tradewright.platform.db import Tx, statements
from tradewright.platform.jobs.running import Lost, RunningJob

_sql = statements(__package__)


@dataclass(frozen=True, slots=True)
class Part:
    """How a part stands, and what it made when it is done."""

    state: Literal["queued", "running", "done", "failed", "cancelled"]
    result: Mapping[str, Any]


async def share_out(job: RunningJob, *, kind: str, parts: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Queue parts of `job`, inputs by id, and wake workers for them. Raises `Lost`."""

    async def write(tx: Tx) -> None:
        for part_id, told in parts.items():
            await _sql.insert_part(
                tx,
                user_id=job.user_id,
                job_id=part_id,
                parent_id=job.job_id,
                kind=kind,
                input=told,
                correlation_id=job.correlation_id,
            )

    await job.write(write)
    for _ in parts:
        await job.bus.publish(subjects.job(kind))


async def end_parts(job: RunningJob) -> None:
    """End every part that is under way: a worker that took the job over shares out anew. Raises `Lost`."""

    async def write(tx: Tx) -> None:
        await _sql.end_parts(tx, user_id=job.user_id, parent_id=job.job_id)

    await job.write(write)


async def take_back(job: RunningJob, part_id: UUID) -> Part:
    """Return how the part stands; one that nobody works on is ended first, and is then the caller's to do."""
    async with job.db.tenant(job.user_id) as tx:
        await _sql.end_idle_part(tx, user_id=job.user_id, part_id=part_id, parent_id=job.job_id)
        row = await _sql.find_job(tx, user_id=job.user_id, job_id=part_id)
    if row is None:
        raise Lost
    return Part(row["state"], row["result"] or {})
