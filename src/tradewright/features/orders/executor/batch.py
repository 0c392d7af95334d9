"""What one turn wants to write, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tradewright.domain.trading.order import Order
from tradewright.domain.trading.position import Position
from tradewright.domain.trading.signal import Source
from tradewright.features.orders.executor.reconcile.rows import RealityRows
from tradewright.kernel.ids import AccountId, CorrelationId, ExecutionId, OrderId, SignalId, UserId
from tradewright.platform import outbox

SENT_AGAIN = "sent again"
"""The tag of an exit that follows one which a venue did not take."""


@dataclass(frozen=True, slots=True)
class DecidedSignal:
    """What became of one signal: `state` is ordered, denied, ignored, done, failed, or waiting: then it is planned again, as
    step `step`, once all orders in `awaits` have ended, or at `wait_until`.
    """

    user_id: UserId
    signal_id: SignalId
    correlation_id: CorrelationId
    actor: str
    state: str
    reason_code: str | None
    reason: str | None
    decision: dict[str, Any]
    step: int = 0
    awaits: tuple[OrderId, ...] = ()
    wait_until: datetime | None = None

    @property
    def awaits_text(self) -> str | None:
        """The awaited orders as a PostgreSQL array: arrays of arrays of unequal length are none."""
        return None if self.wait_until is None else "{" + ",".join(map(str, self.awaits)) + "}"


@dataclass(frozen=True, slots=True)
class DelayedSignal:
    """A signal that nobody decides before `due_at`."""

    user_id: UserId
    signal_id: SignalId
    due_at: datetime


@dataclass(frozen=True, slots=True)
class StoppedRepeats:
    """A person's cancel: exits of this account that wait to be sent again are not, of one symbol or of all (None)."""

    user_id: UserId
    account_id: AccountId
    symbol: str | None


@dataclass(frozen=True, slots=True)
class OrderEventRow:
    user_id: UserId
    order_id: OrderId
    number: int
    kind: str
    data: dict[str, Any]
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ExecutionRow:
    user_id: UserId
    execution_id: ExecutionId
    account_id: AccountId
    order_id: OrderId | None
    correlation_id: CorrelationId | None
    venue_execution_id: str
    venue_order_id: str
    symbol: str
    side: str
    quantity: Decimal
    price: Decimal
    fee: Decimal
    realised: Decimal
    occurred_at: datetime
    fee_currency: str | None
    kind: str
    corrects: str | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A signal of our own making: close what an unwanted order filled all the same, or send an exit again at `due_at`."""

    user_id: UserId
    signal_id: SignalId
    account_id: AccountId
    correlation_id: CorrelationId
    intent: dict[str, Any]
    source: Source = "manual"
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BookRow:
    user_id: UserId
    account_id: AccountId
    realised: Decimal
    fees: Decimal
    trading_day: date | None
    day_equity_start: Decimal | None
    day_trades: int
    fill_cursor: str | None


@dataclass(slots=True)
class Batch:
    """What one turn wants to write. Later changes of one signal, order, position or book replace earlier ones."""

    now: datetime
    decisions: dict[SignalId, DecidedSignal] = field(default_factory=dict)
    delayed: list[DelayedSignal] = field(default_factory=list)
    stops: list[StoppedRepeats] = field(default_factory=list)
    new_orders: dict[OrderId, Order] = field(default_factory=dict)
    changed_orders: dict[OrderId, Order] = field(default_factory=dict)
    order_events: list[OrderEventRow] = field(default_factory=list)
    executions: list[ExecutionRow] = field(default_factory=list)
    positions: dict[tuple[AccountId, str], tuple[UserId, Position]] = field(default_factory=dict)
    books: dict[AccountId, BookRow] = field(default_factory=dict)
    equity: dict[AccountId, tuple[UserId, Decimal, Decimal]] = field(default_factory=dict)
    follow_ups: list[FollowUp] = field(default_factory=list)
    reality: RealityRows = field(default_factory=RealityRows)
    events: dict[UserId, list[outbox.Event]] = field(default_factory=dict)

    @property
    def signals(self) -> list[DecidedSignal]:
        """What became of each signal: one that began to wait and was superseded in the same turn stands here once."""
        return list(self.decisions.values())

    @property
    def is_empty(self) -> bool:
        return not (
            self.decisions
            or self.delayed
            or self.new_orders
            or self.changed_orders
            or self.executions
            or self.books
            or self.equity
            or not self.reality.is_empty
        )

    def decide(self, decided: DecidedSignal) -> None:
        self.decisions[decided.signal_id] = decided

    def add_order(self, order: Order) -> None:
        self.new_orders[order.order_id] = order

    def change_order(self, order: Order) -> None:
        """Keep the order's newest form; one born in this very turn is written once, already changed."""
        written = self.new_orders if order.order_id in self.new_orders else self.changed_orders
        written[order.order_id] = order

    def announce(self, user_id: UserId, kind: str, data: dict[str, Any]) -> None:
        self.events.setdefault(user_id, []).append(outbox.Event(kind, data))
