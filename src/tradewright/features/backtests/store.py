"""The statements of `queries.sql` as typed functions; every one acts for the one user of its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

import msgspec

from tradewright.domain.strategy.texts import json_text
from tradewright.kernel.ids import UserId
from tradewright.platform import jobs
from tradewright.platform.db import Tx, statements

Document = dict[str, Any]
_sql = statements(__package__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A run as it was asked for: of a curated strategy, or of a definition that may be a strategy's version.

    Times bound the bars' open times, `[from_at, to_at)`; None: as far as there are bars.
    """

    run_id: UUID
    name: str
    guru: str | None
    strategy_id: UUID | None
    version: int | None
    definition: Document | None
    definition_hash: str | None
    source: str
    symbol: str
    timeframe: str
    from_at: datetime | None
    to_at: datetime | None
    inputs: Mapping[str, Any]
    settings: Mapping[str, Any]
    note: str


@dataclass(frozen=True, slots=True)
class Ran:
    """The definition that a run is of, as it is kept; numbers with a fraction are decimals."""

    strategy_id: UUID | None
    definition: Document
    definition_hash: str


async def insert_run(tx: Tx, user_id: UserId, asked: Asked, *, now: datetime) -> None:
    row = {name: getattr(asked, name) for name in Asked.__slots__}
    if asked.definition is not None:
        # Our own JSON writer makes texts of decimals, and in a definition a text is an expression.
        row["definition"] = msgspec.Raw(json_text(asked.definition).encode())
    await _sql.insert_run(tx, user_id=user_id, now=now, **row)


async def list_runs(
    tx: Tx,
    user_id: UserId,
    *,
    guru: str | None,
    strategy_id: UUID | None,
    symbol: str | None,
    before: UUID | None,
    at_most: int,
) -> list[Document]:
    """Return runs as the API tells them, newest first."""
    rows = _sql.list_runs(
        tx,
        user_id=user_id,
        run_id=None,
        guru=guru,
        strategy_id=strategy_id,
        symbol=symbol,
        before=before,
        at_most=at_most,
    )
    return [_document(row) async for row in rows]


async def find_run(tx: Tx, user_id: UserId, run_id: UUID) -> Document | None:
    rows = _sql.list_runs(
        tx, user_id=user_id, run_id=run_id, guru=None, strategy_id=None, symbol=None, before=None, at_most=1
    )
    async for row in rows:
        return _document(row)
    return None


async def find_definition(tx: Tx, user_id: UserId, run_id: UUID) -> Ran | None:
    """Return what ran; None for a run of a curated strategy, and when there is no such run."""
    row = await _sql.find_definition(tx, user_id=user_id, run_id=run_id)
    return row and Ran(row["strategy_id"], row["definition"], row["definition_hash"])


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
    reports_bytes_max: int,
) -> None:
    """Keep what came of a run, and let old reports go so that those of this trader stay within `reports_bytes_max`."""
    await _sql.set_result(tx, user_id=user_id, run_id=run_id, bars=bars, trades=trades, headline=headline)
    await _sql.insert_report(tx, user_id=user_id, run_id=run_id, document=report)
    await _sql.drop_old_reports(tx, user_id=user_id, bytes_max=reports_bytes_max)


async def find_report(tx: Tx, user_id: UserId, run_id: UUID) -> bytes | None:
    """Return the report, JSON in gzip."""
    return cast("bytes | None", await _sql.find_report(tx, user_id=user_id, run_id=run_id))


def _document(row: Mapping[str, Any]) -> Document:
    return {
        "run_id": str(row["run_id"]),
        "job": jobs.job_document({**row, "note": row["job_note"]}),
        "name": row["name"],
        "guru": row["guru"],
        "strategy": None
        if row["strategy_id"] is None
        else {
            "strategy_id": str(row["strategy_id"]),
            "version": row["version"],
            "name": row["strategy_name"],
        },
        "definition_hash": row["definition_hash"],
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
        "has_report": row["has_report"],
        "created_at": _iso(row["run_created_at"]),
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
