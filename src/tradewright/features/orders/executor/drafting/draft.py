"""The draft of one user's books: what a turn makes of them, on values, with every write and effect that follows.

`hearing` and `deciding` change it; `finish` writes what is known only at the end of the turn; only `adopt`, called after the
commit, changes the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from tradewright.domain.trading.book import AccountBook, UserBook
from tradewright.domain.trading.booking import apply_event, book_fill
from tradewright.domain.trading.documents import intent_to_json
from tradewright.domain.trading.events import event_time, render_event
from tradewright.domain.trading.market import MarketView
from tradewright.domain.trading.order import Fill, Order, OrderEvent, OrderFilled
from tradewright.domain.trading.position import signed
from tradewright.domain.trading.signal import Intent, Sizing
from tradewright.features.orders import documents
from tradewright.features.orders.executor.batch import (
    Batch,
    BookRow,
    ExecutionRow,
    FollowUp,
    OrderEventRow,
)
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.drafting.effects import Effects
from tradewright.kernel.ids import (
    AccountId,
    ClientOrderId,
    ExecutionId,
    OrderId,
    SignalId,
    derive_order_id,
    new_uuid7,
)
from tradewright.kernel.money import plain_money

FILLS_REMEMBERED = 2_000
"""Executions an account remembers to drop repeats; older repeats are caught by the unique key and a reload."""
ENDED_REMEMBERED = 200


class Draft:
    """What one turn makes of one desk."""

    def __init__(
        self,
        desk: UserDesk,
        batch: Batch,
        effects: Effects,
        market: MarketView,
        now: datetime,
        *,
        late_orders: Mapping[ClientOrderId, Order],
    ) -> None:
        self.desk = desk
        self.batch = batch
        self.effects = effects
        self.market = market
        self.now = now
        self.book: UserBook = desk.book.rolled(market, now)
        self._late_orders = late_orders
        self._touched: set[AccountId] = set()
        self._changed: dict[OrderId, Order] = {}
        self._positions: set[tuple[AccountId, str]] = set()
        self._booked: list[tuple[AccountId, str]] = []
        self._cursors: dict[AccountId, str] = {}
        self._unwanted: list[tuple[Order, Decimal]] = []

    # Facts ----------------------------------------------------------------------------------------------------

    def account(self, account_id: AccountId) -> AccountBook:
        return self.book.accounts[account_id]

    def find(self, account_id: AccountId, client_order_id: ClientOrderId | None) -> Order | None:
        """Return the order with this client id: changed in this turn, live, or lately ended."""
        if client_order_id is None:
            return None
        for order in self._changed.values():
            if order.client_order_id == client_order_id:
                return order
        for order in self.account(account_id).orders.values():
            if order.client_order_id == client_order_id:
                return order
        return self.desk.ended.get(client_order_id) or self._late_orders.get(client_order_id)

    def is_booked(self, account_id: AccountId, fill: Fill) -> bool:
        key = (account_id, fill.venue_execution_id)
        return fill.venue_execution_id in self.desk.booked[account_id] or key in self._booked

    # Changes --------------------------------------------------------------------------------------------------

    def touch(self, account_id: AccountId) -> None:
        """Have the account's book and equity written at the end of the turn."""
        self._touched.add(account_id)

    def put(self, account: AccountBook) -> None:
        self.book = self.book.with_account(account)
        self.touch(account.account_id)

    def move_cursor(self, account_id: AccountId, cursor: str) -> None:
        self._cursors[account_id] = cursor
        self.touch(account_id)

    def add_order(self, order: Order) -> None:
        """Record an order that was decided in this turn; the books know of it already."""
        self.batch.new_orders[order.order_id] = order
        self._changed[order.order_id] = order
        data = {"state": order.state, "leg": order.leg}
        self.batch.order_events.append(
            OrderEventRow(order.user_id, order.order_id, 0, "decided", data, self.now)
        )

    def apply(self, account_id: AccountId, order_id: OrderId, event: OrderEvent) -> None:
        """Apply one event to one order, with all it implies; nothing when it tells nothing new."""
        order = self._order(account_id, order_id)
        if order is None:
            return
        applied = apply_event(
            self.account(account_id), order, event, multiplier=self._multiplier(order.symbol)
        )
        if not applied.is_changed:
            return
        self.put(applied.book)
        after = applied.order
        self._changed[order_id] = after
        self.batch.change_order(after)
        kind, data = render_event(event)
        self.batch.order_events.append(
            OrderEventRow(after.user_id, order_id, after.event_count, kind, data, event_time(event))
        )
        if isinstance(event, OrderFilled):
            self._record_fill(account_id, event.fill, after, applied.realised)
            if after.unwanted and not after.reduce_only:
                self._unwanted.append((after, event.fill.quantity))
        for leg, follow_up in applied.follow_ups:
            self.apply(account_id, leg.order_id, follow_up)

    def book_foreign_fill(self, account_id: AccountId, fill: Fill) -> None:
        """Book a fill that nobody of ours asked for: the position is real all the same."""
        book, _, realised = book_fill(
            self.account(account_id), fill, multiplier=self._multiplier(fill.symbol)
        )
        self.put(book)
        self._record_fill(account_id, fill, None, realised)

    def _record_fill(self, account_id: AccountId, fill: Fill, order: Order | None, realised: Decimal) -> None:
        row = ExecutionRow(
            user_id=self.desk.user_id,
            execution_id=ExecutionId(new_uuid7()),
            account_id=account_id,
            order_id=None if order is None else order.order_id,
            correlation_id=None if order is None else order.correlation_id,
            venue_execution_id=fill.venue_execution_id,
            venue_order_id=fill.venue_order_id,
            symbol=fill.symbol,
            side=fill.side,
            quantity=fill.quantity,
            price=fill.price,
            fee=fill.fee,
            realised=realised,
            occurred_at=fill.occurred_at,
        )
        self.batch.executions.append(row)
        self._booked.append((account_id, fill.venue_execution_id))
        self._positions.add((account_id, fill.symbol))
        document = documents.execution_document(
            fill,
            execution_id=row.execution_id,
            account_id=account_id,
            order_id=row.order_id,
            correlation_id=row.correlation_id,
            realised=realised,
            recorded_at=self.now,
        )
        self.batch.announce(self.desk.user_id, "execution.booked", document)

    # Ends -----------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Write what is known only at the end of the turn: positions, books, equity, and their events."""
        user_id = self.desk.user_id
        for order in self._changed.values():
            submitted_at = None if order.state == "held" else order.created_at
            document = documents.order_document(order, submitted_at=submitted_at, updated_at=self.now)
            self.batch.announce(user_id, "order.changed", document)
        for account_id, symbol in self._positions:
            position = self.account(account_id).position(symbol)
            self.batch.positions[account_id, symbol] = (user_id, position)
            mark = self.market.mark(symbol, self.now)
            document = documents.position_document(position, account_id=account_id, mark=mark)
            self.batch.announce(user_id, "position.changed", document)
        for order, filled in self._unwanted:
            self._close_unwanted(order, filled)
        for account_id in self._touched:
            self._write_book(account_id)

    def _close_unwanted(self, order: Order, filled: Decimal) -> None:
        """Ask for the close of what `order` filled after its end was asked for, unless an exit on its way covers it."""
        held = self.account(order.account_id).projected(order.symbol, with_doubtful=True)
        if held * signed(order.side, filled) <= 0:
            return
        intent = Intent(
            "exit",
            order.symbol,
            sizing=Sizing("fixed", min(filled, abs(held))),
            reduce_only=True,
            tag="filled after its cancel",
        )
        self.batch.follow_ups.append(
            FollowUp(
                user_id=order.user_id,
                signal_id=SignalId(
                    derive_order_id(order.signal_id, leg=f"{order.order_id}:{order.event_count}")
                ),
                account_id=order.account_id,
                correlation_id=order.correlation_id,
                intent=intent_to_json(intent),
            )
        )

    def _write_book(self, account_id: AccountId) -> None:
        book = self.account(account_id)
        day = book.day
        self.batch.books[account_id] = BookRow(
            user_id=book.user_id,
            account_id=account_id,
            realised=book.realised,
            fees=book.fees,
            trading_day=None if day is None else day.date,
            day_equity_start=None if day is None else day.equity_start,
            day_trades=0 if day is None else day.trades,
            fill_cursor=self._cursors.get(account_id) or self.desk.cursors[account_id],
        )
        equity = book.equity(self.market, self.now)
        if equity is None:
            return
        self.batch.equity[account_id] = (book.user_id, equity, book.cash)
        document = {
            "account_id": str(account_id),
            "at": documents.iso(self.now),
            "equity": plain_money(equity),
            "cash": plain_money(book.cash),
        }
        self.batch.announce(book.user_id, "equity.changed", document)

    def adopt(self) -> None:
        """The commit stands: make the draft the desk's present."""
        desk = self.desk
        desk.book = self.book
        desk.cursors.update(self._cursors)
        desk.unread_fills.difference_update(self._cursors)
        for account_id, venue_execution_id in self._booked:
            remembered = desk.booked[account_id]
            remembered[venue_execution_id] = None
            if len(remembered) > FILLS_REMEMBERED:
                del remembered[next(iter(remembered))]
            if account_id not in self._cursors:
                desk.unread_fills.add(account_id)
        for order in self._changed.values():
            if order.is_terminal:
                desk.ended[order.client_order_id] = order
                self.effects.ended.append(order.order_id)
        while len(desk.ended) > ENDED_REMEMBERED:
            del desk.ended[next(iter(desk.ended))]

    def _order(self, account_id: AccountId, order_id: OrderId) -> Order | None:
        live = self.account(account_id).orders.get(order_id) or self._changed.get(order_id)
        if live is not None:
            return live
        known = (*self.desk.ended.values(), *self._late_orders.values())
        return next((order for order in known if order.order_id == order_id), None)

    def _multiplier(self, symbol: str) -> Decimal:
        return self.market.instruments[symbol].multiplier
