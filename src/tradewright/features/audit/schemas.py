"""The shapes of the audit in answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class _Output(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Act(_Output):
    """Who did what to which thing; `before` and `after` are documents of it, null where there was or is nothing."""

    actor: str
    action: str
    subject: str
    before: Any
    after: Any
    correlation_id: UUID | None
    at: datetime


class Event(_Output):
    """One step of an order's life."""

    order_id: UUID
    number: int
    kind: str
    data: dict[str, Any]
    occurred_at: datetime
    recorded_at: datetime


class AuditRecord(_Output):
    """One link of the trader's chain with the row it stands for: an act or an order's event. Both are null when the row is
    gone, which `tradewright audit verify` would tell too. Hashes are SHA-256 in hex."""

    number: int
    at: datetime
    kind: Literal["order_event", "audit_entry"]
    act: Act | None
    event: Event | None
    payload_hash: str
    previous_hash: str
    hash: str
