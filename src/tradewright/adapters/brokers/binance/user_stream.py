"""The streams of an account's own events, as lines of the transport.

Spot asks its websocket API to tell them, with a signature of any kind of key. Futures name the stream by a listen key, which
is asked for by REST, lives an hour and is prolonged every half one.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Final, Protocol

from tradewright.adapters.brokers.binance.api import Api
from tradewright.adapters.brokers.binance.dialect import listen_key
from tradewright.adapters.brokers.binance.errors import refusal_in
from tradewright.adapters.brokers.binance.signing import signed_frame
from tradewright.adapters.brokers.binance.updates import Said, read_event
from tradewright.adapters.brokers.transport import (
    Dial,
    StreamRefused,
    StreamTimes,
    Unreadable,
    Wire,
    load_json,
)
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.ports.broker import (
    REVOKED_CODE,
    BrokerUnavailable,
    ConnectionChanged,
    StreamGap,
)

LIFE_S: Final = 23.5 * 3600
"""Binance ends connections after 24 hours."""
TIMES: Final = StreamTimes(life=LIFE_S)
KEEP_S: Final = 30 * 60.0
_SUBSCRIBE: Final = "userDataStream.subscribe.signature"
_GREETINGS_MAX: Final = 50
OnSaid = Callable[[list[Said]], None]
OnConnection = Callable[[ConnectionChanged | StreamGap], None]


class Reopens(Protocol):
    """What keeping a listen key needs of its stream."""

    @property
    def is_open(self) -> bool: ...
    def reopen(self) -> None: ...


class SpotLine:
    """Events of a spot account, by the websocket API."""

    def __init__(self, url: str, api: Api, *, on_said: OnSaid, on_connection: OnConnection) -> None:
        self._url = url
        self._api = api
        self._on_said = on_said
        self._count = 0
        self.tell = on_connection

    async def dial(self) -> Dial:
        if self._api.site.clock.is_stale:
            await self._api.sync_clock()
        return Dial(self._url)

    async def greet(self, wire: Wire) -> None:
        self._count += 1
        asked = str(self._count)
        params = signed_frame({"apiKey": self._api.key, **self._api.stamp()}, self._api.signer)
        await wire.send(json.dumps({"id": asked, "method": _SUBSCRIBE, "params": params}))
        answer = await _answer(wire, asked)
        error = answer.object("error")
        if error is None:
            return
        refusal = refusal_in(error, status=answer.whole("status") or 400)
        if refusal.kind == "clock":
            self._api.site.clock.forget()
            await self._api.sync_clock()
        raise StreamRefused(f"Binance: {refusal.text}", is_revoked=refusal.kind == "key")

    def hear(self, frame: str | bytes) -> None:
        message = _message(frame)
        event = message.object("event")
        if event is not None:
            self._on_said(read_event(event))
        elif message.text("e") is not None:
            self._on_said(read_event(message))


class UsdmLine:
    """Events of a futures account, by listen key."""

    def __init__(self, url: str, api: Api, *, on_said: OnSaid, on_connection: OnConnection) -> None:
        self._url = url
        self._api = api
        self._on_said = on_said
        self.tell = on_connection

    async def dial(self) -> Dial:
        if self._api.site.clock.is_stale:
            await self._api.sync_clock()
        document = await self._api.read(listen_key("POST"))
        try:
            key = Fields.of(document, what="answer").need_text("listenKey")
        except Unreadable as error:
            raise BrokerUnavailable("unreadable", f"Binance gave no listen key: {error}") from error
        return Dial(f"{self._url}/{key}")

    async def greet(self, wire: Wire) -> None:
        """Nothing to say: the address is the log-in."""

    def hear(self, frame: str | bytes) -> None:
        message = _message(frame)
        # A combined stream wraps its events.
        self._on_said(read_event(message.object("data") or message))

    async def keep(self, stream: Reopens, *, every_s: float = KEEP_S) -> None:
        """Prolong the listen key until cancelled; dial anew when it is gone (-1125)."""
        while True:
            await asyncio.sleep(every_s)
            if not stream.is_open:
                continue
            try:
                await self._api.read(listen_key("PUT"))
            except BrokerUnavailable as error:
                # Policy: an hour's life bears one miss of a half one; a key that Binance does not know bears none.
                if "-1125" in error.message or error.code == REVOKED_CODE:
                    stream.reopen()


async def _answer(wire: Wire, asked: str) -> Fields:
    """Return the answer to our request; events may come before it."""
    for _ in range(_GREETINGS_MAX):
        try:
            message = _message(await wire.receive())
        except Unreadable as error:
            raise StreamRefused(f"Binance answers in no words of its own: {error}") from error
        if message.text("id") == asked:
            return message
    raise StreamRefused("Binance never answered the subscription")


def _message(frame: str | bytes) -> Fields:
    try:
        return Fields.of(load_json(frame), what="frame")
    except Unreadable:
        raise
    except ValueError as cause:
        raise Unreadable("a frame is not JSON") from cause
