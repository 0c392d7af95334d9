"""Orders at the venue that nobody asked us for: placed by hand, by another program, or by the venue itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from tradewright.domain.trading.order import Fill, OrderState
from tradewright.domain.trading.ports.broker import OrderReport
from tradewright.domain.trading.signal import OrderType, Side
from tradewright.kernel.ids import AccountId, VenueOrderId
from tradewright.kernel.money import ZERO

_NAMESPACE = UUID("5a4c6d1e-2d2b-5b0e-8f53-6a0b9e1d7c22")


@dataclass(frozen=True, slots=True)
class ExternalOrder:
    """One such order as the venue last showed it. `order_type` is None while only its fills are known; `executed` is the sum
    of the fills we have seen, which may run ahead of what the venue's last report says. What it names as prices, and whether
    it only reduces, is kept in memory alone: the first look of a new life shows it, and nothing is entered before.
    """

    external_order_id: UUID
    account_id: AccountId
    venue_order_id: VenueOrderId
    client_order_id: str | None
    symbol: str
    side: Side
    order_type: OrderType | None
    quantity: Decimal
    filled_quantity: Decimal
    state: OrderState
    first_seen_at: datetime
    updated_at: datetime
    executed: Decimal = ZERO
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    reduce_only: bool = False

    @property
    def is_live(self) -> bool:
        return self.state in ("held", "working", "partly_filled")

    @property
    def left(self) -> Decimal:
        """What may fill still; nothing of a leg that waits for its entry."""
        works = self.state in ("working", "partly_filled")
        return max(self.quantity - self.filled_quantity, ZERO) if works else ZERO


def external_order_id(account_id: AccountId, venue_order_id: VenueOrderId) -> UUID:
    return uuid5(_NAMESPACE, f"{account_id}/{venue_order_id}")


def from_report(
    account_id: AccountId, report: OrderReport, before: ExternalOrder | None, now: datetime
) -> ExternalOrder:
    """Return the external order as `report` shows it; the same object as `before` when nothing is new."""
    executed = ZERO if before is None else before.executed
    seen = ExternalOrder(
        external_order_id=external_order_id(account_id, report.venue_order_id),
        account_id=account_id,
        venue_order_id=report.venue_order_id,
        client_order_id=report.client_order_id,
        symbol=report.symbol,
        side=report.side,
        order_type=report.order_type,
        quantity=report.quantity,
        filled_quantity=max(report.filled_quantity, executed),
        state=report.state,
        first_seen_at=now if before is None else before.first_seen_at,
        updated_at=report.updated_at,
        executed=executed,
        limit_price=report.limit_price,
        stop_price=report.stop_price,
        reduce_only=report.reduce_only,
    )
    return before if before is not None and _same(before, seen) else seen


def from_fill(
    account_id: AccountId, fill: Fill, before: ExternalOrder | None, now: datetime
) -> ExternalOrder:
    """Return the external order that `fill` belongs to, known from nothing else yet or grown by it."""
    executed = fill.quantity + (ZERO if before is None else before.executed)
    filled = executed if before is None else max(before.filled_quantity, executed)
    quantity = filled if before is None else max(before.quantity, filled)
    is_whole = before is None or before.order_type is None or filled >= before.quantity
    return ExternalOrder(
        external_order_id=external_order_id(account_id, fill.venue_order_id),
        account_id=account_id,
        venue_order_id=fill.venue_order_id,
        client_order_id=fill.client_order_id or None,
        symbol=fill.symbol,
        side=fill.side,
        order_type=None if before is None else before.order_type,
        quantity=quantity,
        filled_quantity=filled,
        state="filled" if is_whole else "partly_filled",
        first_seen_at=now if before is None else before.first_seen_at,
        updated_at=fill.occurred_at,
        executed=executed,
        limit_price=None if before is None else before.limit_price,
        stop_price=None if before is None else before.stop_price,
        reduce_only=before is not None and before.reduce_only,
    )


def _same(one: ExternalOrder, other: ExternalOrder) -> bool:
    return _form_of(one) == _form_of(other)


def _form_of(one: ExternalOrder) -> tuple[object, ...]:
    sizes = one.quantity, one.filled_quantity, one.state, one.symbol
    return (*sizes, one.limit_price, one.stop_price, one.reduce_only)
