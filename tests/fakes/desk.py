"""A trader at a fake Alpaca: plain HTTP and a plain WebSocket, none of the product's code."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect

from tests.fakes.openapi import document
from tradewright_fakes.alpaca import AlpacaFake, serve

TRADING = ("/v2/orders", "/v2/positions", "/v2/account", "/v2/assets", "/v2/clock", "/v2/calendar", "/v3/")


@dataclass
class Desk:
    """One key at one fake."""

    fake: AlpacaFake
    http: httpx.AsyncClient
    heard: list[dict[str, Any]] = field(default_factory=list)
    """Trade updates, as they came."""
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    is_spoiled: bool = False
    """True: replies are spoiled on purpose, and not held against the vendor's document."""
    checked: int = 0
    """Replies that the vendor's documents know, and that agreed with them."""

    async def hold_against_the_document(self, reply: httpx.Response) -> None:
        path = reply.request.url.path
        if (
            self.is_spoiled
            or reply.headers.get("content-type") != "application/json"
            or path.startswith("/oauth")
        ):
            return
        name = "alpaca-trading-api.json" if path.startswith(TRADING) else "alpaca-market-data-api.json"
        body = msgspec.json.decode(await reply.aread())
        self.checked += document(name).check(reply.request.method, path, reply.status_code, body)

    async def place(
        self, symbol: str = "AAPL", side: str = "buy", qty: object = "1", **given: Any
    ) -> httpx.Response:
        body = {"symbol": symbol, "side": side, "type": "market", "time_in_force": "day"}
        amount = {} if qty is None else {"qty": str(qty)}
        return await self.http.post("/v2/orders", json=body | amount | given)

    async def get(self, path: str, **query: Any) -> Any:
        return (await self.http.get(path, params=query)).json()

    async def position(self, symbol: str = "AAPL") -> str:
        reply = await self.http.get(f"/v2/positions/{symbol}")
        return "0" if reply.status_code == 404 else str(reply.json()["qty"])

    async def hear(self, count: int) -> list[str]:
        """Wait until `count` updates have come in all; return their names."""
        async with asyncio.timeout(30), self.news:
            await self.news.wait_for(lambda: len(self.heard) >= count)
        return [one["event"] for one in self.heard]


@asynccontextmanager
async def a_desk(*, listening: bool = False, seed: int = 1) -> AsyncIterator[Desk]:
    async with serve(seed=seed) as fake:
        headers = {"APCA-API-KEY-ID": fake.key_id, "APCA-API-SECRET-KEY": fake.secret}
        async with httpx.AsyncClient(base_url=fake.url, headers=headers, timeout=30) as http:
            desk = Desk(fake, http)
            http.event_hooks["response"].append(desk.hold_against_the_document)
            if not listening:
                yield desk
                return
            async with connect(fake.stream_url, close_timeout=0.2) as socket:
                await log_in(socket, fake.key_id, fake.secret)
                listener = asyncio.create_task(_listen(socket, desk))
                yield desk
                listener.cancel()


async def log_in(socket: ClientConnection, key: str, secret: str) -> None:
    await socket.send(msgspec.json.encode({"action": "auth", "key": key, "secret": secret}))
    assert msgspec.json.decode(await socket.recv())["data"]["status"] == "authorized"
    await socket.send(msgspec.json.encode({"action": "listen", "data": {"streams": ["trade_updates"]}}))
    assert msgspec.json.decode(await socket.recv())["stream"] == "listening"


async def _listen(socket: ClientConnection, desk: Desk) -> None:
    async for message in socket:
        async with desk.news:
            desk.heard.append(msgspec.json.decode(message)["data"])
            desk.news.notify_all()
