"""One connection to NATS, for everything a process says and hears.

Losing the server is survived: nats-py reconnects for ever and subscribes again. What is said meanwhile waits
in a buffer of 2 MiB; after that, plain messages are dropped (counted) and events fail, so the outbox keeps
them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple, Self

import nats
import nats.errors
import structlog

from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import UserId
from tradewright.platform.bus import subjects
from tradewright.platform.bus.cancelling import heed_cancellation
from tradewright.platform.bus.events import Event, EventBounds, read_events
from tradewright.platform.bus.job_calls import JobCalls
from tradewright.platform.bus.publisher import EventPublisher
from tradewright.platform.bus.stream import bounds, ensure_event_stream, last_sequence

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.aio.subscription import Subscription as NatsSubscription

log = structlog.get_logger(__name__)

RECONNECT_WAIT_S = 0.25
DRAIN_TIMEOUT_S = 5
PENDING_MESSAGES_MAX = 65_536
"""A handler this far behind loses the oldest plain messages, which are worth nothing by then."""


class Message(NamedTuple):
    """A plain message as its handler gets it."""

    subject: str
    data: bytes


Handler = Callable[[Message], Awaitable[None]]
Responder = Callable[[bytes], Awaitable[bytes | None]]
"""Gives the answer to a request, or None to leave it to another member."""


class Subscription:
    """A running subscription; `close` ends it."""

    def __init__(self, inner: NatsSubscription) -> None:
        self._inner = inner

    async def close(self) -> None:
        """Stop hearing; messages that already arrived are dropped. Harmless when closed before."""
        try:
            await self._inner.unsubscribe()
        except (nats.errors.BadSubscriptionError, nats.errors.ConnectionClosedError):
            pass  # closed before, or the connection is: both are what the caller wants


class Bus:
    """What a process says and hears. Make it with `connect`, end it with `close`."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._publisher = EventPublisher(client)
        self.dropped = 0
        """Plain messages that could not be sent since the start."""

    @classmethod
    async def connect(cls, url: str, name: str, *, timeout_s: float = 10.0) -> Self:
        """Connect as `name` (shown in NATS's monitoring) and make sure that the event stream exists.

        Raises `Unavailable` when no server answers within `timeout_s`.
        """
        made: list[Self] = []

        async def on_disconnected() -> None:
            for bus in made:
                bus._lost_connection()

        try:
            async with asyncio.timeout(timeout_s):
                client = await nats.connect(
                    url,
                    name=name,
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=RECONNECT_WAIT_S,
                    connect_timeout=2,
                    drain_timeout=DRAIN_TIMEOUT_S,
                    ping_interval=20,
                    error_cb=_on_error,
                    disconnected_cb=on_disconnected,
                    reconnected_cb=_on_reconnected,
                )
                await ensure_event_stream(client)
        except (OSError, TimeoutError, nats.errors.Error) as cause:
            raise Unavailable("the bus does not answer", cause=repr(cause)) from cause
        bus = cls(client)
        made.append(bus)
        return bus

    @property
    def is_connected(self) -> bool:
        """Whether the server can be heard right now."""
        return self._client.is_connected

    async def publish(self, subject: str, data: bytes = b"") -> None:
        """Say one plain message. Never fails: it may be lost, as its receiver may."""
        try:
            await self._client.publish(subject, data)
        except nats.errors.Error:
            self.dropped += 1

    async def publish_many(self, messages: Iterable[tuple[str, bytes]]) -> None:
        """Say many plain messages in one go; the same promise as `publish`."""
        for subject, data in messages:
            await self.publish(subject, data)

    async def subscribe(self, subject: str, handler: Handler, queue: str | None = None) -> Subscription:
        """Call `handler` for each message, one after the other; with `queue`, one member of that group gets
        each.

        A handler that raises is logged and hears the next message all the same.
        """

        async def hear(message: Msg) -> None:
            try:
                await handler(Message(message.subject, message.data))
            except Exception:
                # Policy: plain messages are repeated by nobody, and the next one must still be heard.
                log.exception("bus.handler_failed", subject=message.subject)

        inner = await self._client.subscribe(
            subject, queue=queue or "", cb=hear, pending_msgs_limit=PENDING_MESSAGES_MAX
        )
        return Subscription(inner)

    async def request(self, subject: str, data: bytes = b"", *, timeout_s: float = 1.0) -> bytes:
        """Ask whoever serves `subject` and return the answer. Raises `Unavailable` when nobody answers in
        time.
        """
        try:
            answer = await self._client.request(subject, data, timeout=timeout_s)
        except (nats.errors.Error, TimeoutError) as cause:
            raise Unavailable("nobody answers on the bus", subject=subject) from cause
        heed_cancellation()
        return answer.data

    async def serve(
        self, subject: str, responder: Responder, queue: str | None = None, *, side_by_side: bool = False
    ) -> Subscription:
        """Answer requests on `subject`, one after the other, or `side_by_side` where an answer may take long.

        A responder that raises is logged and answers nothing: the asker times out.
        """
        under_way: set[asyncio.Task[None]] = set()

        async def answer(message: Msg) -> None:
            try:
                answered = await responder(message.data)
                if answered is not None:
                    await message.respond(answered)
            except Exception:
                # Policy: silence is the answer; the asker's timeout is its error.
                log.exception("bus.responder_failed", subject=message.subject)

        async def begin(message: Msg) -> None:
            task = asyncio.create_task(answer(message), name="bus-answer")
            under_way.add(task)
            task.add_done_callback(under_way.discard)

        heard = begin if side_by_side else answer
        return Subscription(await self._client.subscribe(subject, queue=queue or "", cb=heard))

    async def publish_event(self, user_id: UserId, msg_id: str, payload: bytes) -> asyncio.Future[int]:
        """Send one event and return the future of its sequence in the stream; many may be under way at once.

        The stream drops a second event with the same `msg_id` within two minutes, and acknowledges it all the
        same. The future fails with `Unavailable` when the acknowledgement does not come; then the event may
        be there or not.
        """
        return await self._publisher.publish(subjects.events(user_id), msg_id, payload)

    def events(self, *, after_seq: int | None = None, user_id: UserId | None = None) -> AsyncIterator[Event]:
        """Read events in order, from the one after `after_seq` (None: from now), of everybody or of one user.

        Goes on for ever, across reconnects and restarts of the server, repeating and missing none that the
        stream still holds. Compare `event_bounds` first when a gap must be noticed.
        """
        subject = subjects.ALL_EVENTS if user_id is None else subjects.events(user_id)
        return read_events(self._client, subject, after_seq=after_seq)

    async def publish_switch(self, user_id: UserId, msg_id: str) -> asyncio.Future[int]:
        """Send word that an account of this user is to be connected or let go, as `publish_event` sends an event."""
        return await self._publisher.publish(subjects.account(user_id), msg_id, b"")

    def switches(self, *, after_seq: int | None = None) -> AsyncIterator[Event]:
        """Read whose accounts are to be connected or let go, as `events` reads events; they bear no data."""
        return read_events(self._client, subjects.ALL_ACCOUNTS, after_seq=after_seq)

    async def event_bounds(self) -> EventBounds:
        """Return the first and last sequence the stream holds; `after_seq < first - 1` or `> last` means a
        gap.
        """
        try:
            return await bounds(self._client)
        except (nats.errors.Error, TimeoutError) as cause:
            raise Unavailable("the bus does not answer") from cause

    async def last_event_sequence(self, user_id: UserId) -> int:
        """Return where the newest event of this user stands in the stream, 0 when there is none."""
        try:
            return await last_sequence(self._client, subjects.events(user_id))
        except (nats.errors.Error, TimeoutError) as cause:
            raise Unavailable("the bus does not answer") from cause

    def job_calls(self) -> JobCalls:
        """Return this process's share of the calls that wake workers."""
        return JobCalls(self._client)

    async def flush(self) -> None:
        """Wait until the server has everything said so far. Raises `Unavailable`."""
        try:
            await self._client.flush(timeout=2)
        except (nats.errors.Error, TimeoutError) as cause:
            raise Unavailable("the bus does not answer") from cause

    async def close(self) -> None:
        """Let handlers finish what has arrived, send what is buffered, and leave. Harmless when closed
        before.
        """
        self._publisher.fail_waiting()
        if self._client.is_closed:
            return
        try:
            async with asyncio.timeout(DRAIN_TIMEOUT_S + 1):
                await self._client.drain()
        except (nats.errors.Error, TimeoutError):
            await self._client.close()

    def _lost_connection(self) -> None:
        if not self._client.is_draining and not self._client.is_closed:
            log.warning("bus.disconnected")
        self._publisher.fail_waiting()


async def _on_error(error: Exception) -> None:
    log.warning("bus.trouble", error=repr(error))


async def _on_reconnected() -> None:
    log.info("bus.reconnected")
