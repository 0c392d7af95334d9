"""One user's books in the executor's memory, and the draft of what a turn makes of them.

A draft takes what venues said and decides signals, on books that are values; it fills the turn's batch and lists what to do
at venues afterwards. Only `adopt`, called after the commit, changes the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, assert_never

from tradewright.domain.trading.book import AccountBook, VenueMoney
from tradewright.domain.trading.booking import apply_event, book_fill, commit_orders
from tradewright.domain.trading.documents import intent_to_json
from tradewright.domain.trading.events import event_time, render_event
from tradewright.domain.trading.market import MarketView
from tradewright.domain.trading.order import (
    CancelRefused,
    CancelRequested,
    Fill,
    Order,
    OrderEvent,
    OrderFilled,
    OutcomeUnknown,
    ProvedAbsent,
    VenueAccepted,
    VenueRejected,
)
from tradewright.domain.trading.planner import plan
from tradewright.domain.trading.plans import (
    CancelAndClose,
    CancelOrders,
    Ignore,
    MoveOrder,
    PlaceOrders,
    Plan,
    Refuse,
    Wait,
)
from tradewright.domain.trading.ports.broker import (
    DUPLICATE_CODE,
    Accepted,
    AccountUpdate,
    AlreadyTerminal,
    BrokerEvent,
    CancelOutcome,
    ConnectionChanged,
    DeniedLocally,
    FillUpdate,
    OrderRequest,
    OrderUpdate,
    PlaceOutcome,
    QuoteUpdate,
    Rejected,
    StreamGap,
    Unknown,
)
from tradewright.domain.trading.position import signed
from tradewright.domain.trading.signal import AgentPolicy, Intent, Signal, Sizing
from tradewright.features.orders import documents
from tradewright.features.orders.executor.commit import (
    Batch,
    BookRow,
    DecidedSignal,
    ExecutionRow,
    FollowUp,
    OrderEventRow,
)
from tradewright.features.orders.executor.inbox import (
    CancelAnswered,
    CursorMoved,
    Item,
    MarkDue,
    OrderProved,
    PlaceAnswered,
    VenueSaid,
)
from tradewright.features.orders.executor.loader import AccountFacts, Controls, Loaded
from tradewright.features.orders.executor.reports import events_of_report
from tradewright.features.orders.executor.venues import Placement
from tradewright.kernel.ids import (
    AccountId,
    ClientOrderId,
    ExecutionId,
    OrderId,
    SignalId,
    UserId,
    derive_order_id,
    new_uuid7,
)
from tradewright.kernel.money import plain_money

FILLS_REMEMBERED = 2_000
"""Executions an account remembers to drop repeats; older repeats are caught by the unique key and a reload."""
ENDED_REMEMBERED = 200


@dataclass(slots=True)
class Act:
    """What to do at one account's venue after the commit: first the cancels, then the orders."""

    account_id: AccountId
    cancels: list[Order] = field(default_factory=list)
    places: list[Placement] = field(default_factory=list)


@dataclass(slots=True)
class Effects:
    """Everything a turn has to do once its commit stands."""

    acts: list[Act] = field(default_factory=list)
    unsettled: set[AccountId] = field(default_factory=set)
    ended: list[OrderId] = field(default_factory=list)


