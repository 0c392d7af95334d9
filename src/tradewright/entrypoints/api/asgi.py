"""Small tools for plain ASGI middleware: one finished answer, headers, the request's state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from starlette.requests import cookie_parser
from starlette.types import Message, Receive, Scope, Send

Headers = list[tuple[bytes, bytes]]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
API_BASE = "/api/unify/v1"


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response: it can be sent, kept, and sent again."""

    status: int
    headers: Headers = field(default_factory=list)
    body: bytes = b""

    async def send(self, send: Send) -> None:
        """Send it. Content-Length is set here."""
        headers = [*self.headers, (b"content-length", str(len(self.body)).encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def state_of(scope: Scope) -> dict[str, Any]:
    """Return the request's state, which routes see as `request.state`."""
    return cast(dict[str, Any], scope.setdefault("state", {}))


def header(scope: Scope, name: bytes) -> str | None:
    """Return the first header with this lower-case name."""
    for key, value in scope["headers"]:
        if key == name:
            return cast(bytes, value).decode("latin-1")
    return None


def cookies_of(scope: Scope) -> dict[str, str]:
    """Return the request's cookies. One that is not well formed (other programs on this host set cookies, too, and
    browsers send them to every port) does not cost the others."""
    found: dict[str, str] = {}
    for key, value in scope["headers"]:
        if key == b"cookie":
            found |= cookie_parser(value.decode("latin-1"))
    return found


async def read_body(receive: Receive) -> bytes | None:
    """Return the whole body, or None when the client went away in the middle of it."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives `body` first and then whatever `receive` gives."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return messages.pop() if messages else await receive()

    return again


def with_headers(send: Send, extra: Iterable[tuple[bytes, bytes]]) -> Send:
    """Return a `send` that adds headers the response does not have yet."""

    async def adding(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {key.lower() for key, _ in message.get("headers", [])}
            message["headers"] = [
                *message.get("headers", []),
                *(one for one in extra if one[0] not in present),
            ]
        await send(message)

    return adding
