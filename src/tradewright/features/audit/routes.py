"""The trader's own audit under `/api/unify/v1`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from tradewright.features.audit import store
from tradewright.features.audit.schemas import AuditRecord
from tradewright.kernel.errors import Fault, Invalid
from tradewright.platform.audit_chain import export_days
from tradewright.platform.context import Context
from tradewright.platform.http import (
    ExactRoute,
    Page,
    PageQuery,
    ReadContext,
    Sequence,
    decode_cursor,
    encode_cursor,
)

EXPORT_DAYS_MAX = 100
"""What is kept without being asked to keep it longer, and a little more."""


class JsonLines(StreamingResponse):
    media_type = "application/x-ndjson"


router = APIRouter(tags=["audit"], route_class=ExactRoute)


@router.get("/audit", response_model=Page[AuditRecord])
async def list_audit(
    cx: ReadContext,
    page: PageQuery,
    since: Annotated[date | None, Query(alias="from", description="First UTC day.")] = None,
    until: Annotated[date | None, Query(alias="to", description="Last UTC day.")] = None,
) -> Any:
    """List what was done in the trader's name and what happened to orders, newest first, with the hashes that chain it."""
    before = decode_cursor(page.cursor, tuple[Sequence])[0] if page.cursor else None
    async with cx.transaction() as tx:
        rows = await store.list_records(
            tx,
            cx.user_id,
            since=None if since is None else _midnight(since),
            until=None if until is None else _midnight(until) + timedelta(days=1),
            before=before,
            at_most=page.fetch_limit,
        )
    items = rows[: page.limit]
    more = len(rows) > page.limit
    return {
        "items": [_document(row) for row in items],
        "next_cursor": encode_cursor(items[-1]["number"]) if more else None,
    }


@router.get("/audit/export", response_class=JsonLines)
async def export_audit(
    cx: ReadContext,
    since: Annotated[date, Query(alias="from", description="First UTC day.")],
    until: Annotated[date, Query(alias="to", description="Last UTC day.")],
) -> StreamingResponse:
    """Give a file for a dispute: links and rows of these days, at most 100, the signed roots and the keys. It proves itself:
    `tradewright audit verify FILE` needs nothing else.
    """
    if not since <= until < since + timedelta(days=EXPORT_DAYS_MAX):
        message = f"from and to span 1 to {EXPORT_DAYS_MAX} days."
        raise Invalid(message, faults=(Fault("$.to", "range", message, until.isoformat()),))
    lines = _exported(cx, since, until)
    # The first line before the answer begins: when there is nothing to export, it is no 200.
    first = await anext(lines)

    async def whole() -> AsyncIterator[str]:
        yield f"{first}\n"
        async for line in lines:
            yield f"{line}\n"

    name = f"audit-{since}-{until}.jsonl"
    return JsonLines(whole(), headers={"content-disposition": f'attachment; filename="{name}"'})


async def _exported(cx: Context, since: date, until: date) -> AsyncIterator[str]:
    async with cx.transaction() as tx:
        async for line in export_days(tx, cx.user_id, since=since, until=until, now=cx.now):
            yield line


def _document(row: store.Row) -> dict[str, Any]:
    act = {name: row[name] for name in ("actor", "action", "subject", "before", "after", "correlation_id")}
    event = {name: row[name] for name in ("order_id", "data", "occurred_at", "recorded_at")}
    return {
        "number": row["number"],
        "at": row["at"],
        "kind": row["kind"],
        "act": None if row["audit_id"] is None else {**act, "at": row["acted_at"]},
        "event": None
        if row["order_id"] is None
        else {**event, "number": row["event_number"], "kind": row["event_kind"]},
        "payload_hash": row["payload_hash"].hex(),
        "previous_hash": row["previous_hash"].hex(),
        "hash": row["hash"].hex(),
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
