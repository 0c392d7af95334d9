"""The broker port: what the executor needs of any venue, and the four things a venue call can come to.

Mutations are sent once and never retried by an adapter; reads may be repeated. Source: the outcome policy in
docs/decisions (Accepted, Rejected, DeniedLocally, Unknown).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol

from tradewright.domain.trading.fees import FeeRates
from tradewright.domain.trading.instrument import Instrument, Market
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.order import Fill, Leg, OrderState
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
ReplaceOutcome = Accepted | Rejected | DeniedLocally | Unknown | AlreadyTerminal
"""An accepted replace carries the id that the order has from now on."""

DUPLICATE_CODE = "duplicate_client_order_id"
"""The code of a Rejected that proves placement: the venue has this very order already."""
REVOKED_CODE = "credential_revoked"
"""The code of a Rejected, and of BrokerUnavailable, when the key no longer works: the account is marked, nobody hammers."""
GONE_CODE = "position_gone"
"""The code of a Rejected for a reduce-only order when there is nothing left to reduce."""

RATE_CODE = "rate_limited"
"""The code of a Rejected, and of BrokerUnavailable, when we asked too often: nothing was processed."""
BUSY_CODE = "venue_busy"
"""The code of a Rejected when the venue had no time: nothing was processed."""
NOT_FOUND_CODE = "order_not_found"
"""The code of a Rejected when the venue finds no such order. Look-ups lag: of an order just sent it proves nothing."""


class BrokerUnavailable(Exception):
    """A read came to nothing (network, 5xx, a body nobody can read): no information, never "flat" and never "absent".

    `code` is "unreachable", "rate_limited" (with `retry_after_s`), "credential_revoked" or "unreadable"; `message` holds no
    secret.
    """

    def __init__(self, code: str, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the executor may rely on at this venue.

    `lookup_is_consistent`: a lookup by client id right after a send tells the truth, so a miss is proof of absence.
    `lookup_settles_s`: otherwise, after how long without a hit a miss begins to count (None: never; only evidence that the
    order is there decides). `deadline_s`: after how long the venue refuses a request that arrives late (recvWindow); None:
    it never does. `duplicates`: whether a second order with the same client id is refused for ever, only while the first
    one is open, or never. `bracket`: stop and target travel with the entry and are one-cancels-other at the venue.
    `oco`: a stop and a target for a position that stands already can be sent as one. `reduce_only`: by a flag, implied by
    the kind of position (spot: one cannot sell what one has not), or unknown to the venue. `replace`: in place, as a new
    id, or not at all. `crosses_zero`: one order may turn a long position short. `short`: positions may be short.
    `holds_quantity`: resting exits hold the quantity they would sell, so a second exit is refused until they are gone.
    `settles_positions`: positions() tells positions; False where it tells balances (spot), which may be larger than what we
    bought.
    """

    lookup_is_consistent: bool
    duplicates: Literal["for_ever", "while_open", "never"]
    bracket: bool
    lookup_settles_s: float | None = None
    deadline_s: float | None = None
    oco: bool = False
    order_types: frozenset[OrderType] = frozenset({"market", "limit", "stop", "stop_limit"})
    times_in_force: frozenset[TimeInForce] = frozenset({"day", "gtc", "ioc", "fok"})
    bracket_times_in_force: frozenset[TimeInForce] = frozenset({"day", "gtc"})
    bracket_order_types: frozenset[OrderType] = frozenset({"market", "limit", "stop", "stop_limit"})
    """Entries whose legs are sure to protect what has filled. A venue that arms legs only once the entry has filled whole
    leaves a half-filled limit order bare, perhaps for hours: there the legs of all but market entries are kept by us.
    """
    post_only: bool = False
    extended_hours: bool = False
    reduce_only: Literal["flag", "implicit", "none"] = "flag"
    replace: Literal["in_place", "new_id", "none"] = "none"
    crosses_zero: bool = True
    short: bool = True
    holds_quantity: bool = False
    settles_positions: bool = True
    quotes: bool = False
    """Whether `watch` makes the venue's own quotes arrive; paper trades on the platform's."""
    fees_are_estimated: bool = False
    """Whether fills bear the highest fee they can have cost, because the venue tells what it took a day later."""
    by_market: tuple[tuple[Market, Capabilities], ...] = ()
    """Markets where other rules hold than the rest (coins at a stock broker)."""

    def of(self, market: Market) -> Capabilities:
        """Return what may be relied on for instruments of `market`."""
        return next((special for name, special in self.by_market if name == market), self)

    @property
    def refuses_duplicates(self) -> bool:
        """Whether a re-send with the same client id cannot double the order."""
        return self.duplicates == "for_ever"


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
    trail_amount: Decimal | None = None
    trail_percent: Decimal | None = None
    activation_price: Decimal | None = None


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
    trail_amount: Decimal | None = None
    trail_percent: Decimal | None = None
    activation_price: Decimal | None = None
    post_only: bool = False
    extended_hours: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderChange:
    """What a replace changes; None stays as it is. `quantity` is the new total, what has filled included."""

    quantity: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None


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
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    reduce_only: bool = False
    parent_venue_order_id: VenueOrderId | None = None
    """Set for a leg that the venue made from a bracket."""
    replaced_by: VenueOrderId | None = None
    is_external: bool = False
    """Whether the venue itself says that nobody used our API for it (liquidation, its own app)."""


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
    buying_power: Decimal | None = None
    reason: str | None = None
    """Why `can_trade` is False, in the venue's words."""
    fee_rates: FeeRates | None = None
    """What trading costs this account; None: it was not told this time."""


