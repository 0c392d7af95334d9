"""Fake venues for a measurement: each a process of its own, without the venue's rate limit, and with a latency by key."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import httpx
from product import free_port  # type: ignore[import-not-found]
from traders import Place, Seat, link, trader  # type: ignore[import-not-found]

from tradewright_fakes.admin import Admin


@dataclass(frozen=True)
class Traded:
    """What is traded at a broker: the symbol as we call it and as the venue does, how much at a time, where orders go."""

    ours: str
    theirs: str
    price: str
    quantity: str
    orders_path: str


TRADED: Final = {
    "alpaca": Traded("AAPL", "AAPL", "230", "1", "/v2/orders"),
    "binance": Traded("ETHUSDT", "ETHUSDT", "3300", "0.1", "/api/v3/order"),
}
STARTS_WITHIN_S: Final = 30.0
TICK_EVERY_S: Final = 0.5
"""A quote that is older than a few seconds is none: without ticks, every decision would ask for a price of its own."""


@dataclass
class FakeVenue:
    """A running fake; `broker` is what accounts there are linked as."""

    broker: str
    url: str
    admin: Admin
    latency_by_key: dict[str, int] = field(default_factory=dict)

    async def open_desk(self, base: str, name: str, *, accounts: int) -> list[tuple[str, Seat]]:
        """Sign up one trader with so many linked accounts; return key and agent of each."""
        traded, seats = TRADED[self.broker], []
        async with trader(base, f"{self.broker}-{name}") as client:
            for number in range(accounts):
                key = f"FAKE{self.broker}{name}n{number}".upper()
                secret = f"secret-of-{key}"
                await self.admin.open_account(key, secret=secret, cash="100000000")
                at = Place(self.broker, self.url, traded.ours, traded.quantity)
                seat = await link(client, at, key=key, secret=secret)
                seats.append((key, seat))
        return seats

    async def set_latency(self, keys: list[str], latency_ms: int) -> None:
        """Let every request of these keys take so long, half of it before the venue acts."""
        self.latency_by_key.update(dict.fromkeys(keys, latency_ms))
        await self.admin.settings(latency_by_key=self.latency_by_key)

    async def arrivals(self) -> dict[str, float]:
        """Return when each order reached the venue, in seconds since 1970, by client order id."""
        entries = await self.admin.journal(method="POST", path=TRADED[self.broker].orders_path)
        return {
            order["client_order_id"]: datetime.fromisoformat(entry["at"]).timestamp()
            for entry in entries
            for order in entry["accepted"]
        }

    async def tick(self) -> None:
        """Tell the price again and again, so that it stays fresh."""
        traded = TRADED[self.broker]
        while True:
            with contextlib.suppress(httpx.HTTPError):  # a busy machine: the next tick will do
                await self.admin.price(traded.theirs, traded.price)
            await asyncio.sleep(TICK_EVERY_S)


@asynccontextmanager
async def running(broker: str) -> AsyncIterator[FakeVenue]:
    """Run the fake of `broker` until the block ends."""
    port = free_port()
    tradewright = str(Path(sys.executable).with_name("tradewright"))
    process = await asyncio.create_subprocess_exec(
        tradewright, "fake", broker, "--port", str(port), "--seed", "1", stdout=asyncio.subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        async with Admin(url) as admin:
            async with asyncio.timeout(STARTS_WITHIN_S):
                while True:
                    try:
                        await admin.settings(is_limited=False, hours="always")
                        break
                    except httpx.TransportError:
                        await asyncio.sleep(0.1)
            venue = FakeVenue(broker, url, admin)
            ticking = asyncio.create_task(venue.tick())
            try:
                yield venue
            finally:
                ticking.cancel()
    finally:
        with contextlib.suppress(ProcessLookupError):  # whoever ends us may have ended it as well
            process.terminate()
        await process.wait()
