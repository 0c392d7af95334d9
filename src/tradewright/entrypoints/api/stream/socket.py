"""One socket's life: hello, catching up, then whatever its outlet holds, until somebody leaves."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import cast

from starlette.websockets import WebSocket, WebSocketDisconnect

from tradewright.entrypoints.api.stream.hub import Hub
from tradewright.entrypoints.api.stream.messages import Hello, Pong, Subscribe, read_message
from tradewright.entrypoints.api.stream.outlet import (
    CLOSE_PROTOCOL,
    CLOSE_RESTART,
    CLOSE_SILENT,
    CLOSE_SLOW,
    CLOSE_UNAUTHENTICATED,
    Outlet,
)
from tradewright.kernel.errors import TradewrightError, Unavailable
from tradewright.platform.bus import Bus, Event

HELLO_WITHIN_S = 10.0
CATCH_UP_WITHIN_S = 30.0
PING_EVERY_S = 15.0
SILENCE_MAX_S = 2 * PING_EVERY_S
SEND_WITHIN_S = 10.0
"""A line that takes no bytes for this long is closed."""
CHECK_EVERY_S = 5.0
"""How often the session is looked up again; ends that gateways are told of close sockets at once."""

StillAllowed = Callable[[], Awaitable[bool]]


class _Leave(Exception):
    """Ends the conversation with a close code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code, self.reason = code, reason


class StreamSocket:
    """Speaks the protocol of this package over an accepted WebSocket."""

    def __init__(
        self, websocket: WebSocket, hub: Hub, bus: Bus, outlet: Outlet, *, still_allowed: StillAllowed
    ) -> None:
        self._websocket = websocket
        self._hub = hub
        self._bus = bus
        self._outlet = outlet
        self._still_allowed = still_allowed
        self._sent = outlet.position
        self._heard_at = time.monotonic()

    async def run(self) -> None:
        """Talk until the client leaves or must; every way out closes the socket."""
        try:
            async with asyncio.timeout(HELLO_WITHIN_S):
                hello = await self._receive()
            if not isinstance(hello, Hello):
                raise _Leave(CLOSE_PROTOCOL, "say hello first")
            await self._welcome(hello)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen())
                group.create_task(self._speak())
                group.create_task(self._watch())
        except* _Leave as group_of_one:
            await self._close(cast(_Leave, group_of_one.exceptions[0]))
        except* TimeoutError:
            await self._close(_Leave(CLOSE_SLOW, "too slow; resume from the last seq"))
        except* Unavailable:
            await self._close(_Leave(CLOSE_RESTART, "a part of the service is not available; come back"))
        except* WebSocketDisconnect:
            pass  # the client left

    async def _welcome(self, hello: Hello) -> None:
        after = hello.after
        if after is not None:
            bounds = await self._bus.event_bounds()
            if not bounds.first - 1 <= after <= bounds.last:
                await self._say('{"type":"reset"}')
                after = None
        if after is None:
            await self._say(f'{{"type":"ready","seq":{self._outlet.position},"resumed":false}}')
        else:
            self._sent = after
            await self._say(f'{{"type":"ready","seq":{after},"resumed":true}}')
            async with asyncio.timeout(CATCH_UP_WITHIN_S):
                await self._catch_up(after)
        await self._hub.greet(self._outlet)

    async def _catch_up(self, after: int) -> None:
        """Say what was missed. The outlet collects what happens meanwhile; what is in both is said once."""
        last = await self._bus.last_event_sequence(self._outlet.user_id)
        if last <= after:
            return
        # It is a generator, whose consumer at the server ends when it is closed.
        missed = cast(
            AsyncGenerator[Event, None], self._bus.events(after_seq=after, user_id=self._outlet.user_id)
        )
        async with aclosing(missed):
            async for event in missed:
                await self._say_event(event)
                if event.sequence >= last:
                    return

    async def _listen(self) -> None:
        while True:
            message = await self._receive()
            match message:
                case Subscribe():
                    self._hub.subscribe(self._outlet, message.symbols, everything=message.everything)
                case Pong():
                    pass  # hearing it was all
                case Hello():
                    raise _Leave(CLOSE_PROTOCOL, "hello was said already")

    async def _receive(self) -> Hello | Subscribe | Pong:
        frame = await self._websocket.receive()
        if frame["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(frame.get("code") or 1005)
        self._heard_at = time.monotonic()
        text = frame.get("text")
        if text is None:
            raise _Leave(CLOSE_PROTOCOL, "messages are text")
        try:
            return read_message(text)
        except ValueError as cause:
            raise _Leave(CLOSE_PROTOCOL, "not a message of this protocol") from cause

    async def _speak(self) -> None:
        outlet, ping_at = self._outlet, time.monotonic() + PING_EVERY_S
        while True:
            await outlet.wait(max(0.0, ping_at - time.monotonic()))
            if outlet.closing:
                raise _Leave(*outlet.closing)
            await self._empty(outlet)
            if time.monotonic() >= ping_at:
                if time.monotonic() - self._heard_at > SILENCE_MAX_S:
                    raise _Leave(CLOSE_SILENT, "no pong")
                await self._say('{"type":"ping"}')
                ping_at = time.monotonic() + PING_EVERY_S

    async def _empty(self, outlet: Outlet) -> None:
        while outlet.events:
            await self._say_event(outlet.events.popleft())
        while outlet.live:
            await self._say(outlet.live.pop(next(iter(outlet.live))))
        if outlet.quotes:
            texts, outlet.quotes = ",".join(outlet.quotes.values()), {}
            await self._say(f'{{"type":"quotes","quotes":[{texts}]}}')
        if outlet.health is not None:
            text, outlet.health = outlet.health, None
            await self._say(text)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(CHECK_EVERY_S)
            try:
                is_allowed = await self._still_allowed()
            except (TradewrightError, OSError):
                continue  # nobody can be asked; the socket shows nothing new without them either
            if not is_allowed:
                raise _Leave(CLOSE_UNAUTHENTICATED, "the session has ended")

    async def _say_event(self, event: Event) -> None:
        """Say this event unless it was said: catching up and live delivery overlap on purpose."""
        if event.sequence <= self._sent:
            return
        # The relay wrote `{"id":…,"at":…,"events":[…]}`; ours only adds what the stream knows.
        await self._say(f'{{"type":"events","seq":{event.sequence},{event.data.decode()[1:]}')
        self._sent = event.sequence

    async def _say(self, text: str) -> None:
        async with asyncio.timeout(SEND_WITHIN_S):
            await self._websocket.send({"type": "websocket.send", "text": text})

    async def _close(self, leave: _Leave) -> None:
        try:
            async with asyncio.timeout(SEND_WITHIN_S):
                await self._websocket.close(leave.code, leave.reason)
        except (RuntimeError, WebSocketDisconnect, TimeoutError):
            pass  # it is closed already, or its line is dead
