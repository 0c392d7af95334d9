"""A small HTTP/1.1 server on loopback for fake venues: routes answer, and a script of troubles comes first."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked; header names are in lower case."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back: `body` as JSON, or as it stands when it is bytes."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Trouble = Answer | Literal["drop", "cut"]
"""An answer instead of the right one; a connection closed without a word, or in the middle of the body."""


class LoopbackHttp:
    """Serves `route`, after the troubles in `script`, on 127.0.0.1. Keeps every request in `requests`."""

    def __init__(self, route: Callable[[Request], Answer]) -> None:
        self._route = route
        self._server: asyncio.Server | None = None
        self.script: deque[Trouble] = deque()
        self.requests: list[Request] = []

    @property
    def url(self) -> str:
        assert self._server is not None, "enter it first"
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            target = urlsplit(head[0].split(" ")[1])
            pairs = (line.split(":", 1) for line in head[1:] if line)
            headers = {name.strip().lower(): value.strip() for name, value in pairs}
            request = Request(target.path, dict(parse_qsl(target.query)), headers)
            self.requests.append(request)
            trouble = self.script.popleft() if self.script else None
            if trouble != "drop":
                answer = self._route(request) if trouble is None or trouble == "cut" else trouble
                writer.write(_wire(answer, is_cut=trouble == "cut"))
                await writer.drain()
        finally:
            writer.close()


def _wire(answer: Answer, *, is_cut: bool) -> bytes:
    body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
    headers = {
        "content-type": "application/json",
        "content-length": str(len(body)),
        "connection": "close",
        **answer.headers,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    sent = body[: len(body) // 2] if is_cut else body
    return f"HTTP/1.1 {answer.status} Told\r\n{lines}\r\n".encode("latin-1") + sent
