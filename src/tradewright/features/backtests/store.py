"""The statements of `queries.sql` as typed functions; every one acts for the one user of its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from tradewright.kernel.ids import UserId
from tradewright.platform import jobs
from tradewright.platform.db import Tx, statements

Document = dict[str, Any]
_sql = statements(__package__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A run as it was asked for. Times bound the bars' open times, `[from_at, to_at)`; None: as far as there are bars."""

    run_id: UUID
    name: str
    guru: str
    source: str
    symbol: str
    timeframe: str
    from_at: datetime | None
    to_at: datetime | None
    inputs: Mapping[str, Any]
    settings: Mapping[str, Any]
    note: str


async def insert_run(tx: Tx, user_id: UserId, asked: Asked, *, now: datetime) -> None:
    await _sql.insert_run(
        tx, user_id=user_id, now=now, **{name: getattr(asked, name) for name in Asked.__slots__}
    )


async def list_runs(
    tx: Tx, user_id: UserId, *, guru: str | None, symbol: str | None, before: UUID | None, at_most: int
) -> list[Document]:
    """Return runs as the API tells them, newest first."""
    rows = _sql.list_runs(
        tx, user_id=user_id, run_id=None, guru=guru, symbol=symbol, before=before, at_most=at_most
    )
    return [_document(row) async for row in rows]


async def find_run(tx: Tx, user_id: UserId, run_id: UUID) -> Document | None:
    rows = _sql.list_runs(tx, user_id=user_id, run_id=run_id, guru=None, symbol=None, before=None, at_most=1)
    async for row in rows:
        return _document(row)
    return None


async def delete_run(tx: Tx, user_id: UserId, run_id: UUID) -> bool:
    """Delete a run that has ended, with its job and report; return whether there was one."""
    return bool(await _sql.delete_run(tx, user_id=user_id, run_id=run_id))


async def keep_result(
    tx: Tx,
    user_id: UserId,
    run_id: UUID,
    *,
    bars: int,
    trades: int,
    headline: Mapping[str, Any],
    report: bytes,
) -> None:
    await _sql.set_result(tx, user_id=user_id, run_id=run_id, bars=bars, trades=trades, headline=headline)
    await _sql.insert_report(tx, user_id=user_id, run_id=run_id, document=report)


async def find_report(tx: Tx, user_id: UserId, run_id: UUID) -> bytes | None:
    """Return the report, JSON in gzip."""
    return cast("bytes | None", await _sql.find_report(tx, user_id=user_id, run_id=run_id))


def _document(row: Mapping[str, Any]) -> Document:
    return {
        "run_id": str(row["run_id"]),
        "job": jobs.job_document({**row, "note": row["job_note"]}),
        "name": row["name"],
        "guru": row["guru"],
        "data": {
            "source": row["source"],
            "symbol": row["symbol"],
            "timeframe": row["timeframe"],
            "from": _iso(row["from_at"]),
            "to": _iso(row["to_at"]),
            "bars": row["bars"],
        },
        "inputs": row["inputs"],
        "settings": row["settings"],
        "note": row["note"],
        "trades": row["trades"],
        "headline": row["headline"],
        "created_at": _iso(row["run_created_at"]),
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
