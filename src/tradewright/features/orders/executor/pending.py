"""The queue of signals in the database: what waits to be decided, and ending what cannot be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from tradewright.domain.trading.documents import intent_from_json
from tradewright.domain.trading.signal import Signal
from tradewright.features.orders.executor.batch import Batch, DecidedSignal
from tradewright.features.orders.executor.commit import commit
from tradewright.features.orders.executor.shards import ShardLease
from tradewright.kernel.ids import CorrelationId, SignalId, UserId
from tradewright.platform.db import Database, statements

queries = statements(__package__)


@dataclass(frozen=True, slots=True)
class SignalName:
    """Enough of a signal to end it."""

    user_id: UserId
    signal_id: SignalId
    correlation_id: CorrelationId

    @classmethod
    def of(cls, signal: Signal) -> SignalName:
        return cls(signal.user_id, signal.signal_id, signal.correlation_id)


@dataclass(slots=True)
class Claimed:
    """Pending signals that are due, oldest first, and those whose rows do not make sense to this version."""

    signals: list[Signal]
    unreadable: list[SignalName]
    is_cut: bool = False
    """Whether some user may have more than fitted into the page."""


async def claim_signals(
    db: Database, member_id: UUID, *, now: datetime, at_most: int, without: Collection[UserId] = ()
) -> Claimed:
    """Return due signals of this member's shards, every user a fair share of `at_most`, without users in `without`."""
    claimed = Claimed([], [])
    async with db.open(plans_once=True) as tx:
        rows = queries.list_due_signals(
            tx, member_id=member_id, now=now, at_most=at_most, without=list(without)
        )
        async for row in rows:
            claimed.is_cut = claimed.is_cut or row["is_cut"]
            try:
                claimed.signals.append(read_signal(row))
            except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError):
                # Policy: written by a newer version or by hand; one such row must not hide those behind it.
                claimed.unreadable.append(SignalName(row["user_id"], row["signal_id"], row["correlation_id"]))
    claimed.is_cut = claimed.is_cut or len(claimed.signals) + len(claimed.unreadable) >= at_most
    return claimed


async def fail_signal(db: Database, lease: ShardLease, signal: SignalName, *, now: datetime) -> None:
    """End a signal that our own code cannot decide, so that the queue behind it lives. Raises SignalsTaken."""
    batch = Batch(now)
    reason = f"An internal error stopped this signal before any order was made. Correlation id {signal.correlation_id}."
    batch.decide(
        DecidedSignal(
            signal.user_id,
            signal.signal_id,
            signal.correlation_id,
            "system:executor",
            "failed",
            "internal_error",
            reason,
            {},
        )
    )
    await commit(db, lease, batch, user_ids=[signal.user_id], epochs={})


def read_signal(row: asyncpg.Record) -> Signal:
    """Return the signal that a row of app.signal holds. Raises what wrong data raises."""
    return Signal(
        signal_id=row["signal_id"],
        user_id=row["user_id"],
        account_id=row["account_id"],
        sequence=row["sequence"],
        source=row["source"],
        intent=intent_from_json(row["intent"]),
        correlation_id=row["correlation_id"],
        received_at=row["received_at"],
        alert_id=row["alert_id"],
        agent_id=row["agent_id"],
        agent_version_id=row["agent_version_id"],
        step=row["step"],
        not_before=row["due_at"],
    )
