"""The draft of one user's books: what a turn makes of them, on values, with every write and effect that follows.

The modules beside this one change it; `writing.finish` writes what is known only at the end of the turn; only `adopt`,
called after the commit, changes the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from tradewright.domain.trading.book import AccountBook, UserBook
from tradewright.domain.trading.booking import apply_event, book_fill
from tradewright.domain.trading.events import event_time, render_event, render_facts
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import MarketView
from tradewright.domain.trading.order import Fill, Order, OrderEvent, OrderFilled
from tradewright.domain.trading.reconcile import AccountWatch
from tradewright.features.orders import documents
from tradewright.features.orders.executor.batch import Batch, ExecutionRow, OrderEventRow
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.drafting.effects import Effects
from tradewright.features.orders.executor.reconcile.alarms import tell_noted
from tradewright.features.orders.executor.waiting import ExitCause, Waiting
from tradewright.kernel.ids import AccountId, ClientOrderId, ExecutionId, OrderId, SignalId, new_uuid7

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
        self.waiting: dict[SignalId, Waiting] = dict(desk.waiting)
        self.exit_causes: dict[SignalId, ExitCause] = {}
        self.refusals = dict(desk.refusals)
        self.changing = dict(desk.changing)
        self.lost_cancels = dict(desk.lost_cancels)
        self.watches: dict[AccountId, AccountWatch] = dict(desk.watches)
        self.touched: set[AccountId] = set()
        self.changed: dict[OrderId, Order] = {}
        self.ended: list[tuple[Order, OrderEvent]] = []
        """Orders that ended in this turn, with what ended each."""
        self.moved_positions: set[tuple[AccountId, str]] = set()
        self.unwanted_fills: list[tuple[Order, Decimal]] = []
        self.cursors: dict[AccountId, str] = {}
        self.withheld: set[AccountId] = set()
        """Accounts with fills that are not booked yet, because an order in doubt may be theirs: they are read again."""
        self._late_orders = late_orders
        self._booked: list[tuple[AccountId, str]] = []

    # Facts ----------------------------------------------------------------------------------------------------

    def account(self, account_id: AccountId) -> AccountBook:
        return self.book.accounts[account_id]

    def market_of(self, account_id: AccountId) -> MarketView:
        return self.market.of(self.account(account_id).venue)

    def instrument(self, account_id: AccountId, symbol: str) -> Instrument | None:
        return self.market_of(account_id).instruments.get(symbol)

    def order(self, account_id: AccountId, order_id: OrderId) -> Order | None:
        """Return the order with this id: live, changed in this turn, or lately ended."""
        live = self.account(account_id).orders.get(order_id) or self.changed.get(order_id)
        if live is not None:
            return live
        known = (*self.desk.ended.values(), *self._late_orders.values())
        return next((order for order in known if order.order_id == order_id), None)

    def find(self, account_id: AccountId, client_order_id: ClientOrderId | None) -> Order | None:
        """Return the order with this client id: changed in this turn, live, or lately ended."""
        if client_order_id is None:
            return None
        for order in self.changed.values():
            if order.client_order_id == client_order_id:
                return order
        for order in self.account(account_id).orders.values():
            if order.client_order_id == client_order_id:
                return order
        return self.desk.ended.get(client_order_id) or self._late_orders.get(client_order_id)

    def is_booked(self, account_id: AccountId, fill: Fill) -> bool:
        key = (account_id, fill.venue_execution_id)
        return fill.venue_execution_id in self.desk.booked[account_id] or key in self._booked

    def is_busy(self, order_id: OrderId) -> bool:
        """Whether a change of the order is unanswered, or it was refused a change or its cancel a moment ago."""
        until = self.changing.get(order_id)
        return until is not None and until > self.now

    def exit_cause(self, signal_id: SignalId) -> ExitCause | None:
        return self.exit_causes.get(signal_id) or self.desk.exit_causes.get(signal_id)

    # Changes --------------------------------------------------------------------------------------------------

    def touch(self, account_id: AccountId) -> None:
        """Have the account's book and equity written at the end of the turn."""
        self.touched.add(account_id)

    def put(self, account: AccountBook) -> None:
        self.book = self.book.with_account(account)
        self.touch(account.account_id)

    def move_cursor(self, account_id: AccountId, cursor: str) -> None:
        """Remember up to where fills have been read, unless one of them is left for the next look."""
        if account_id in self.withheld:
            return
        self.cursors[account_id] = cursor
        self.touch(account_id)

    def add_order(self, order: Order) -> None:
        """Record an order that was decided in this turn; the books know of it already."""
        self.batch.new_orders[order.order_id] = order
        self.changed[order.order_id] = order
        data: dict[str, str] = {"state": order.state, "leg": order.leg}
        if order.replaces is not None:
            data["replaces"] = str(order.replaces)
        self.batch.order_events.append(
            OrderEventRow(order.user_id, order.order_id, 0, "decided", data, self.now)
        )

    def apply(self, account_id: AccountId, order_id: OrderId, event: OrderEvent) -> None:
        """Apply one event to one order, with all it implies; nothing when it tells nothing new."""
        order = self.order(account_id, order_id)
        if order is None:
            return
        multiplier, base = self._terms(account_id, order.symbol)
        applied = apply_event(self.account(account_id), order, event, multiplier=multiplier, base=base)
        if not applied.is_changed:
            return
        self.put(applied.book)
        after = applied.order
        self.changed[order_id] = after
        self.batch.change_order(after)
        kind, data = render_event(event)
        if noted := render_facts(applied.facts):
            data = {**data, "noted": noted}
            tell_noted(self.batch, after, noted, at=self.now)
        self.batch.order_events.append(
            OrderEventRow(after.user_id, order_id, after.event_count, kind, data, event_time(event))
        )
        if after.is_terminal and not order.is_terminal:
            self.ended.append((after, event))
        if isinstance(event, OrderFilled):
            self._record_fill(account_id, event.fill, after, applied.realised)
            if after.unwanted and not after.reduce_only and event.fill.kind == "trade":
                self.unwanted_fills.append((after, event.fill.quantity))
        for leg, follow_up in applied.follow_ups:
            self.apply(account_id, leg.order_id, follow_up)

    def book_foreign_fill(self, account_id: AccountId, fill: Fill) -> None:
        """Book a fill that nobody of ours asked for: the position is real all the same."""
        multiplier, base = self._terms(account_id, fill.symbol)
        book, _, realised = book_fill(self.account(account_id), fill, multiplier=multiplier, base=base)
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
            fee_currency=fill.fee_currency,
            kind=fill.kind,
            corrects=fill.corrects,
        )
        self.batch.executions.append(row)
        self._booked.append((account_id, fill.venue_execution_id))
        self.moved_positions.add((account_id, fill.symbol))
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

    def _terms(self, account_id: AccountId, symbol: str) -> tuple[Decimal, str | None]:
        """Return money per unit per point, and the coin that is bought, of an instrument."""
        instrument = self.instrument(account_id, symbol)
        if instrument is not None:
            return instrument.multiplier, instrument.base
        return self.account(account_id).position(symbol).multiplier, None

    # The end --------------------------------------------------------------------------------------------------

    def adopt(self) -> None:
        """The commit stands: make the draft the desk's present."""
        desk = self.desk
        desk.book = self.book
        desk.waiting = self.waiting
        desk.refusals = self.refusals
        desk.changing = self.changing
        desk.lost_cancels = self.lost_cancels
        desk.watches = self.watches
        desk.cursors.update(self.cursors)
        desk.unread_fills.difference_update(self.cursors)
        for account_id, venue_execution_id in self._booked:
            remembered = desk.booked[account_id]
            remembered[venue_execution_id] = None
            if len(remembered) > FILLS_REMEMBERED:
                del remembered[next(iter(remembered))]
            if account_id not in self.cursors:
                desk.unread_fills.add(account_id)
        desk.exit_causes.update(self.exit_causes)
        for order in self.changed.values():
            if order.is_terminal:
                desk.ended[order.client_order_id] = order
                desk.changing.pop(order.order_id, None)
                desk.lost_cancels.pop(order.order_id, None)
                self.effects.ended.append(order.order_id)
        self._forget_causes()
        while len(desk.ended) > ENDED_REMEMBERED:
            del desk.ended[next(iter(desk.ended))]

    def _forget_causes(self) -> None:
        """Forget who asked for exits once the last of a signal's exits has ended: a flatten has one for each symbol."""
        ended = {order.signal_id for order in self.changed.values() if order.is_terminal}
        live = {
            order.signal_id
            for account in self.book.accounts.values()
            for order in account.orders.values()
            if order.leg == "exit"
        }
        for signal_id in ended - live:
            self.desk.exit_causes.pop(signal_id, None)
