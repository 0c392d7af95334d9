"""A trader at a fake Binance: plain HTTP with signatures made here, none of the product's code."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect

from tradewright_fakes.binance import BinanceFake, serve


def hmac_hex(secret: str, payload: str) -> str:
    return hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest()


@dataclass
class ExchangeDesk:
    """One key at one fake, on both markets."""

    fake: BinanceFake
    http: httpx.AsyncClient
    heard: list[dict[str, Any]] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)
    time_offset_ms: int = 0

    async def send(self, method: str, path: str, **given: Any) -> httpx.Response:
        """A signed request."""
        given["timestamp"] = int(time.time() * 1000) + self.time_offset_ms
        query = urlencode(given)
        return await self.http.request(
            method, f"{path}?{query}&signature={hmac_hex(self.fake.secret, query)}"
        )

    async def ask(self, method: str, path: str, **given: Any) -> Any:
        """The body of a signed request that must be taken."""
        reply = await self.send(method, path, **given)
        assert reply.status_code == 200, reply.text
        return reply.json()

    async def refused(self, method: str, path: str, **given: Any) -> tuple[int, int, str]:
        reply = await self.send(method, path, **given)
        body = reply.json()
        return reply.status_code, body["code"], body["msg"]

    async def spot(self, side: str = "BUY", kind: str = "MARKET", **given: Any) -> Any:
        return await self.ask(
            "POST", "/api/v3/order", **{"symbol": "BTCUSDT", "side": side, "type": kind} | given
        )

    async def future(self, side: str = "BUY", kind: str = "MARKET", **given: Any) -> Any:
        return await self.ask(
            "POST", "/fapi/v1/order", **{"symbol": "BTCUSDT", "side": side, "type": kind} | given
        )

    async def algo(self, side: str = "SELL", kind: str = "STOP_MARKET", **given: Any) -> Any:
        asked = {"algoType": "CONDITIONAL", "symbol": "BTCUSDT", "side": side, "type": kind}
        return await self.ask("POST", "/fapi/v1/algoOrder", **asked | given)

    async def hear(self, count: int) -> list[str]:
        """Wait until `count` events have come in all; tell each by its kind and what befell the order."""
        async with asyncio.timeout(30), self.news:
            await self.news.wait_for(lambda: len(self.heard) >= count)
        return [told(one) for one in self.heard]


def told(event: dict[str, Any]) -> str:
    order = event.get("o")
    inner = order if isinstance(order, dict) else event
    return " ".join(
        str(one) for one in (event.get("e", "reply"), inner.get("x"), inner.get("X")) if one is not None
    )


@asynccontextmanager
async def an_exchange_desk() -> AsyncIterator[ExchangeDesk]:
    async with (
        serve() as fake,
        httpx.AsyncClient(base_url=fake.url, headers={"X-MBX-APIKEY": fake.key_id}, timeout=30) as http,
    ):
        yield ExchangeDesk(fake, http)


@asynccontextmanager
async def listening(
    desk: ExchangeDesk, url: str, *, first: dict[str, Any] | None = None
) -> AsyncIterator[ClientConnection]:
    """Hear a stream into `desk.heard`; `first` is sent, and its answer awaited, before anything else."""
    async with connect(url, close_timeout=0.2) as socket:
        if first is not None:
            await socket.send(msgspec.json.encode(first).decode())
            assert msgspec.json.decode(await socket.recv())["status"] == 200
        task = asyncio.create_task(_listen(socket, desk))
        yield socket
        task.cancel()


async def _listen(socket: ClientConnection, desk: ExchangeDesk) -> None:
    async for message in socket:
        body = msgspec.json.decode(message)
        async with desk.news:
            desk.heard.append(body.get("event", body))
            desk.news.notify_all()


def subscription(desk: ExchangeDesk) -> dict[str, Any]:
    """The WebSocket API's request for the user stream, signed."""
    params: dict[str, Any] = {"apiKey": desk.fake.key_id, "timestamp": int(time.time() * 1000)}
    payload = "&".join(f"{name}={params[name]}" for name in sorted(params))
    params["signature"] = hmac_hex(desk.fake.secret, payload)
    return {"id": "1", "method": "userDataStream.subscribe.signature", "params": params}
