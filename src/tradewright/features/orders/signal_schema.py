"""The shape of a signal in answers, shared with the features above; apart, so that it loads no web framework."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Signal(BaseModel):
    """What was asked and what became of it; `decision` shows the sizing sum and every risk rule that was
    asked.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    signal_id: UUID
    account_id: UUID
    source: Literal["alert", "api", "manual", "kill_switch", "reconciliation"]
    alert_id: UUID | None
    agent_id: UUID | None
    correlation_id: UUID
    intent: dict[str, Any]
    state: Literal["pending", "waiting", "ordered", "denied", "ignored", "done", "failed"]
    reason_code: str | None
    reason: str | None
    decision: dict[str, Any] | None
    received_at: datetime
    decided_at: datetime | None
