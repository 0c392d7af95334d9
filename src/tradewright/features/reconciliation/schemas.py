"""The shapes of discrepancies and external orders on the wire. Answers have exactly the keys of their documents."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from tradewright.domain.trading.order import OrderState
from tradewright.domain.trading.reconcile import DiscrepancyKind, DiscrepancyState
from tradewright.domain.trading.signal import OrderType, Remedy, Side
from tradewright.platform.http import DecimalOut


class Discrepancy(BaseModel):
    """Where our books and the venue differ: what each side says, and what we would do."""

    discrepancy_id: UUID
    account_id: UUID
    symbol: str
    kind: DiscrepancyKind
    order_id: UUID | None
    ours: str = Field(description="Signed units for positions; words for orders and fills.")
    venue: str
    state: DiscrepancyState
    proposal: Remedy
    explanation: str
    evidence: list[dict[str, Any]]
    found_at: datetime
    resolved_at: datetime | None
    resolved_by: str | None


class ExternalOrder(BaseModel):
    """An order at the venue that nobody asked us for."""

    external_order_id: UUID
    account_id: UUID
    venue_order_id: str
    client_order_id: str | None
    symbol: str
    side: Side
    order_type: OrderType | None
    quantity: DecimalOut
    filled_quantity: DecimalOut
    state: OrderState
    first_seen_at: datetime
    updated_at: datetime


class ResolveInput(BaseModel):
    """A person's answer: adopt the venue's word, close what is too much, or ignore it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    remedy: Remedy


class ResolveAsked(BaseModel):
    """The signal that carries the answer out."""

    signal_id: UUID
