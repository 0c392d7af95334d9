"""A venue in memory that does what a test tells it: a broker whose rules, answers and prices are the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal

from tradewright.domain.trading.instrument import Instrument, Lot
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.order import Fill, OrderState
from tradewright.domain.trading.ports.broker import (
    Accepted,
    AccountReport,
    AlreadyTerminal,
    BrokerEvent,
    CancelOutcome,
    Capabilities,
    FillUpdate,
    OrderChange,
    OrderReport,
    OrderRequest,
    OrderUpdate,
    PlaceOutcome,
    PositionReport,
    QuoteUpdate,
    ReplaceOutcome,
    VenueInstrument,
)
from tradewright.kernel.ids import AccountId, ClientOrderId, VenueExecutionId, VenueOrderId

ELSEWHERE = Capabilities(
    lookup_is_consistent=True,
    duplicates="for_ever",
    bracket=False,
    order_types=frozenset({"market", "limit", "stop", "stop_limit", "trailing_stop"}),
    quotes=True,
)
LOT = Lot(Decimal("0.001"), Decimal("0.001"))
COINS = tuple(
    Instrument(symbol, symbol, "futures", "USD", Decimal("0.01"), LOT) for symbol in ("BTCUSD", "ETHUSD")
)
Answer = Callable[[OrderRequest], Awaitable[PlaceOutcome | None]]


@dataclass
class ScriptedBroker:
    """Market orders fill at once at the quote, others rest. `answers` speaks before the venue does, call by call."""

    account_id: AccountId
    capabilities: Capabilities = ELSEWHERE
    price: Decimal | None = Decimal(100)
    answers: list[Answer] = field(default_factory=list)
    placed: list[OrderRequest] = field(default_factory=list)
    cancelled: list[ClientOrderId] = field(default_factory=list)
    replaced: list[tuple[ClientOrderId, OrderChange]] = field(default_factory=list)
    quotes_asked: list[str] = field(default_factory=list)
    watched: frozenset[str] = frozenset()
    opened: int = 0
    """How often an executor has connected."""
    cash: Decimal = Decimal(100_000)
    _legs: dict[ClientOrderId, OrderRequest] = field(default_factory=dict)
    _orders: dict[ClientOrderId, OrderReport] = field(default_factory=dict)
    _fills: list[Fill] = field(default_factory=list)
    _hear: Callable[[AccountId, BrokerEvent], None] | None = None

    def listen(self, hear: Callable[[AccountId, BrokerEvent], None]) -> None:
        self.opened += 1
        self._hear = hear

    def tell(self, event: BrokerEvent) -> None:
        if self._hear is not None:
            self._hear(self.account_id, event)

    def quote_now(self, price: str) -> None:
        """Move the market and tell whoever watches."""
        self.price = Decimal(price)
        quote = self._quote("BTCUSD")
        assert quote is not None
        self.tell(QuoteUpdate(quote))

    def fill(self, client_order_id: ClientOrderId, quantity: Decimal | None = None) -> None:
        """Fill a resting order at its own price, or at the market's."""
        order = self._orders[client_order_id]
        amount = order.quantity - order.filled_quantity if quantity is None else quantity
        filled = order.filled_quantity + amount
        state: OrderState = "filled" if filled >= order.quantity else "partly_filled"
        report = replace(order, filled_quantity=filled, state=state, updated_at=_now())
        self._orders[client_order_id] = report
        fill = Fill(
            venue_execution_id=VenueExecutionId(f"X-{self.account_id}-{len(self._fills)}"),
            client_order_id=client_order_id,
            venue_order_id=order.venue_order_id,
            symbol=order.symbol,
            side=order.side,
            quantity=amount,
            price=order.limit_price or self.price or Decimal(1),
            fee=Decimal(0),
            occurred_at=_now(),
        )
        self._fills.append(fill)
        self.tell(FillUpdate(fill))
        self.tell(OrderUpdate(report))
        if state == "filled" and (entry := self._legs.pop(client_order_id, None)) is not None:
            self._activate(entry)

    def _activate(self, entry: OrderRequest) -> None:
        for leg in (entry.stop_loss, entry.take_profit):
            if leg is None:
                continue
            report = self._report(
                replace(
                    entry,
                    client_order_id=leg.client_order_id,
                    side="sell" if entry.side == "buy" else "buy",
                    order_type=leg.order_type,
                    limit_price=leg.limit_price,
                    stop_price=leg.stop_price,
                    reduce_only=True,
                )
            )
            self.tell(OrderUpdate(report))

    def live(self) -> list[OrderReport]:
        return [one for one in self._orders.values() if one.state in ("working", "partly_filled")]

    # The port ---------------------------------------------------------------------------------------------------

    async def connect(self) -> None:
        """Nothing to do."""

    async def close(self) -> None:
        """Nothing to do."""

    async def account(self) -> AccountReport:
        return AccountReport("USD", self.cash, self.cash, can_trade=True, buying_power=self.cash)

    async def positions(self) -> Sequence[PositionReport]:
        held: dict[str, Decimal] = {}
        for fill in self._fills:
            change = fill.quantity if fill.side == "buy" else -fill.quantity
            held[fill.symbol] = held.get(fill.symbol, Decimal(0)) + change
        return [
            PositionReport(symbol, quantity, Decimal(100)) for symbol, quantity in held.items() if quantity
        ]

    async def open_orders(self) -> Sequence[OrderReport]:
        return self.live()

    async def find_order(self, client_order_id: ClientOrderId) -> OrderReport | None:
        return self._orders.get(client_order_id)

    async def fills_since(self, cursor: str | None) -> tuple[Sequence[Fill], str | None]:
        return self._fills[int(cursor or 0) :], str(len(self._fills))

    async def instruments(self) -> Sequence[VenueInstrument]:
        return [VenueInstrument(coin.symbol, coin) for coin in COINS]

    async def quote(self, symbol: str) -> Quote | None:
        self.quotes_asked.append(symbol)
        return self._quote(symbol)

    async def watch(self, symbols: Collection[str]) -> None:
        self.watched = frozenset(symbols)

    async def place(self, request: OrderRequest) -> PlaceOutcome:
        self.placed.append(request)
        if self.answers and (said := await self.answers.pop(0)(request)) is not None:
            return said
        if request.client_order_id in self._orders:
            raise AssertionError(f"{request.client_order_id} was sent twice")
        report = self._report(request)
        if request.stop_loss or request.take_profit:
            self._legs[request.client_order_id] = request
        if request.order_type == "market":
            self.fill(request.client_order_id)
        return Accepted(report.venue_order_id, request.client_order_id)

    def _report(self, request: OrderRequest) -> OrderReport:
        report = self._orders[request.client_order_id] = OrderReport(
            client_order_id=request.client_order_id,
            venue_order_id=VenueOrderId(f"V{len(self._orders)}"),
            symbol=request.symbol,
            side=request.side,
            order_type=request.order_type,
            quantity=request.quantity,
            filled_quantity=Decimal(0),
            state="working",
            reason=None,
            updated_at=_now(),
            limit_price=request.limit_price,
            stop_price=request.stop_price,
            reduce_only=request.reduce_only,
        )
        return report

    async def cancel(self, client_order_id: ClientOrderId) -> CancelOutcome:
        self.cancelled.append(client_order_id)
        order = self._orders.get(client_order_id)
        if order is None or order.state not in ("working", "partly_filled"):
            return AlreadyTerminal(None)
        ended = replace(order, state="cancelled", updated_at=_now())
        self._orders[client_order_id] = ended
        self.tell(OrderUpdate(ended))
        return Accepted(order.venue_order_id, client_order_id)

    async def replace(self, client_order_id: ClientOrderId, change: OrderChange) -> ReplaceOutcome:
        self.replaced.append((client_order_id, change))
        order = self._orders[client_order_id]
        self._orders[client_order_id] = replace(
            order,
            quantity=change.quantity or order.quantity,
            limit_price=change.limit_price or order.limit_price,
            stop_price=change.stop_price or order.stop_price,
        )
        return Accepted(order.venue_order_id, client_order_id)

    async def events(self) -> AsyncIterator[BrokerEvent]:
        events: tuple[BrokerEvent, ...] = ()
        for event in events:
            yield event

    def _quote(self, symbol: str) -> Quote | None:
        if self.price is None:
            return None
        return Quote(symbol, self.price, self.price, self.price, _now())


def _now() -> datetime:
    return datetime.now(UTC)