@dataclass(frozen=True, slots=True)
class VenueInstrument:
    """One instrument under the venue's own name, with the venue's grid; `instrument.symbol` is ours."""

    venue_symbol: str
    instrument: Instrument
    is_tradable: bool = True
    is_fractionable: bool = True
    is_shortable: bool = False


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


@dataclass(frozen=True, slots=True)
class QuoteUpdate:
    quote: Quote


@dataclass(frozen=True, slots=True)
class AccountUpdate:
    """Money at the venue changed; what follows from fills arrives as fills."""

    report: AccountReport


@dataclass(frozen=True, slots=True)
class ConnectionChanged:
    """The stream of events came up, went down, or the key stopped working (`code`: REVOKED_CODE)."""

    state: ConnectionState
    reason: str
    code: str | None = None


ConnectionState = Literal["connected", "degraded", "disconnected"]
BrokerEvent = OrderUpdate | FillUpdate | StreamGap | QuoteUpdate | AccountUpdate | ConnectionChanged


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """One live order as our books know it, told to an adapter when it opens.

    A venue that names a bracket's legs itself is asked for them by `parent` and `leg`; `leg` "stop" and "target" have a
    parent when they travelled with an entry.
    """

    client_order_id: ClientOrderId
    leg: Leg
    venue_order_id: VenueOrderId | None = None
    parent: ClientOrderId | None = None
    symbol: str = ""
    """Ours. Venues that find an order only with its symbol (Binance) cannot be asked about it without."""


class Broker(Protocol):
    """One connection to one broker account. Reads raise BrokerUnavailable; mutations return an outcome, never raise for the
    venue's or the network's sake, and are sent at most once.

    Events arrive from `events()` in the venue's order for each order: acceptance before its fills.
    """

    @property
    def capabilities(self) -> Capabilities: ...

    async def connect(self) -> None: ...
    async def close(self) -> None: ...

    async def account(self) -> AccountReport: ...
    async def positions(self) -> Sequence[PositionReport]: ...
    async def open_orders(self) -> Sequence[OrderReport]:
        """Return every order that is open at the venue, whoever placed it, conditional ones included."""
        ...

    async def find_order(self, client_order_id: ClientOrderId) -> OrderReport | None:
        """Return the order with this client id in whatever state; None only when the venue says there is none."""
        ...

    async def fills_since(self, cursor: str | None) -> tuple[Sequence[Fill], str | None]:
        """Return fills after `cursor` (None: from when the account was linked), oldest first, and the cursor to go on
        from.
        """
        ...

    async def instruments(self) -> Sequence[VenueInstrument]:
        """Return what can be traded here, under our symbols; empty where the platform's own instruments hold (paper)."""
        ...

    async def quote(self, symbol: str) -> Quote | None:
        """Return the venue's quote of the moment; None where the platform's own hold (paper) or there is none."""
        ...

    async def watch(self, symbols: Collection[str]) -> None:
        """Make quotes of exactly these symbols arrive as QuoteUpdate from now on."""
        ...

    async def place(self, request: OrderRequest) -> PlaceOutcome: ...
    async def cancel(self, client_order_id: ClientOrderId) -> CancelOutcome: ...
    async def replace(self, client_order_id: ClientOrderId, change: OrderChange) -> ReplaceOutcome:
        """Change a working order where `capabilities.replace` is not "none"; DeniedLocally elsewhere."""
        ...

    def events(self) -> AsyncIterator[BrokerEvent]: ...