class UserDesk:
    """One user's books as last committed. Changed by `Draft.adopt` and nothing else."""

    def __init__(self, loaded: Loaded) -> None:
        self.user_id: UserId = loaded.user_id
        self.epoch = loaded.epoch
        self.book = loaded.book
        self.accounts: dict[AccountId, AccountFacts] = dict(loaded.accounts)
        self.cursors = {account_id: facts.fill_cursor for account_id, facts in loaded.accounts.items()}
        self.booked: dict[AccountId, dict[str, None]] = {account_id: {} for account_id in loaded.accounts}
        self.unread_fills: set[AccountId] = set()
        self.ended: dict[ClientOrderId, Order] = {}
        self.is_settled = False
        """Whether what an earlier life left open has been asked for; nothing new is decided before."""

    def live_orders(self, account_id: AccountId) -> list[Order]:
        return list(self.book.accounts[account_id].orders.values())

    def find_order(self, account_id: AccountId, client_order_id: ClientOrderId | None) -> Order | None:
        """Return the order with this client id, live or lately ended."""
        for order in self.book.accounts[account_id].orders.values():
            if order.client_order_id == client_order_id:
                return order
        return None if client_order_id is None else self.ended.get(client_order_id)

    def set_controls(self, controls: Controls) -> None:
        """Take over limits, kill switches and the state of the accounts we know, as they have just been read."""
        self.epoch = controls.epoch
        accounts = dict(self.book.accounts)
        for account_id, terms in controls.accounts.items():
            if account_id in accounts:
                accounts[account_id] = replace(accounts[account_id], timezone=terms.timezone)
                self.accounts[account_id] = replace(
                    self.accounts[account_id], status=terms.status, config=terms.config
                )
        self.book = replace(self.book, accounts=accounts, limits=controls.limits, pauses=controls.pauses)

    def cut_off(self, account_id: AccountId) -> None:
        """Say that nothing can be sent to this account's broker."""
        self.accounts[account_id] = replace(self.accounts[account_id], status="without an adapter")


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
        self._desk = desk
        self._batch = batch
        self._effects = effects
        self._market = market
        self._now = now
        self._late_orders = late_orders
        self._book = desk.book.rolled(market, now)
        self._touched: set[AccountId] = set()
        self._changed: dict[OrderId, Order] = {}
        self._positions: set[tuple[AccountId, str]] = set()
        self._booked: list[tuple[AccountId, str]] = []
        self._cursors: dict[AccountId, str] = {}
        self._unwanted: list[tuple[Order, Decimal]] = []

    # What venues said -----------------------------------------------------------------------------------------

    def hear(self, item: Item) -> None:
        """Apply one item of the inbox."""
        match item:
            case PlaceAnswered(account_id, order_id, outcome, at):
                self._hear_placed(account_id, order_id, outcome, at)
            case CancelAnswered(account_id, order_id, outcome, at):
                self._hear_cancelled(account_id, order_id, outcome, at)
            case VenueSaid(account_id, event):
                self._hear_venue(account_id, event)
            case OrderProved(account_id, order_id, event):
                self._apply(account_id, order_id, event)
            case CursorMoved(account_id, cursor):
                self._cursors[account_id] = cursor
                self._touched.add(account_id)
            case MarkDue(account_id):
                self._touched.add(account_id)
            case _ as never:
                assert_never(never)

    def _hear_venue(self, account_id: AccountId, event: BrokerEvent) -> None:
        match event:
            case OrderUpdate(report):
                order = self._find(account_id, report.client_order_id)
                if order is not None:
                    for change in events_of_report(order, report):
                        self._apply(account_id, order.order_id, change)
            case FillUpdate(fill):
                self._hear_fill(account_id, fill)
            case StreamGap() | ConnectionChanged(state="connected"):
                self._effects.unsettled.add(account_id)
            case AccountUpdate(report):
                money = VenueMoney(report.cash, report.equity, report.buying_power, self._now)
                self._book = self._book.with_account(replace(self._account(account_id), money=money))
            case QuoteUpdate() | ConnectionChanged():
                pass  # quotes are the market's, and a connection that is down says nothing of orders
            case _ as never:
                assert_never(never)

    def _hear_placed(
        self, account_id: AccountId, order_id: OrderId, outcome: PlaceOutcome, at: datetime
    ) -> None:
        match outcome:
            case Accepted(venue_order_id, _):
                self._apply(account_id, order_id, VenueAccepted(venue_order_id, at))
            case Rejected(code, _) if code == DUPLICATE_CODE:
                self._effects.unsettled.add(account_id)
            case Rejected(code, text):
                self._apply(account_id, order_id, VenueRejected(code, text, at))
            case DeniedLocally(reason):
                self._apply(account_id, order_id, ProvedAbsent(f"never sent: {reason}", at))
            case Unknown(cause):
                self._apply(account_id, order_id, OutcomeUnknown(cause, at))
                self._effects.unsettled.add(account_id)
            case _ as never:
                assert_never(never)

    def _hear_cancelled(
        self, account_id: AccountId, order_id: OrderId, outcome: CancelOutcome, at: datetime
    ) -> None:
        match outcome:
            case Accepted():
                pass  # the venue says so itself when the order is gone
            case Rejected(_, text) | DeniedLocally(text):
                self._apply(account_id, order_id, CancelRefused(text, at))
            case AlreadyTerminal() | Unknown():
                self._effects.unsettled.add(account_id)
            case _ as never:
                assert_never(never)

    def _hear_fill(self, account_id: AccountId, fill: Fill) -> None:
        key = (account_id, fill.venue_execution_id)
        if fill.venue_execution_id in self._desk.booked[account_id] or key in self._booked:
            return
        order = self._find(account_id, fill.client_order_id)
        if order is not None:
            self._apply(account_id, order.order_id, OrderFilled(fill))
            return
        # Nobody of ours asked for it: it is booked all the same, because the position is real.
        book, position, realised = book_fill(
            self._account(account_id), fill, multiplier=self._multiplier(fill.symbol)
        )
        self._put(book)
        self._record_fill(account_id, fill, None, realised)
        self._positions.add((account_id, position.symbol))

    # Deciding -------------------------------------------------------------------------------------------------

    def decide(self, signal: Signal, policy: AgentPolicy | None) -> None:
        """Plan one signal and put what follows into the batch."""
        account = self._desk.accounts.get(signal.account_id)
        status = None if account is None else account.status
        made: Plan
        if status is None:
            made = Refuse(
                "account_unknown", "There is no such account.", "account_unknown", None, None, None, {}
            )
        elif status != "active" and signal.intent.action in ("buy", "sell"):
            words = f"The broker account is {status}; no orders are sent."
            made = Refuse("account_not_active", words, "account_status", None, "active", status, {})
        else:
            made = plan(self._book, signal, policy, self._market, self._now)
        match made:
            case PlaceOrders(orders, requests, cancels, decision):
                self._commit_orders(signal, orders, requests, cancels)
                self._decided(signal, "ordered", None, None, decision)
            case CancelOrders(order_ids, decision):
                self._commit_orders(signal, (), (), order_ids)
                self._decided(signal, "done", None, None, decision)
            case CancelAndClose(order_ids, orders, requests, decision):
                self._commit_orders(signal, orders, requests, order_ids)
                self._decided(signal, "ordered" if orders else "done", None, None, decision)
            case Refuse():
                facts = {"rule": made.rule, "scope": made.scope, "limit": made.limit, "value": made.value}
                self._decided(
                    signal, "denied", made.reason_code, made.reason, {**made.decision, "denial": facts}
                )
            case Wait(decision=decision) | MoveOrder(decision=decision):
                words = "Signals of several steps are not carried out yet."
                self._decided(signal, "denied", "steps_unsupported", words, decision)
            case Ignore(reason_code, reason, decision):
                self._decided(signal, "ignored", reason_code, reason, decision)
            case _ as never:
                assert_never(never)

    def _commit_orders(
        self,
        signal: Signal,
        orders: tuple[Order, ...],
        requests: tuple[OrderRequest, ...],
        cancels: tuple[OrderId, ...],
    ) -> None:
        account_id = signal.account_id
        act = Act(account_id)
        # Whoever cancels in order to be flat does not want a fill that crosses the cancel; a reversal may keep it.
        wants_flat = signal.intent.action != "cancel" and all(order.leg == "exit" for order in orders)
        for order_id in cancels:
            self._apply(account_id, order_id, CancelRequested(self._now, unwanted=wants_flat))
            order = self._account(account_id).orders.get(order_id)
            if order is not None:
                act.cancels.append(order)
        if orders:
            self._put(
                commit_orders(self._account(account_id), orders, agent_id=signal.agent_id, now=self._now)
            )
        by_client_id = {order.client_order_id: order for order in orders}
        for order in orders:
            self._batch.new_orders[order.order_id] = order
            self._changed[order.order_id] = order
            data = {"state": order.state, "leg": order.leg}
            self._batch.order_events.append(
                OrderEventRow(order.user_id, order.order_id, 0, "decided", data, self._now)
            )
        for request in requests:
            act.places.append(Placement(by_client_id[request.client_order_id].order_id, request))
        if act.cancels or act.places:
            self._effects.acts.append(act)

    def _decided(
        self,
        signal: Signal,
        state: str,
        reason_code: str | None,
        reason: str | None,
        decision: dict[str, Any],
    ) -> None:
        actor = f"agent:{signal.agent_id}" if signal.agent_id is not None else signal.source
        self._batch.signals.append(
            DecidedSignal(
                signal.user_id,
                signal.signal_id,
                signal.correlation_id,
                actor,
                state,
                reason_code,
                reason,
                decision,
            )
        )
        document = documents.signal_document(
            signal,
            state=state,
            reason_code=reason_code,
            reason=reason,
            decision=decision,
            decided_at=self._now,
        )
        self._batch.announce(signal.user_id, "signal.decided", document)

    # Books ----------------------------------------------------------------------------------------------------

    def _apply(self, account_id: AccountId, order_id: OrderId, event: OrderEvent) -> None:
        order = self._order(account_id, order_id)
        if order is None:
            return
        applied = apply_event(
            self._account(account_id), order, event, multiplier=self._multiplier(order.symbol)
        )
        if not applied.is_changed:
            return
        self._put(applied.book)
        after = applied.order
        self._changed[order_id] = after
        self._batch.change_order(after)
        kind, data = render_event(event)
        self._batch.order_events.append(
            OrderEventRow(after.user_id, order_id, after.event_count, kind, data, event_time(event))
        )
        if isinstance(event, OrderFilled):
            self._record_fill(account_id, event.fill, after, applied.realised)
            self._positions.add((account_id, after.symbol))
            if after.unwanted and not after.reduce_only:
                self._unwanted.append((after, event.fill.quantity))
        for leg, follow_up in applied.follow_ups:
            self._apply(account_id, leg.order_id, follow_up)

    def _record_fill(self, account_id: AccountId, fill: Fill, order: Order | None, realised: Decimal) -> None:
        row = ExecutionRow(
            user_id=self._desk.user_id,
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
        self._batch.executions.append(row)
        self._booked.append((account_id, fill.venue_execution_id))
        document = documents.execution_document(
            fill,
            execution_id=row.execution_id,
            account_id=account_id,
            order_id=row.order_id,
            correlation_id=row.correlation_id,
            realised=realised,
            recorded_at=self._now,
        )
        self._batch.announce(self._desk.user_id, "execution.booked", document)

    def finish(self) -> None:
        """Write what is known only at the end of the turn: positions, books, equity, and their events."""
        user_id = self._desk.user_id
        for order in self._changed.values():
            submitted_at = None if order.state == "held" else order.created_at
            document = documents.order_document(order, submitted_at=submitted_at, updated_at=self._now)
            self._batch.announce(user_id, "order.changed", document)
        for account_id, symbol in self._positions:
            position = self._account(account_id).position(symbol)
            self._batch.positions[account_id, symbol] = (user_id, position)
            mark = self._market.mark(symbol, self._now)
            document = documents.position_document(position, account_id=account_id, mark=mark)
            self._batch.announce(user_id, "position.changed", document)
        for order, filled in self._unwanted:
            self._close_unwanted(order, filled)
        for account_id in self._touched:
            self._write_book(account_id)

    def _close_unwanted(self, order: Order, filled: Decimal) -> None:
        """Ask for the close of what `order` filled after its end was asked for, unless an exit on its way covers it."""
        held = self._account(order.account_id).projected(order.symbol, with_doubtful=True)
        if held * signed(order.side, filled) <= 0:
            return
        intent = Intent(
            "exit",
            order.symbol,
            sizing=Sizing("fixed", min(filled, abs(held))),
            reduce_only=True,
            tag="filled after its cancel",
        )
        self._batch.follow_ups.append(
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
        book = self._account(account_id)
        day = book.day
        self._batch.books[account_id] = BookRow(
            user_id=book.user_id,
            account_id=account_id,
            realised=book.realised,
            fees=book.fees,
            trading_day=None if day is None else day.date,
            day_equity_start=None if day is None else day.equity_start,
            day_trades=0 if day is None else day.trades,
            fill_cursor=self._cursors.get(account_id) or self._desk.cursors[account_id],
        )
        equity = book.equity(self._market, self._now)
        if equity is None:
            return
        self._batch.equity[account_id] = (book.user_id, equity, book.cash)
        document = {
            "account_id": str(account_id),
            "at": documents.iso(self._now),
            "equity": plain_money(equity),
            "cash": plain_money(book.cash),
        }
        self._batch.announce(book.user_id, "equity.changed", document)

    def adopt(self) -> None:
        """The commit stands: make the draft the desk's present."""
        desk = self._desk
        desk.book = self._book
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
                self._effects.ended.append(order.order_id)
        while len(desk.ended) > ENDED_REMEMBERED:
            del desk.ended[next(iter(desk.ended))]

    def _account(self, account_id: AccountId) -> AccountBook:
        return self._book.accounts[account_id]

    def _put(self, account: AccountBook) -> None:
        self._book = self._book.with_account(account)
        self._touched.add(account.account_id)

    def _order(self, account_id: AccountId, order_id: OrderId) -> Order | None:
        live = self._account(account_id).orders.get(order_id) or self._changed.get(order_id)
        if live is not None:
            return live
        known = (*self._desk.ended.values(), *self._late_orders.values())
        return next((order for order in known if order.order_id == order_id), None)

    def _find(self, account_id: AccountId, client_order_id: ClientOrderId | None) -> Order | None:
        if client_order_id is None:
            return None
        for order in self._changed.values():
            if order.client_order_id == client_order_id:
                return order
        for order in self._account(account_id).orders.values():
            if order.client_order_id == client_order_id:
                return order
        return self._desk.ended.get(client_order_id) or self._late_orders.get(client_order_id)

    def _multiplier(self, symbol: str) -> Decimal:
        return self._market.instruments[symbol].multiplier
