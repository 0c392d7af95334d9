"""Events on their way into the stream, many under way at once.

nats-py can do this too (`publish_async`), but never gives up on an acknowledgement that a reconnect has
swallowed.
"""

from __future__ import annotations

import asyncio
from itertools import count
from typing import TYPE_CHECKING, Any

import msgspec
import nats.errors

from tradewright.kernel.errors import Unavailable

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg

ACK_TIMEOUT_S = 5.0
NO_RESPONDERS = "503"


class _Acknowledgement(msgspec.Struct):
    seq: int = 0
    duplicate: bool = False
    error: dict[str, Any] | None = None


_decode = msgspec.json.Decoder(_Acknowledgement).decode


class EventPublisher:
    """Sends events and hands each acknowledgement to the future that waits for it."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._inbox = client.new_inbox()
        self._is_listening = False
        self._numbers = count()
        self._waiting: dict[str, asyncio.Future[int]] = {}

    async def publish(self, subject: str, msg_id: str, payload: bytes) -> asyncio.Future[int]:
        """Send one event and return the future of its sequence."""
        if not self._client.is_connected:
            # The client would keep it for later; the outbox keeps it better.
            raise Unavailable("the bus does not answer")
        if not self._is_listening:
            self._is_listening = True
            await self._client.subscribe(f"{self._inbox}.*", cb=self._hear)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[int] = loop.create_future()
        token = str(next(self._numbers))
        self._waiting[token] = future
        giving_up = loop.call_later(ACK_TIMEOUT_S, self._give_up, token)
        future.add_done_callback(lambda _: giving_up.cancel())
        try:
            await self._client.publish(
                subject, payload, reply=f"{self._inbox}.{token}", headers={"Nats-Msg-Id": msg_id}
            )
        except nats.errors.Error as cause:
            self._fail(token, cause)
        return future

    def fail_waiting(self) -> None:
        """Fail what is still waiting: its acknowledgements are lost with the connection."""
        for token in list(self._waiting):
            self._give_up(token)

    async def _hear(self, message: Msg) -> None:
        future = self._waiting.pop(message.subject.rpartition(".")[2], None)
        if future is None or future.done():
            return
        if message.headers and message.headers.get("Status") == NO_RESPONDERS:
            future.set_exception(Unavailable("the event stream does not answer"))
            return
        answer = _decode(message.data)
        if answer.error is None:
            future.set_result(answer.seq)
        else:
            future.set_exception(Unavailable("the event stream refused an event", **answer.error))

    def _give_up(self, token: str) -> None:
        self._fail(token, None)

    def _fail(self, token: str, cause: Exception | None) -> None:
        future = self._waiting.pop(token, None)
        if future is not None and not future.done():
            error = Unavailable("the event stream did not acknowledge an event")
            error.__cause__ = cause
            future.set_exception(error)
