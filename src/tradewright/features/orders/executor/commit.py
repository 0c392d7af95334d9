"""The one commit of a turn: everything that was decided and everything that venues told us, or nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tradewright.domain.trading.order import Order
from tradewright.domain.trading.position import Position
from tradewright.features.orders.executor.shards import ShardLease
from tradewright.kernel.ids import AccountId, CorrelationId, ExecutionId, OrderId, SignalId, UserId, new_uuid7
from tradewright.platform import outbox
from tradewright.platform.db import Database, Tx, statements

queries = statements(__package__)


class ControlsChanged(Exception):
    """A limit, kill switch, account or agent of these users changed after we read it: decide again with the new one."""

    def __init__(self, user_ids: frozenset[UserId]) -> None:
        super().__init__(f"{len(user_ids)} users")
        self.user_ids = user_ids


class SignalsTaken(Exception):
    """Somebody else has decided a signal of ours: two writers for one user, which must not be."""


@dataclass(frozen=True, slots=True)
class DecidedSignal:
    """What became of one signal: `state` is ordered, denied, ignored or done."""

    user_id: UserId
    signal_id: SignalId
    correlation_id: CorrelationId
    actor: str
    state: str
    reason_code: str | None
    reason: str | None
    decision: dict[str, Any]


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


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A signal of our own making: close what an unwanted order filled all the same."""

    user_id: UserId
    signal_id: SignalId
    account_id: AccountId
    correlation_id: CorrelationId
    intent: dict[str, Any]


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
    """What one turn wants to write. Later changes of one order, position or book replace earlier ones."""

    now: datetime
    signals: list[DecidedSignal] = field(default_factory=list)
    new_orders: dict[OrderId, Order] = field(default_factory=dict)
    changed_orders: dict[OrderId, Order] = field(default_factory=dict)
    order_events: list[OrderEventRow] = field(default_factory=list)
    executions: list[ExecutionRow] = field(default_factory=list)
    positions: dict[tuple[AccountId, str], tuple[UserId, Position]] = field(default_factory=dict)
    books: dict[AccountId, BookRow] = field(default_factory=dict)
    equity: dict[AccountId, tuple[UserId, Decimal, Decimal]] = field(default_factory=dict)
    follow_ups: list[FollowUp] = field(default_factory=list)
    events: dict[UserId, list[outbox.Event]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (
            self.signals
            or self.new_orders
            or self.changed_orders
            or self.executions
            or self.books
            or self.equity
        )

    def add_order(self, order: Order) -> None:
        self.new_orders[order.order_id] = order

    def change_order(self, order: Order) -> None:
        """Keep the order's newest form; one born in this very turn is written once, already changed."""
        written = self.new_orders if order.order_id in self.new_orders else self.changed_orders
        written[order.order_id] = order

    def announce(self, user_id: UserId, kind: str, data: dict[str, Any]) -> None:
        self.events.setdefault(user_id, []).append(outbox.Event(kind, data))


async def commit(
    db: Database, lease: ShardLease, batch: Batch, *, user_ids: Sequence[UserId], epochs: dict[UserId, int]
) -> None:
    """Write `batch` in one transaction, fenced, and only if the controls that it was decided by still stand.

    `epochs` names the control epoch used for each user with a decided signal.
    Raises Fenced, ControlsChanged, or asyncpg's errors; in every case nothing was written, unless the connection was
    lost while committing, when nobody can know: the caller reloads from the database.
    """
    async with db.acting(user_ids) as tx:
        await lease.hold_fence(tx)
        if epochs:
            rows = queries.list_epochs(tx, user_ids=list(epochs))
            current = {UserId(row["user_id"]): row["epoch"] async for row in rows}
            stale = frozenset(
                user_id for user_id, epoch in epochs.items() if current.get(user_id, 0) != epoch
            )
            if stale:
                raise ControlsChanged(stale)
        await _write(tx, batch)


async def _write(tx: Tx, batch: Batch) -> None:
    now = batch.now
    if batch.signals:
        await _decide_signals(tx, batch)
    if batch.follow_ups:
        await queries.insert_follow_ups(
            tx,
            **_columns(
                _FOLLOW_UP,
                (
                    (f.user_id, f.signal_id, f.account_id, f.correlation_id, f.intent, now)
                    for f in batch.follow_ups
                ),
            ),
        )
    if batch.new_orders:
        await queries.insert_orders(
            tx, **_columns(_ORDER, (_order_row(o, now) for o in batch.new_orders.values()))
        )
    if batch.changed_orders:
        await queries.update_orders(
            tx, **_columns(_CHANGE, (_change_row(o, now) for o in batch.changed_orders.values()))
        )
    if batch.order_events:
        await queries.insert_order_events(
            tx,
            **_columns(
                _EVENT,
                (
                    (e.user_id, e.order_id, e.number, e.kind, e.data, e.occurred_at, now)
                    for e in batch.order_events
                ),
            ),
        )
    if batch.executions:
        await queries.insert_executions(
            tx, **_columns(_EXECUTION, (_execution_row(e, now) for e in batch.executions))
        )
    if batch.positions:
        await queries.save_positions(
            tx,
            **_columns(
                _POSITION,
                (
                    (
                        user_id,
                        account_id,
                        symbol,
                        p.quantity,
                        p.average_price,
                        p.realised,
                        p.fees,
                        p.opened_at,
                        now,
                    )
                    for (account_id, symbol), (user_id, p) in batch.positions.items()
                ),
            ),
        )
    if batch.books:
        await queries.save_books(
            tx,
            **_columns(
                _BOOK,
                (
                    (
                        b.user_id,
                        b.account_id,
                        b.realised,
                        b.fees,
                        b.trading_day,
                        b.day_equity_start,
                        b.day_trades,
                        b.fill_cursor,
                        now,
                    )
                    for b in batch.books.values()
                ),
            ),
        )
    if batch.equity:
        second = now.replace(microsecond=0)
        await queries.save_equity_points(
            tx,
            **_columns(
                _EQUITY,
                (
                    (user_id, account_id, second, equity, cash)
                    for account_id, (user_id, equity, cash) in batch.equity.items()
                ),
            ),
        )
    if batch.events:
        await outbox.add_many(tx, [(user_id, events) for user_id, events in batch.events.items()])


async def _decide_signals(tx: Tx, batch: Batch) -> None:
    written = await queries.decide_signals(
        tx,
        **_columns(
            _SIGNAL,
            (
                (s.user_id, s.signal_id, s.state, s.reason_code, s.reason, s.decision, batch.now)
                for s in batch.signals
            ),
        ),
    )
    # One writer a user means nobody else can have decided them; if somebody has, none of this turn may stand.
    if written != len(batch.signals):
        raise SignalsTaken(f"{written} of {len(batch.signals)} signals were still pending")
    await queries.insert_audit(
        tx,
        **_columns(
            _AUDIT,
            (
                (
                    s.user_id,
                    new_uuid7(),
                    s.actor,
                    f"signal.{s.state}",
                    f"signal:{s.signal_id}",
                    {"reason_code": s.reason_code},
                    s.correlation_id,
                    batch.now,
                )
                for s in batch.signals
            ),
        ),
    )


def _columns(names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


_SIGNAL = ("user_ids", "signal_ids", "states", "reason_codes", "reasons", "decisions", "decided_ats")
_AUDIT = ("user_ids", "audit_ids", "actors", "actions", "subjects", "afters", "correlation_ids", "ats")
_FOLLOW_UP = ("user_ids", "signal_ids", "account_ids", "correlation_ids", "intents", "received_ats")
_EVENT = ("user_ids", "order_ids", "numbers", "kinds", "datas", "occurred_ats", "recorded_ats")
_POSITION = (
    "user_ids", "account_ids", "symbols", "quantities", "average_prices", "realiseds", "feess", "opened_ats", "updated_ats",
)  # fmt: skip
_BOOK = (
    "user_ids", "account_ids", "realiseds", "feess", "trading_days", "day_equity_starts", "day_tradess", "fill_cursors",
    "updated_ats",
)  # fmt: skip
_EQUITY = ("user_ids", "account_ids", "ats", "equities", "cashes")
_ORDER = (
    "user_ids", "order_ids", "client_order_ids", "account_ids", "signal_ids", "correlation_ids", "parent_order_ids", "legs",
    "symbols", "sides", "order_types", "quantities", "limit_prices", "stop_prices", "times_in_force", "reduce_onlys", "tags",
    "states", "venue_order_ids", "filled_quantities", "average_prices", "cancel_requesteds", "unwanteds", "reasons",
    "event_counts", "created_ats", "submitted_ats", "updated_ats",
)  # fmt: skip
_CHANGE = (
    "user_ids", "order_ids", "states", "venue_order_ids", "quantities", "filled_quantities", "average_prices",
    "cancel_requesteds", "unwanteds", "reasons", "event_counts", "updated_ats",
)  # fmt: skip
_EXECUTION = (
    "user_ids", "execution_ids", "account_ids", "order_ids", "correlation_ids", "venue_execution_ids", "venue_order_ids",
    "symbols", "sides", "quantities", "prices", "fees", "realiseds", "occurred_ats", "recorded_ats",
)  # fmt: skip


def _order_row(o: Order, now: datetime) -> tuple[Any, ...]:
    submitted_at = None if o.state == "held" else now
    return (
        o.user_id, o.order_id, o.client_order_id, o.account_id, o.signal_id, o.correlation_id, o.parent_order_id, o.leg,
        o.symbol, o.side, o.order_type, o.quantity, o.limit_price, o.stop_price, o.time_in_force, o.reduce_only, o.tag,
        o.state, o.venue_order_id, o.filled_quantity, o.average_price, o.cancel_requested, o.unwanted, o.reason,
        o.event_count, o.created_at, submitted_at, now,
    )  # fmt: skip


def _change_row(o: Order, now: datetime) -> tuple[Any, ...]:
    return (
        o.user_id, o.order_id, o.state, o.venue_order_id, o.quantity, o.filled_quantity, o.average_price,
        o.cancel_requested, o.unwanted, o.reason, o.event_count, now,
    )  # fmt: skip


def _execution_row(e: ExecutionRow, now: datetime) -> tuple[Any, ...]:
    return (
        e.user_id, e.execution_id, e.account_id, e.order_id, e.correlation_id, e.venue_execution_id, e.venue_order_id,
        e.symbol, e.side, e.quantity, e.price, e.fee, e.realised, e.occurred_at, now,
    )  # fmt: skip
