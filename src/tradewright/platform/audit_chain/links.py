"""What a link of the chain says and how it is hashed: lines of text, so that sha256sum can compute it too. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Literal
from uuid import UUID

from tradewright.kernel.ids import UserId

Kind = Literal["order_event", "audit_entry"]
LINK_FORMAT: Final = "tradewright.chain/1"
ROOT_FORMAT: Final = "tradewright.root/1"
NO_HASH: Final = bytes(32)
"""What the first link of a chain calls the hash before it."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link: the row it stands for, that row's hash, and the hash that ties it to the one before."""

    number: int
    at: datetime
    kind: Kind
    subject_id: UUID
    subject_number: int
    payload_hash: bytes
    previous_hash: bytes
    hash: bytes

    @property
    def subject(self) -> str:
        """The row in words: `order_event <order id> 3`, `audit_entry <audit id>`."""
        number = f" {self.subject_number}" if self.kind == "order_event" else ""
        return f"{self.kind} {self.subject_id}{number}"


@dataclass(frozen=True, slots=True)
class Root:
    """The last link of a UTC day, signed."""

    day: date
    number: int
    hash: bytes
    key_id: UUID
    signature: bytes


def link_text(user_id: UserId, link: Link) -> str:
    """Return the text whose SHA-256 is the link's hash."""
    return "\n".join(
        (
            LINK_FORMAT,
            str(user_id),
            str(link.number),
            moment_text(link.at),
            link.kind,
            str(link.subject_id),
            str(link.subject_number),
            link.previous_hash.hex(),
            link.payload_hash.hex(),
        )
    )


def root_text(user_id: UserId, root: Root) -> str:
    """Return the text that is signed."""
    return "\n".join((ROOT_FORMAT, str(user_id), root.day.isoformat(), str(root.number), root.hash.hex()))


def order_event_text(
    *, order_id: UUID, number: int, kind: str, data: str, occurred_at: datetime, recorded_at: datetime
) -> str:
    """Return what is hashed of an order event. `data` is jsonb's own text, which has one spelling for one value."""
    return "\n".join(
        (str(order_id), str(number), _quoted(kind), data, moment_text(occurred_at), moment_text(recorded_at))
    )


def audit_entry_text(
    *,
    audit_id: UUID,
    actor: str,
    action: str,
    subject: str,
    before: str | None,
    after: str | None,
    correlation_id: UUID | None,
    at: datetime,
) -> str:
    """Return what is hashed of an audit entry; `before` and `after` are jsonb's own text."""
    return "\n".join(
        (
            str(audit_id),
            _quoted(actor),
            _quoted(action),
            _quoted(subject),
            before or "-",
            after or "-",
            "-" if correlation_id is None else str(correlation_id),
            moment_text(at),
        )
    )


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def moment_text(moment: datetime) -> str:
    """Return a moment as it stands in what is hashed: UTC, microseconds, `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
