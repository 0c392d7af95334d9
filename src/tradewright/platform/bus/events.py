"""Reading the event stream in order, across everything that can happen to a connection.

A consumer of our own at the server delivers from where we stand, without acknowledgements. Its heartbeats and
its count of deliveries show at once when something was lost; then we ask again from where we stand.
(nats-py's ordered consumer starts at the beginning when the server restarts before the first event came, seen
in 2.16.)
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

import nats.errors
import structlog
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from tradewright.kernel.ids import UserId
from tradewright.platform.bus import subjects

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg

log = structlog.get_logger(__name__)

HEARTBEAT_S: Final = 1.0
SILENCE_MAX_S: Final = 2.5 * HEARTBEAT_S
"""How long a reader stands still after the server was restarted; asking again in vain costs nothing."""
RETRY_S: Final = 0.25
CONTROL: Final = "100"
"""The status of messages that are about the delivery: heartbeats, and requests to say that we keep up."""


class Event(NamedTuple):
    """One message of the stream; `data` is the document of docs/ARCHITECTURE.md, as the relay wrote it."""

    sequence: int
    subject: str
    data: bytes

    @property
    def user_id(self) -> UserId:
        return subjects.user_of(self.subject)


class EventBounds(NamedTuple):
    """The sequences the stream holds, both inclusive; `first` is `last + 1` when it is empty."""

    first: int
    last: int


class _Lost(Exception):
    """The delivery has a hole or fell silent; asking again from the last event cures it."""


async def read_events(client: Client, subject: str, *, after_seq: int | None) -> AsyncIterator[Event]:
    """Yield the events on `subject` after `after_seq` (None: after now), for ever."""
    position = after_seq
    while True:
        try:
            last = (await client.jetstream().stream_info(subjects.EVENT_STREAM)).state.last_seq
            # A stream that was made anew counts from 1 again; what it gets from now on is news to anyone.
            position = last if position is None else min(position, last)
            async with _delivery(client, subject, position) as arrived:
                async for event in _in_order(client, arrived):
                    position = event.sequence
                    yield event
        except (_Lost, nats.errors.Error, TimeoutError) as trouble:
            if client.is_closed:
                return
            log.info("bus.events_resumed", after_seq=position, reason=repr(trouble))
            await asyncio.sleep(RETRY_S)


@asynccontextmanager
async def _delivery(client: Client, subject: str, position: int) -> AsyncIterator[asyncio.Queue[Msg]]:
    """Have the server deliver everything after `position` into a queue while the block runs."""
    arrived: asyncio.Queue[Msg] = asyncio.Queue()
    inbox = client.new_inbox()
    subscription = await client.subscribe(inbox, cb=arrived.put)
    try:
        await client.jetstream().add_consumer(
            subjects.EVENT_STREAM,
            ConsumerConfig(
                deliver_subject=inbox,
                deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
                opt_start_seq=position + 1,
                filter_subject=subject,
                ack_policy=AckPolicy.NONE,
                max_deliver=1,
                mem_storage=True,
                num_replicas=1,
                idle_heartbeat=HEARTBEAT_S,
                flow_control=True,
            ),
        )
        yield arrived
    finally:
        # The server removes the consumer by itself once nobody listens to its inbox.
        with contextlib.suppress(nats.errors.Error):
            await subscription.unsubscribe()


async def _in_order(client: Client, arrived: asyncio.Queue[Msg]) -> AsyncIterator[Event]:
    delivered = 0
    while True:
        if arrived.empty():
            async with asyncio.timeout(SILENCE_MAX_S):
                message = await arrived.get()
        else:
            message = arrived.get_nowait()
        headers = message.headers
        if headers and headers.get("Status") == CONTROL:
            if message.reply:
                await client.publish(message.reply)
            elif int(headers.get("Nats-Last-Consumer", delivered)) != delivered:
                raise _Lost
            continue
        sequence, number = _numbers(message.reply)
        delivered += 1
        if number != delivered:
            raise _Lost
        yield Event(sequence, message.subject, message.data)


def _numbers(reply: str) -> tuple[int, int]:
    """Return the stream's and the consumer's sequence out of a delivery's reply subject.

    `$JS.ACK.<stream>.<consumer>.<tries>.<stream seq>.<consumer seq>.<time>.<pending>`, with two more parts
    before the stream (and one after the end) when the server uses domains.
    """
    parts = reply.split(".")
    offset = 0 if len(parts) == 9 else 2
    return int(parts[5 + offset]), int(parts[6 + offset])
