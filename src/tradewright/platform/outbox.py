"""Events that leave with a commit or not at all.

    await outbox.add(tx, user_id, [Event("order.changed", document)])     # in the transaction of the change
    await outbox.wake(bus)                                                # after it, so that the relay looks
    at once

The relay (`outbox_relay`) carries them to JetStream. All events of one commit are one message there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tradewright.kernel.ids import UserId
from tradewright.platform.bus import Bus, subjects
from tradewright.platform.db import Tx, statements
from tradewright.platform.db.codecs import encode_json

_sql = statements(__package__, "outbox.sql")


ACCOUNT_SWITCHED: Final = "account.switched"
"""The one event that executors hear too: the relay tells it on a subject of its own, so that they need not read them all."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: a `type` of docs/ARCHITECTURE.md, and as `data` the document the API gives."""

    type: str
    data: Any


async def add(tx: Tx, user_id: UserId, events: Sequence[Event]) -> None:
    """Leave the events of this transaction for one user; nothing when there are none."""
    await add_many(tx, [(user_id, events)])


async def add_many(tx: Tx, rows: Iterable[tuple[UserId, Sequence[Event]]]) -> None:
    """Leave events for many users in one statement; a user with none gets no row."""
    kept = [(user_id, list(events)) for user_id, events in rows if events]
    if kept:
        # As text: asyncpg takes a list inside an array of jsonb for one more dimension of that array.
        documents = [encode_json(events).decode() for _, events in kept]
        await _sql.insert_events(tx, user_ids=[user_id for user_id, _ in kept], events=documents)


async def wake(bus: Bus) -> None:
    """Tell the relay, after the commit, that there is something. A lost wake-up costs half a second."""
    await bus.publish(subjects.WAKE_OUTBOX)
