"""The user's side of jobs: ask for one, look at it, cancel it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from tradewright.kernel.errors import LimitReached, NotFound
from tradewright.platform import outbox
from tradewright.platform.bus import Bus, subjects
from tradewright.platform.context import Context
from tradewright.platform.db import Tx, statements

OPEN_MAX: Final = 100
"""Jobs of one user that are queued or running: a day's work for the two that may run at once."""

_sql = statements(__package__)


class JobNotFound(NotFound):
    """This trader has no job with this id."""

    code = "job_not_found"


class JobsExhausted(LimitReached):
    """This trader has as many jobs waiting as anyone may have."""

    code = "jobs_exhausted"


async def ask(tx: Tx, cx: Context, *, kind: str, job_id: UUID, input: Mapping[str, Any]) -> dict[str, Any]:
    """Queue a job in this transaction and return its document. Raises `JobsExhausted`."""
    if await _sql.count_open(tx, user_id=cx.user_id) >= OPEN_MAX:
        raise JobsExhausted("Wait for some to finish, or cancel them.", limit="jobs", maximum=OPEN_MAX)
    await _sql.insert_job(
        tx,
        user_id=cx.user_id,
        job_id=job_id,
        kind=kind,
        input=input,
        correlation_id=cx.correlation_id,
        now=cx.now,
    )
    return await _tell(tx, cx, job_id)


async def wake(bus: Bus, kind: str) -> None:
    """Tell one of the workers, after the commit, that there is a job. A lost wake-up costs a second."""
    await bus.publish(subjects.job(kind))


async def find(tx: Tx, cx: Context, job_id: UUID) -> dict[str, Any]:
    """Return the job as the API tells it. Raises `JobNotFound`."""
    row = await _sql.find_job(tx, user_id=cx.user_id, job_id=job_id)
    if row is None:
        raise JobNotFound("There is no such job.", job_id=str(job_id))
    return job_document(row)


async def cancel(cx: Context, job_id: UUID) -> dict[str, Any]:
    """End a queued job now and tell the worker of a running one; harmless when it has ended. Raises `JobNotFound`."""
    async with cx.transaction() as tx:
        touched = await _sql.request_cancel(tx, user_id=cx.user_id, job_id=job_id, now=cx.now)
        if touched:
            await _sql.end_parts(tx, user_id=cx.user_id, parent_id=job_id)
        document = await (_tell if touched else find)(tx, cx, job_id)
    if touched:
        await cx.bus.publish(subjects.job_cancel(job_id))
        await outbox.wake(cx.bus)
    return document


async def _tell(tx: Tx, cx: Context, job_id: UUID) -> dict[str, Any]:
    document = await find(tx, cx, job_id)
    await outbox.add(tx, cx.user_id, [outbox.Event("job.changed", document)])
    return document


def job_document(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a job's row as the API answers it and `job.changed` carries it."""
    return {
        "job_id": str(row["job_id"]),
        "kind": row["kind"],
        "state": row["state"],
        "progress": float(row["progress"]),
        "note": row["note"],
        "attempts": row["attempts"],
        "reason_code": row["reason_code"],
        "reason": row["reason"],
        "created_at": _iso(row["created_at"]),
        "started_at": _iso(row["started_at"]),
        "finished_at": _iso(row["finished_at"]),
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
