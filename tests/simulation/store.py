"""The database of the simulation: what a commit writes, all of it or nothing, and what a start reads back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tradewright.domain.trading.book import AccountBook, DayBook, UserBook, VenueMoney
from tradewright.domain.trading.day import trading_day
from tradewright.domain.trading.documents import intent_from_json
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.position import Position
from tradewright.domain.trading.reconcile import AccountWatch, Discrepancy, ExternalOrder
from tradewright.domain.trading.risk import Switch
from tradewright.domain.trading.signal import RiskLimits, Signal
from tradewright.features.orders.executor.batch import (
    SENT_AGAIN,
    Batch,
    BookRow,
    DecidedSignal,
    ExecutionRow,
    FollowUp,
    OrderEventRow,
)
from tradewright.features.orders.executor.controls import AccountTerms, Controls
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.loader import AccountFacts, Loaded
from tradewright.features.orders.executor.reconcile.loading import Reality
from tradewright.features.orders.executor.reconcile.rows import InquiryRow
from tradewright.features.orders.executor.waiting import ExitCause, Waiting
from tradewright.kernel.ids import AccountId, ClientOrderId, CorrelationId, OrderId, SignalId, UserId
from tradewright.kernel.money import ZERO

LIVE_EXTERNAL = ("held", "working", "partly_filled")


class Doubled(AssertionError):
    """A row that exists already was written: the database would have refused the whole commit."""


@dataclass
class Store:
    """One user's rows. `blank` are the accounts as they were opened."""

    user_id: UserId
    blank: dict[AccountId, AccountBook]
    signals: dict[SignalId, Signal] = field(default_factory=dict)
    pending: dict[SignalId, datetime | None] = field(default_factory=dict)
    """Signals that nobody has decided, and when they fall due."""
    waiting: dict[SignalId, Waiting] = field(default_factory=dict)
    decided: dict[SignalId, DecidedSignal] = field(default_factory=dict)
    orders: dict[OrderId, Order] = field(default_factory=dict)
    born: dict[OrderId, Order] = field(default_factory=dict)
    events: dict[OrderId, list[OrderEventRow]] = field(default_factory=dict)
    executions: dict[tuple[AccountId, str], ExecutionRow] = field(default_factory=dict)
    positions: dict[tuple[AccountId, str], Position] = field(default_factory=dict)
    books: dict[AccountId, BookRow] = field(default_factory=dict)
    discrepancies: dict[UUID, Discrepancy] = field(default_factory=dict)
    externals: dict[UUID, ExternalOrder] = field(default_factory=dict)
    inquiries: dict[OrderId, InquiryRow] = field(default_factory=dict)
    money: dict[AccountId, tuple[VenueMoney, Any]] = field(default_factory=dict)
    limits: dict[UUID, RiskLimits] = field(default_factory=dict)
    switches: dict[UUID, Switch] = field(default_factory=dict)

    def ask(self, signal: Signal, due_at: datetime | None = None) -> None:
        """Take a new signal, as intake does."""
        self.signals[signal.signal_id] = signal
        self.pending[signal.signal_id] = due_at

    def claim(self, now: datetime) -> list[Signal]:
        """Return what waits and is due, oldest first."""
        due = (signal_id for signal_id, at in self.pending.items() if at is None or at <= now)
        return sorted((self.signals[signal_id] for signal_id in due), key=lambda signal: signal.sequence)

    def commit(self, batch: Batch) -> None:
        """Write a turn's batch. Raises Doubled where a unique key would."""
        for decided in batch.signals:
            self._decide(decided)
        for delayed in batch.delayed:
            self.pending[delayed.signal_id] = delayed.due_at
        for stop in batch.stops:
            self._stop(stop.account_id, stop.symbol)
        for order in batch.new_orders.values():
            if order.order_id in self.orders:
                raise Doubled(f"an order was written twice: {order.leg} {order.symbol}")
            self.orders[order.order_id] = self.born[order.order_id] = order
        self.orders.update(batch.changed_orders)
        for event in batch.order_events:
            told = self.events.setdefault(event.order_id, [])
            if event.number != len(told):
                raise Doubled(f"an event's number is taken or leaves a gap: {event.number} after {len(told)}")
            told.append(event)
        for execution in batch.executions:
            key = execution.account_id, execution.venue_execution_id
            if key in self.executions:
                raise Doubled(f"an execution was booked twice: {key[1]}")
            self.executions[key] = execution
        self.positions.update({key: position for key, (_, position) in batch.positions.items()})
        self.books.update(batch.books)
        reality = batch.reality
        self.discrepancies.update({key: one for key, (_, one) in reality.discrepancies.items()})
        self.externals.update({key: one for key, (_, one) in reality.externals.items()})
        self.inquiries.update({key: one for key, (_, one) in reality.inquiries.items()})
        self.money.update({key: (money, offset) for key, (_, money, offset) in reality.money.items()})
        for follow in batch.follow_ups:
            self.ask(self._signal_of(follow, batch.now), follow.due_at)

    def find_order(self, account_id: AccountId, client_order_id: ClientOrderId) -> Order | None:
        wanted = account_id, client_order_id
        return next(
            (one for one in self.orders.values() if (one.account_id, one.client_order_id) == wanted), None
        )

    def controls(self) -> Controls:
        terms = {one: AccountTerms("active", "UTC", {}) for one in self.blank}
        return Controls(0, dict(self.limits), dict(self.switches), terms)

    def open_desk(self, now: datetime) -> UserDesk:
        """Read everything back, as an executor does that has just started."""
        reality = self._reality()
        accounts = {one: reality.applied(self._book_of(one, now)) for one in self.blank}
        facts = {
            one: AccountFacts("simulated", "paper", {}, "active", row.fill_cursor if (row := self.books.get(one)) else None)
            for one in self.blank
        }  # fmt: skip
        causes = {
            order.signal_id: self._cause(order.signal_id)
            for order in self.orders.values()
            if order.leg == "exit" and not order.is_terminal
        }
        book = UserBook(self.user_id, accounts, dict(self.limits), dict(self.switches))
        loaded = Loaded(self.user_id, self.controls(), book, facts, dict(self.waiting), causes, reality)
        return UserDesk(loaded)

    # Inside -----------------------------------------------------------------------------------------------------

    def _decide(self, decided: DecidedSignal) -> None:
        signal_id = decided.signal_id
        if signal_id not in self.pending and signal_id not in self.waiting:
            raise Doubled(f"a signal was decided twice: {decided.state}")
        self.pending.pop(signal_id, None)
        self.waiting.pop(signal_id, None)
        if decided.state == "waiting":
            assert decided.wait_until is not None
            signal = replace(self.signals[signal_id], step=decided.step)
            awaits = frozenset(decided.awaits)
            self.waiting[signal_id] = Waiting(signal, awaits, decided.wait_until, decided.decision)
        else:
            self.decided[signal_id] = decided

    def _stop(self, account_id: AccountId, symbol: str | None) -> None:
        for signal_id, due_at in list(self.pending.items()):
            signal = self.signals[signal_id]
            is_repeat = due_at is not None and signal.intent.tag == SENT_AGAIN
            if is_repeat and signal.account_id == account_id and symbol in (None, signal.intent.symbol):
                del self.pending[signal_id]

    def _cause(self, signal_id: SignalId) -> ExitCause:
        signal = self.signals[signal_id]
        intent = signal.intent
        return ExitCause(signal.source, intent.action, intent.tag, expires=intent.expires_at is not None)

    def _reality(self) -> Reality:
        reality = Reality()
        for account_id, blank in self.blank.items():
            money, offset = self.money.get(account_id, (blank.money, None))
            reality.money[account_id] = money
            reality.watches[account_id] = AccountWatch(
                discrepancies={
                    one.discrepancy_id: one
                    for one in self.discrepancies.values()
                    if one.account_id == account_id and one.state in ("open", "ignored")
                },
                externals={
                    one.venue_order_id: one
                    for one in self.externals.values()
                    if one.account_id == account_id and one.state in LIVE_EXTERNAL
                },
                inquiries={
                    order_id: row.inquiry
                    for order_id, row in self.inquiries.items()
                    if row.account_id == account_id and row.ended_at is None
                },
                cash_offset=offset,
            )
        return reality

    def _book_of(self, account_id: AccountId, now: datetime) -> AccountBook:
        blank, row = self.blank[account_id], self.books.get(account_id)
        return replace(
            blank,
            realised=ZERO if row is None else row.realised,
            fees=ZERO if row is None else row.fees,
            positions={
                symbol: held for (owner, symbol), held in self.positions.items() if owner == account_id
            },
            orders={
                order.order_id: order
                for order in self.orders.values()
                if order.account_id == account_id and not order.is_terminal
            },
            day=None if row is None else self._day_of(blank, row, now),
            money=self.money.get(account_id, (blank.money, None))[0],
        )

    def _day_of(self, blank: AccountBook, row: BookRow, now: datetime) -> DayBook | None:
        day = trading_day(now, blank.timezone)
        if row.trading_day is None or row.trading_day < day.date:
            return None
        counts: dict[Any, int] = {}
        for order in self.born.values():
            agent_id = self.signals[order.signal_id].agent_id
            is_trade = order.leg == "entry" and not order.reduce_only and order.created_at >= day.starts_at
            if order.account_id == blank.account_id and is_trade and agent_id is not None:
                counts[agent_id] = counts.get(agent_id, 0) + 1
        return DayBook(row.trading_day, row.day_equity_start, row.day_trades, counts)

    def _signal_of(self, follow: FollowUp, now: datetime) -> Signal:
        return Signal(
            signal_id=follow.signal_id,
            user_id=self.user_id,
            account_id=follow.account_id,
            sequence=len(self.signals) + 1,
            source=follow.source,
            intent=intent_from_json(follow.intent),
            correlation_id=CorrelationId(follow.correlation_id),
            received_at=now,
        )
