"""One decision being made: a scratch copy of a book, and the family rules that every change obeys.

Legs of one parent are one-cancels-other: together they may fill what the parent filled, no more. So what a
leg may still fill is never stored; it is the parent's fills less the fills of all its legs.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from tradewright.adapters.brokers.paper.book import Book, Holding, PaperOrder, add_to_holding, signed
from tradewright.adapters.brokers.paper.config import PaperConfig
from tradewright.adapters.brokers.paper.pricing import fee_of
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.order import Fill, OrderState
from tradewright.domain.trading.ports.broker import BrokerEvent, FillUpdate, OrderUpdate
from tradewright.kernel.ids import ClientOrderId, VenueExecutionId
from tradewright.kernel.money import ZERO, plain


class Turn:
    """A book under change. Lives for one decision; `book()` is its result."""

    def __init__(self, book: Book, *, now: datetime) -> None:
        self.now = now
        self.orders: dict[ClientOrderId, PaperOrder] = dict(book.orders)
        self.changed: dict[ClientOrderId, PaperOrder] = {}
        self.fills: list[Fill] = []
        self.events: list[BrokerEvent] = []
        self._before = book
        self._cash = book.cash
        self._holdings: dict[str, Holding] = dict(book.holdings)

    def book(self) -> Book:
        """Return the book after this turn, without families in which nothing lives any more."""
        if not self.changed:
            return self._before
        alive = {order.parent or order.client_order_id for order in self.orders.values() if order.is_live}
        kept = {key: order for key, order in self.orders.items() if (order.parent or key) in alive}
        return Book(cash=self._cash, holdings=self._holdings, orders=kept)

    def put(self, order: PaperOrder, *, quietly: bool = False) -> PaperOrder:
        """Store a new or changed order and, unless `quietly`, tell the account."""
        stored = replace(order, updated_at=self.now)
        self.orders[order.client_order_id] = self.changed[order.client_order_id] = stored
        if not quietly:
            self.events.append(OrderUpdate(stored.report()))
        return stored

    def open_quantity(self, order: PaperOrder) -> Decimal:
        """Return how much of a live order may fill now."""
        if order.parent is None:
            return order.quantity - order.filled_quantity
        taken = sum((leg.filled_quantity for leg in self._legs(order.parent)), ZERO)
        return max(self.orders[order.parent].filled_quantity - order.unguarded - taken, ZERO)

    def reducible(self, order: PaperOrder) -> Decimal:
        """Return how many units this order's side could take off the present position."""
        held = self._held(order.symbol)
        return abs(held) if held * signed(order.side, Decimal(1)) < 0 else ZERO

    def may_grow(self, order: PaperOrder) -> bool:
        """Say whether this is a leg whose parent may still fill more, so that it has reason to wait."""
        return order.parent is not None and self.orders[order.parent].is_live

    def fill(
        self,
        order: PaperOrder,
        *,
        quantity: Decimal,
        price: Decimal,
        instrument: Instrument,
        config: PaperConfig,
    ) -> PaperOrder:
        """Book one fill and all that follows from it; return the order as it then is."""
        fee = fee_of(quantity, price, instrument, config)
        filled = order.filled_quantity + quantity
        fill = Fill(
            # Named by the cumulative quantity: the same fill has the same name, however often decided.
            venue_execution_id=VenueExecutionId(f"{order.venue_order_id}-{plain(filled)}"),
            client_order_id=order.client_order_id,
            venue_order_id=order.venue_order_id,
            symbol=order.symbol,
            side=order.side,
            quantity=quantity,
            price=price,
            fee=fee,
            occurred_at=self.now,
        )
        self.fills.append(fill)
        self.events.append(FillUpdate(fill))
        change = signed(order.side, quantity)
        holding, points = add_to_holding(self._holdings.get(order.symbol), change=change, price=price)
        self._cash += points * instrument.multiplier - fee
        if holding is None:
            self._holdings.pop(order.symbol, None)
        else:
            self._holdings[order.symbol] = holding
        is_done = order.parent is None and filled >= order.quantity
        state: OrderState = "filled" if is_done else "partly_filled"
        # A leg's state and size follow from its family, which reports them.
        self.put(replace(order, filled_quantity=filled, state=state), quietly=order.parent is not None)
        self._settle_family(order.parent or order.client_order_id)
        self._drop_idle_legs(order.symbol)
        return self.orders[order.client_order_id]

    def finish(self, order: PaperOrder, state: OrderState, reason: str) -> None:
        """End an order without a fill, and its family as far as that follows."""
        self.put(replace(order, state=state, reason=reason))
        self._settle_family(order.parent or order.client_order_id)
        self._drop_idle_legs(order.symbol)

    def _settle_family(self, parent_id: ClientOrderId) -> None:
        """Size live legs to what the parent filled and they have not; end those with nothing left to do."""
        parent = self.orders[parent_id]
        legs = self._legs(parent_id)
        taken = sum((leg.filled_quantity for leg in legs), ZERO)
        for leg in legs:
            if leg.is_live:
                opened = max(parent.filled_quantity - leg.unguarded, ZERO)
                opens = max(parent.quantity - leg.unguarded, ZERO) if parent.is_live else opened
                self._settle_leg(leg, parent, left=max(opened - taken, ZERO), to_come=opens - opened)

    def _settle_leg(self, leg: PaperOrder, parent: PaperOrder, *, left: Decimal, to_come: Decimal) -> None:
        if left == 0 and to_come == 0:
            if leg.filled_quantity > 0:
                self.put(replace(leg, state="filled", quantity=leg.filled_quantity))
            elif parent.filled_quantity > 0:
                self.put(replace(leg, state="cancelled", reason="other_leg_filled"))
            else:
                self.put(replace(leg, state="cancelled", reason=f"parent_{parent.state}"))
            return
        if parent.filled_quantity <= leg.unguarded:
            return  # held until there is something to guard
        # An active leg with nothing to guard at this moment shows what may yet come to it.
        quantity = leg.filled_quantity + (left or to_come)
        state: OrderState = "partly_filled" if leg.filled_quantity else "working"
        if (quantity, state) != (leg.quantity, leg.state):
            self.put(replace(leg, quantity=quantity, state=state))

    def _drop_idle_legs(self, symbol: str) -> None:
        """Cancel legs that guard a position which is gone, unless their parent may still open more of it."""
        for leg in list(self.orders.values()):
            if leg.parent is None or leg.symbol != symbol or not leg.is_live:
                continue
            if not self.may_grow(leg) and self.reducible(leg) == 0:
                self.put(replace(leg, state="cancelled", reason="position_closed"))

    def _legs(self, parent_id: ClientOrderId) -> list[PaperOrder]:
        return [order for order in self.orders.values() if order.parent == parent_id]

    def _held(self, symbol: str) -> Decimal:
        holding = self._holdings.get(symbol)
        return holding.quantity if holding else ZERO
