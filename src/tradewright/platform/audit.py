"""The record of who changed what, written in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tradewright.kernel.ids import UserId
from tradewright.platform.context import Actor, Context
from tradewright.platform.db import Tx, statements

_sql = statements(__package__, "audit.sql")


async def record(
    tx: Tx,
    cx: Context,
    *,
    action: str,
    subject: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Record that the context's actor did `action` (past tense, `account.created`) to `subject`
    (`account:<id>`).

    `before` and `after` are documents without secrets; null means there was, or is, nothing.
    """
    await record_for(
        tx,
        user_id=cx.user_id,
        actor=cx.actor,
        audit_id=cx.new_id(),
        at=cx.now,
        correlation_id=cx.correlation_id,
        action=action,
        subject=subject,
        before=before,
        after=after,
    )


async def record_for(
    tx: Tx,
    *,
    user_id: UserId,
    actor: Actor,
    audit_id: UUID,
    at: datetime,
    action: str,
    subject: str,
    correlation_id: UUID | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Record an act where there is no context: in an executor, which acts for many users at once."""
    await _sql.insert_entry(
        tx,
        user_id=user_id,
        audit_id=audit_id,
        actor=str(actor),
        action=action,
        subject=subject,
        before=before,
        after=after,
        correlation_id=correlation_id,
        at=at,
    )
