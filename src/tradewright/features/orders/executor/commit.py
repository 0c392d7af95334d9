"""The one commit of a turn: everything that was decided and everything that venues told us, or nothing of it."""

from __future__ import annotations

from collections.abc import Sequence

from tradewright.features.orders.executor import columns as table
from tradewright.features.orders.executor.batch import SENT_AGAIN, Batch
from tradewright.features.orders.executor.columns import columns
from tradewright.features.orders.executor.reconcile import rows as reality
from tradewright.features.orders.executor.shards import ShardLease
from tradewright.kernel.ids import UserId, new_uuid7
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


async def commit(
    db: Database, lease: ShardLease, batch: Batch, *, user_ids: Sequence[UserId], epochs: dict[UserId, int]
) -> None:
    """Write `batch` in one transaction, fenced, and only if the controls that it was decided by still stand.

    `epochs` names the control epoch used for each user with a decided signal.
    Raises Fenced, ControlsChanged, or asyncpg's errors; in every case nothing was written, unless the connection was
    lost while committing, when nobody can know: the caller reloads from the database.
    """
    async with db.acting(user_ids) as tx:
        await lease.hold_fence(tx, user_ids=user_ids)
        if epochs:
            await _check_epochs(tx, epochs)
        await _write(tx, batch)


async def _check_epochs(tx: Tx, epochs: dict[UserId, int]) -> None:
    rows = queries.list_epochs(tx, user_ids=list(epochs))
    current = {UserId(row["user_id"]): row["epoch"] async for row in rows}
    stale = frozenset(user_id for user_id, epoch in epochs.items() if current.get(user_id, 0) != epoch)
    if stale:
        raise ControlsChanged(stale)


async def _write(tx: Tx, batch: Batch) -> None:
    now = batch.now
    if batch.signals:
        await _decide_signals(tx, batch)
    if batch.delayed:
        await queries.delay_signals(tx, **columns(table.DELAYED, batch.delayed))
    if batch.stops:
        await queries.stop_repeats(tx, tag=SENT_AGAIN, now=now, **columns(table.STOP, batch.stops))
    if batch.follow_ups:
        await queries.insert_follow_ups(
            tx, **columns(table.FOLLOW_UP, batch.follow_ups, received_ats=batch.now)
        )
    if batch.new_orders:
        born = batch.new_orders.values()
        sent = [None if order.state == "held" else now for order in born]
        await queries.insert_orders(
            tx, **columns(table.ORDER_BORN, born, updated_ats=now), submitted_ats=sent
        )
    if batch.changed_orders:
        changed = batch.changed_orders.values()
        await queries.update_orders(tx, now=now, **columns(table.ORDER_CHANGED, changed))
    if batch.order_events:
        await queries.insert_order_events(
            tx, **columns(table.ORDER_EVENT, batch.order_events, recorded_ats=now)
        )
    if batch.executions:
        await queries.insert_executions(tx, **columns(table.EXECUTION, batch.executions, recorded_ats=now))
    if batch.positions:
        await _save_positions(tx, batch)
    if batch.books:
        await queries.save_books(tx, **columns(table.BOOK, batch.books.values(), updated_ats=now))
    if batch.equity:
        await _save_equity(tx, batch)
    if not batch.reality.is_empty:
        await reality.write(tx, batch.reality, now=now)
    if batch.events:
        await outbox.add_many(tx, [(user_id, events) for user_id, events in batch.events.items()])


async def _decide_signals(tx: Tx, batch: Batch) -> None:
    decided = batch.signals
    written = await queries.decide_signals(tx, now=batch.now, **columns(table.SIGNAL, decided))
    # One writer a user means nobody else can have decided them; if somebody has, none of this turn may stand.
    if written != len(decided):
        raise SignalsTaken(f"{written} of {len(decided)} signals were still open")
    await queries.insert_audit(
        tx,
        user_ids=[signal.user_id for signal in decided],
        audit_ids=[new_uuid7() for _ in decided],
        actors=[signal.actor for signal in decided],
        actions=[f"signal.{signal.state}" for signal in decided],
        subjects=[f"signal:{signal.signal_id}" for signal in decided],
        afters=[{"reason_code": signal.reason_code} for signal in decided],
        correlation_ids=[signal.correlation_id for signal in decided],
        ats=[batch.now] * len(decided),
    )


async def _save_positions(tx: Tx, batch: Batch) -> None:
    held = [position for _, position in batch.positions.values()]
    await queries.save_positions(
        tx,
        user_ids=[user_id for user_id, _ in batch.positions.values()],
        account_ids=[account_id for account_id, _ in batch.positions],
        **columns(table.POSITION, held, updated_ats=batch.now),
    )


async def _save_equity(tx: Tx, batch: Batch) -> None:
    points = batch.equity.values()
    await queries.save_equity_points(
        tx,
        user_ids=[user_id for user_id, _, _ in points],
        account_ids=list(batch.equity),
        ats=[batch.now.replace(microsecond=0)] * len(points),
        equities=[equity for _, equity, _ in points],
        cashes=[cash for _, _, cash in points],
    )
