"""The broker port: what the executor needs of any venue, and the four things a venue call can come to.

Mutations are sent once and never retried by an adapter; reads may be repeated. Source: the outcome policy in
docs/decisions (Accepted, Rejected, DeniedLocally, Unknown).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol

from tradewright.domain.trading.order import Fill, OrderState
from tradewright.domain.trading.signal import OrderType, Side, TimeInForce
from tradewright.kernel.ids import ClientOrderId, VenueOrderId


@dataclass(frozen=True, slots=True)
class Accepted:
    """The venue has the order, and says which id it gave it."""

    venue_order_id: VenueOrderId
    client_order_id: ClientOrderId


@dataclass(frozen=True, slots=True)
class Rejected:
    """The venue proved it did not take the order."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class DeniedLocally:
    """The adapter refused before anything was sent."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It was sent and nothing proves either way; reconcile, never repeat blindly."""

    cause: str


@dataclass(frozen=True, slots=True)
class AlreadyTerminal:
    """A cancel came too late: the order is done."""

    venue_order_id: VenueOrderId | None


PlaceOutcome = Accepted | Rejected | DeniedLocally | Unknown
CancelOutcome = Accepted | Rejected | DeniedLocally | Unknown | AlreadyTerminal


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the executor may rely on at this venue.

    `lookup_is_consistent`: a lookup by client id right after a send tells the truth, so a miss is proof of
    absence. `refuses_duplicates`: a second order with the same client id is refused for ever, so a re-send
    cannot double. `native_bracket`: stop and target travel with the entry and are one-cancels-other at the
    venue.
    """

    lookup_is_consistent: bool
    refuses_duplicates: bool
    native_bracket: bool


@dataclass(frozen=True, slots=True)
class LegRequest:
    """A protective leg that the venue activates when the entry fills, sized to what filled.

    `quantity_max` caps that size: an entry that first closes an opposite position protects only what it
    opens. Legs never open a position: the venue treats them as reduce-only.
    """

    client_order_id: ClientOrderId
    order_type: OrderType
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    quantity_max: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """One order as a venue is asked for it. Prices and quantity already stand on the instrument's grid."""

    client_order_id: ClientOrderId
    symbol: str
    side: Side
    order_type: OrderType
    quantity: Decimal
    time_in_force: TimeInForce
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    reduce_only: bool = False
    stop_loss: LegRequest | None = None
    take_profit: LegRequest | None = None


@dataclass(frozen=True, slots=True)
class OrderReport:
    """What the venue says of one order. `state` never is submitting, unknown or not_placed."""

    client_order_id: ClientOrderId | None
    venue_order_id: VenueOrderId
    symbol: str
    side: Side
    order_type: OrderType
    quantity: Decimal
    filled_quantity: Decimal
    state: OrderState
    reason: str | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class PositionReport:
    """Net position at the venue: quantity is signed, units; average price in quote currency."""

    symbol: str
    quantity: Decimal
    average_price: Decimal


@dataclass(frozen=True, slots=True)
class AccountReport:
    """Account facts at the venue, in account currency."""

    currency: str
    cash: Decimal
    equity: Decimal
    can_trade: bool


@dataclass(frozen=True, slots=True)
class OrderUpdate:
    """The venue changed an order (including one of its own legs) without our asking."""

    report: OrderReport


@dataclass(frozen=True, slots=True)
class FillUpdate:
    fill: Fill


@dataclass(frozen=True, slots=True)
class StreamGap:
    """Events may be missing: reconcile before trusting the stream again."""

    reason: str


BrokerEvent = OrderUpdate | FillUpdate | StreamGap
ConnectionState = Literal["connected", "degraded", "disconnected"]


class Broker(Protocol):
    """One connection to one broker account.

    Events arrive from `events()` in the venue's order for each order: acceptance before its fills.
    """

    @property
    def capabilities(self) -> Capabilities: ...

    async def connect(self) -> None: ...
    async def close(self) -> None: ...

    async def account(self) -> AccountReport: ...
    async def positions(self) -> Sequence[PositionReport]: ...
    async def open_orders(self) -> Sequence[OrderReport]: ...
    async def find_order(self, client_order_id: ClientOrderId) -> OrderReport | None: ...
    async def fills_since(self, cursor: str | None) -> tuple[Sequence[Fill], str | None]:
        """Return fills after `cursor` (None: from the beginning), oldest first, and the cursor to go on
        from.
        """
        ...

    async def place(self, request: OrderRequest) -> PlaceOutcome: ...
    async def cancel(self, client_order_id: ClientOrderId) -> CancelOutcome: ...

    def events(self) -> AsyncIterator[BrokerEvent]: ...
