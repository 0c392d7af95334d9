"""What goes into `app.accept_alerts` and what comes out: one alert each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from tradewright.kernel.ids import AccountId, AgentId, AgentVersionId, AlertId, CorrelationId, SignalId

Route = Literal["tv", "unify", "test"]
Outcome = Literal["accepted", "duplicate", "refused", "stale"]
"""stale: judged by an older version of the agent than the present one; nothing was stored."""
Numbering = Literal["first", "next", "same", "gap", "late", "restart"]
"""What the number of an alert says, beside the last one of its strategy and symbol: `app.number_alert` decides it."""


class Target(msgspec.Struct, frozen=True):
    """One account the alert is for, with the id its signal will have."""

    account_id: AccountId
    signal_id: SignalId


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One alert as judged by the gateway; the names are those that the SQL function reads.

    `identity` and `signature` are hex, `token_hash` too; `body` is what is stored, already redacted.
    An item with a `refusal_code` is stored as refused whatever else it says.
    """

    agent_id: AgentId
    version_id: AgentVersionId
    alert_id: AlertId
    correlation_id: CorrelationId
    route: Route
    body: bytes
    body_text: str
    content_type: str
    remote_ip: str | None
    received_at: datetime
    token_hash: str | None = None
    intent: Any = None
    refusal_code: str | None = None
    refusal: str | None = None
    identity: str | None = None
    window_s: int = 0
    resets_on_flip: bool = False
    signature: str | None = None
    bar_at: datetime | None = None
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the database decided and has on disk; nothing is on disk when it is `stale`.

    `missed_before` alerts of the same strategy and symbol never came.
    """

    alert_id: AlertId
    outcome: Outcome
    reason_code: str | None
    reason: str | None
    duplicate_of: AlertId | None
    missed_before: int = 0


def storable(text: str) -> str:
    """Return `text` without what PostgreSQL's jsonb cannot hold: NUL and lone surrogates."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "�").encode("utf-8", "replace").decode("utf-8")


def optional_uuid(value: Any) -> UUID | None:
    """Return the UUID written in `value`; None when it is none."""
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError):
        return None
