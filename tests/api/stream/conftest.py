"""The gateway behind a real server on a free port, and sockets that speak to it as the browser app does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from tests.api.browser import BASE, ORIGIN, Browser
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from tradewright.kernel.ids import UserId
from tradewright.platform.bus import Bus
from tradewright.platform.db.codecs import encode_json

HEAR_WITHIN_S = 60.0


@dataclass
class Socket:
    """One connection; what it hears is kept in the order it came."""

    connection: ClientConnection
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def say(self, **message: Any) -> None:
        await self.connection.send(json.dumps(message))

    async def hear(self, kind: str) -> dict[str, Any]:
        """Return the next message of this kind; others are kept in `heard` as well."""
        async with asyncio.timeout(HEAR_WITHIN_S):
            while True:
                message: dict[str, Any] = json.loads(await self.connection.recv())
                self.heard.append(message)
                if message["type"] == kind:
                    return message

    async def hello(self, after: int | None = None) -> dict[str, Any]:
        await self.say(type="hello", after=after)
        return await self.hear("ready")

    async def hear_events(self, count: int) -> list[dict[str, Any]]:
        return [await self.hear("events") for _ in range(count)]

    async def closed(self) -> int:
        """Return the code the server closes with."""
        try:
            async with asyncio.timeout(HEAR_WITHIN_S):
                while True:
                    self.heard.append(json.loads(await self.connection.recv()))
        except ConnectionClosed:
            return self.connection.close_code or 0

    def drop(self) -> None:
        """Lose the line as a train in a tunnel does: no goodbye."""
        self.connection.transport.abort()


@dataclass
class Teller:
    """Publishes events as the relay does."""

    bus: Bus

    async def tell(self, browser: Browser, *marks: int) -> list[int]:
        """Publish one event for each mark and return their sequences."""
        user_id = UserId(UUID(browser.me["user_id"]))
        sequences = []
        for mark in marks:
            event_id = str(uuid4())
            document = {
                "id": event_id,
                "at": "2026-03-02T15:00:00Z",
                "events": [{"type": "order.changed", "data": {"mark": mark}}],
            }
            future = await self.bus.publish_event(user_id, event_id, encode_json(document))
            sequences.append(await future)
        return sequences


def marks(messages: list[dict[str, Any]]) -> list[int]:
    return [
        one["data"]["mark"]
        for message in messages
        if message["type"] == "events"
        for one in message["events"]
    ]


@asynccontextmanager
async def open_socket(
    address: str, browser: Browser | None, *, origin: str | None = None, headers: dict[str, str] | None = None
) -> AsyncIterator[Socket]:
    """Connect as this browser's page would."""
    sent = dict(headers or {})
    if browser is not None:
        sent["Cookie"] = f"tw_access={browser.http.cookies['tw_access']}"
    async with connect(
        f"ws://{address}{BASE}/stream", origin=Origin(origin or ORIGIN), additional_headers=sent, proxy=None
    ) as connection:
        yield Socket(connection)


@pytest.fixture
def teller(app: FastAPI) -> Teller:
    return Teller(app.state.gateway.bus)
