"""A difference between our books and the venue that only a person may settle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID, uuid5

from tradewright.domain.trading.signal import Remedy
from tradewright.kernel.ids import AccountId, OrderId

DiscrepancyKind = Literal["position", "order", "fill", "money"]
DiscrepancyState = Literal["open", "adopted", "closed", "ignored", "cleared"]
"""cleared: both sides came to agree by themselves; the others are a person's answers."""
_NAMESPACE = UUID("0c0a1f0e-4a53-5d3a-9a0b-7f6f1f9a2b11")


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """What we hold beside what the venue shows. For positions `ours` and `venue` are signed quantities, else words.

    `proposal` is the remedy we would choose; `explanation` says both numbers and what each remedy does.
    """

    discrepancy_id: UUID
    account_id: AccountId
    symbol: str
    kind: DiscrepancyKind
    ours: str
    venue: str
    proposal: Remedy
    explanation: str
    found_at: datetime
    state: DiscrepancyState = "open"
    order_id: OrderId | None = None
    evidence: tuple[dict[str, Any], ...] = ()
    resolved_at: datetime | None = None
    resolved_by: str | None = None

    @property
    def subject(self) -> tuple[DiscrepancyKind, str, OrderId | None]:
        """What it is about: there is at most one open discrepancy of one subject."""
        return self.kind, self.symbol, self.order_id

    @property
    def difference(self) -> Decimal:
        """For positions: what the venue holds beyond our books, signed units."""
        return Decimal(self.venue) - Decimal(self.ours)


def discrepancy_id(account_id: AccountId, kind: DiscrepancyKind, subject: str, found_at: datetime) -> UUID:
    """Return the id of what was found then, the same however often it is worked out."""
    return uuid5(_NAMESPACE, f"{account_id}/{kind}/{subject}/{found_at.isoformat()}")
