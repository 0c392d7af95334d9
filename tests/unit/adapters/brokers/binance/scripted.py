"""A Binance that says what a test tells it to: real HTTP on loopback, every request kept as received."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.unit.adapters.brokers.transport.servers import a_server, an_answer, read_request
from tests.unit.adapters.virtual_time import VirtualClock

from tradewright.adapters.brokers.binance.api import Api
from tradewright.adapters.brokers.binance.dialect import Dialect
from tradewright.adapters.brokers.binance.links import Links
from tradewright.adapters.brokers.binance.lookup import Orders
from tradewright.adapters.brokers.binance.site import Site
from tradewright.adapters.brokers.transport import dump_json
from tradewright.domain.trading.ports.linking import Credential
from tradewright.kernel.secret import Secret

KEY = Credential("keys", "KEY", Secret("secret"))


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the venue received it."""

    method: str
    path: str
    params: dict[str, str]
    key: str | None


@dataclass(frozen=True, slots=True)
class Says:
    """One answer. `body` goes out as it is when it is bytes; None: the connection is cut instead."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def no(code: int, text: str = "no", *, status: int = 400, **headers: str) -> Says:
    return Says({"code": code, "msg": text}, status, headers)


CUT = Says()
Script = Callable[[Asked], Says]


class Venue:
    """Answers by `script`; the clock question is answered by itself."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.journal: list[Asked] = []
        self.port = 0
        self.now_ms = 1_772_452_800_000

    def asked(self, method: str, path: str) -> list[Asked]:
        return [one for one in self.journal if (one.method, one.path) == (method, path)]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            says = self._answer((await read_request(reader)).decode())
            if says.body is None:
                return
            body = says.body if isinstance(says.body, bytes) else dump_json({"": says.body})[4:-1]
            told = "".join(f"{name}: {value}\r\n" for name, value in says.headers.items())
            writer.write(an_answer(body, status=f"{says.status} X", headers=told.encode()))
            await writer.drain()

    def _answer(self, request: str) -> Says:
        line, *headers = request.split("\r\n")
        method, target, _ = line.split(" ")
        parts = urlsplit(target)
        key = next((one.split(": ")[1] for one in headers if one.lower().startswith("x-mbx-apikey")), None)
        asked = Asked(method, parts.path, dict(parse_qsl(parts.query)), key)
        if asked.path.endswith("/time"):
            return Says({"serverTime": self.now_ms})
        self.journal.append(asked)
        return self.script(asked)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything below the broker, aimed at the scripted venue."""

    venue: Venue
    api: Api
    dialect: Dialect
    links: Links
    orders: Orders
    slept: list[float]
    revoked: list[str]


@asynccontextmanager
async def a_desk(market: Any, script: Script) -> AsyncIterator[Desk]:
    venue = Venue(script)
    slept: list[float] = []
    revoked: list[str] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async with a_server(venue.serve) as port:
        venue.port = port
        site = Site(market, VirtualClock())
        api = Api(f"http://127.0.0.1:{port}", KEY, site, on_revoked=revoked.append, sleep=sleep)
        dialect, links = Dialect(market), Links()
        try:
            yield Desk(venue, api, dialect, links, Orders(api, dialect, links), slept, revoked)
        finally:
            await api.close()
