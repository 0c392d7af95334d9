"""The trader's own audit under `/api/unify/v1`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query

from tradewright.features.audit import store
from tradewright.features.audit.schemas import AuditRecord
from tradewright.platform.http import (
    ExactRoute,
    Page,
    PageQuery,
    ReadContext,
    Sequence,
    decode_cursor,
    encode_cursor,
)

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
