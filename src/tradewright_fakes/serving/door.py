"""The door every request comes through: it is written down, waits its latency, and meets the faults that fire for it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tradewright_fakes.faults import OPENS, Fired
from tradewright_fakes.serving import replies
from tradewright_fakes.serving.journal import Entry, set_current
from tradewright_fakes.serving.replies import Reply
from tradewright_fakes.serving.venue import Venue

_KNOBS = ("visibility_lag", "cancel_loses", "cancel_pending", "replace_loses", "repeat_page", "expire_page")
ADMIN = "/__admin"


@dataclass(slots=True)
class _Call:
    """One request on its way through."""

    entry: Entry
    fired: dict[str, Fired]
    scope: Scope
    body: bytes
    receive: Receive
    send: Send

    @property
    def transport(self) -> asyncio.Transport:
        transport: asyncio.Transport = self.scope["state"]["transport"]
        return transport

    def ms_of(self, kind: str, default: float) -> float:
        """How long the fault `kind` waits; zero when it did not fire."""
        return self.fired[kind].do.number("ms", default) if kind in self.fired else 0

    async def start(self, reply: Reply) -> None:
        await self.send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})


class Door:
    """ASGI middleware around a skin's application."""

    def __init__(self, app: ASGIApp, venue: Venue, *, streaming: frozenset[str] = frozenset()) -> None:
        self._app, self._venue, self._streaming = app, venue, streaming

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        set_current(None)
        if scope["type"] == "websocket":
            await self._open(scope, receive, send)
            return
        if scope["type"] != "http" or scope["path"].startswith(ADMIN):
            await self._app(scope, receive, send)
            return
        body = await _read(receive)
        entry = self._enter(scope, body)
        if scope["path"] in self._streaming:
            entry.outcome = "streaming"
            await self._app(scope, _replay(body, receive), send)
            return
        # Taken before the work: a reset in between must not mix two lives of the venue.
        hub = self._venue.hub
        call = _Call(entry, self._fire(entry), scope, body, receive, send)
        try:
            await self._meet(call)
        finally:
            hub.release(entry)

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A stream asks to be opened: written down as `WS`, and refused or cut when a fault says so."""
        entry = self._enter(scope, b"")
        fired = self._fire(entry)
        if "delay_before" in fired:
            await _wait(fired["delay_before"].do.number("ms", 100))
        if "drop_before" in fired:
            entry.outcome = "dropped_before"
            scope["state"]["wire"].abort()
            return
        if "error" in fired:
            status = int(fired["error"].do.number("status", 503))
            entry.outcome, entry.status = "replied", status
            await receive()
            body = replies.ENCODE.encode(self._venue.skin.error(status, is_unknown=False))
            await send({"type": "websocket.http.response.start", "status": status, "headers": []})
            await send({"type": "websocket.http.response.body", "body": body})
            return
        entry.outcome = "streaming"
        await self._app(scope, receive, send)

    def _enter(self, scope: Scope, body: bytes) -> Entry:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        query = scope["query_string"].decode("latin-1")
        venue = self._venue
        entry = Entry(
            number=venue.journal.count(),
            at=venue.clock.now(),
            method=OPENS if scope["type"] == "websocket" else scope["method"],
            path=scope["path"],
            query=query,
            body=body.decode("utf-8", "replace"),
            key=venue.skin.key_of(headers, dict(parse_qsl(query))),
        )
        venue.journal.add(entry)
        return entry

    def _fire(self, entry: Entry) -> dict[str, Fired]:
        fired = self._venue.faults.on_request(entry.method, entry.path, entry.key)
        for one in fired:
            entry.faults.append({"rule": one.rule, "kind": one.do.kind})
            if one.do.kind in _KNOBS:
                entry.knobs[one.do.kind] = dict(one.do.given)
        return {one.do.kind: one for one in fired}

    async def _meet(self, call: _Call) -> None:
        venue, entry, fired = self._venue, call.entry, call.fired
        latency_ms = venue.settings.latency_by_key.get(entry.key, venue.settings.latency_ms)
        await _wait(latency_ms / 2 + call.ms_of("delay_before", 100))
        if "drop_before" in fired:
            entry.outcome = "dropped_before"
            await _cut(call)
            return
        if "revoke_key" in fired and (credential := venue.keyring.find(entry.key)) is not None:
            credential.is_revoked = True
        answer = next((fired[kind] for kind in ("error", "reply", "html", "empty") if kind in fired), None)
        reply = Reply()
        if answer is None or answer.do.is_on("process", answer.do.kind == "empty"):
            entry.is_processed = True
            set_current(entry)
            try:
                reply = await _captured(self._app, call)
            finally:
                set_current(None)
        if answer is not None:
            replies.answer(venue.skin, reply, answer, is_processed=entry.is_processed)
        elif "mangle" in fired:
            replies.spoil(reply, fired["mangle"])
        if "events_first" in fired:
            venue.hub.release(entry)
            await _wait(call.ms_of("events_first", 50))
        await _wait(latency_ms / 2 + call.ms_of("delay_after", 100))
        await self._finish(call, reply)

    async def _finish(self, call: _Call, reply: Reply) -> None:
        entry, fired = call.entry, call.fired
        if "kill_streams" in fired:
            self._venue.hub.kill()
        if "freeze_streams" in fired:
            self._venue.hub.freeze()
        if "drop_after" in fired:
            entry.outcome = "dropped_after"
            await _cut(call)
        elif "truncate" in fired:
            entry.outcome = "truncated"
            await call.start(reply)
            half = reply.body[: len(reply.body) // 2]
            await call.send({"type": "http.response.body", "body": half, "more_body": True})
            call.transport.close()
            await call.receive()
        else:
            entry.outcome, entry.status = "replied", reply.status
            await call.start(reply)
            await call.send({"type": "http.response.body", "body": reply.body})
        await _wait(call.ms_of("events_late", 200))


async def _wait(ms: float) -> None:
    if ms > 0:
        await asyncio.sleep(ms / 1000)


async def _cut(call: _Call) -> None:
    call.transport.abort()
    await call.receive()  # until the server has seen that the connection is gone


async def _read(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    is_told = False

    async def replay() -> Message:
        nonlocal is_told
        if is_told:
            return await receive()
        is_told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


async def _captured(app: ASGIApp, call: _Call) -> Reply:
    reply, chunks = Reply(), []

    async def keep(message: Any) -> None:
        if message["type"] == "http.response.start":
            reply.status, reply.headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            chunks.append(message.get("body", b""))

    await app(call.scope, _replay(call.body, call.receive), keep)
    reply.body = b"".join(chunks)
    return reply
