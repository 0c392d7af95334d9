"""The statements of `queries.sql` as typed functions; those of readers act for the one user of their transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tradewright.kernel.ids import UserId
from tradewright.platform.audit_chain.links import Link, Root, audit_entry_text, order_event_text
from tradewright.platform.db import Tx, statements

PAGE = 2_000
UNCHAINED_MAX = 20
Row = Mapping[str, Any]

sql: Any = statements(__package__)


async def stream_links(
    tx: Tx, user_id: UserId, *, after: int = 0, until: int
) -> AsyncIterator[tuple[Link, str | None]]:
    """Yield links in order, each with the text of its row as it stands now; None where the row is gone."""
    while True:
        rows = [
            row async for row in sql.list_links(tx, user_id=user_id, after=after, until=until, at_most=PAGE)
        ]
        for row in rows:
            yield link_of(row), text_of(row)
        if len(rows) < PAGE:
            return
        after = rows[-1]["number"]


async def list_roots(tx: Tx, user_id: UserId) -> list[Root]:
    rows = sql.list_roots(tx, user_id=user_id)
    return [
        Root(row["day"], row["number"], row["hash"], row["key_id"], row["signature"]) async for row in rows
    ]


async def list_keys(tx: Tx) -> dict[UUID, bytes]:
    """Return the public keys by id."""
    return {row["key_id"]: row["public_key"] async for row in sql.list_keys(tx)}


async def list_chained_users(tx: Tx, *, after: UUID, at_most: int) -> list[UserId]:
    """Return a page of all traders, by id. For a transaction that acts for nobody."""
    return [
        UserId(row["user_id"]) async for row in sql.list_chained_users(tx, after_user=after, at_most=at_most)
    ]


async def list_days(tx: Tx, user_id: UserId) -> list[tuple[date, int]]:
    """Return the UTC days that have links, each with the number of its last one."""
    return [(row["day"], row["number"]) async for row in sql.list_days(tx, user_id=user_id)]


async def find_bounds(tx: Tx, user_id: UserId, *, since: datetime, until: datetime) -> tuple[int, int] | None:
    """Return the first and last number chained in `[since, until)`; None when there is none."""
    row = await sql.find_bounds(tx, user_id=user_id, since=since, until=until)
    return None if row["first_number"] is None else (row["first_number"], row["last_number"])


def link_of(row: Row) -> Link:
    return Link(
        row["number"],
        row["at"],
        row["kind"],
        row["subject_id"],
        row["subject_number"],
        row["payload_hash"],
        row["previous_hash"],
        row["hash"],
    )


def text_of(row: Row) -> str | None:
    """Return what is hashed of the row beside the link, made from its columns; None when it is gone."""
    if row["order_id"] is not None:
        return order_event_text(
            order_id=row["order_id"],
            number=row["subject_number"],
            kind=row["event_kind"],
            data=row["data"],
            occurred_at=row["occurred_at"],
            recorded_at=row["recorded_at"],
        )
    if row["audit_id"] is None:
        return None
    return audit_entry_text(
        audit_id=row["audit_id"],
        actor=row["actor"],
        action=row["action"],
        subject=row["subject"],
        before=row["before"],
        after=row["after"],
        correlation_id=row["correlation_id"],
        at=row["audited_at"],
    )
