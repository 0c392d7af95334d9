"""What tests that trade at fake venues share: the executor role as the product runs it, and a feeder that has spoken.

feeder    answers whoever asks for the latest quotes
executor  the role, running; `stop` and `start` end it and begin again
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.support.servers import TestDatabase

from tradewright.domain.trading.market import Quote
from tradewright.entrypoints.worker.executor import run_executor
from tradewright.platform.bus import Bus, subjects
from tradewright.platform.db import Database
from tradewright.platform.db.codecs import encode_json
from tradewright.platform.settings import Settings

ELSEWHERE = "EURUSD"
"""Traded by none of these tests: an executor wants to hear the market once before it decides, and waits seconds for it."""


@dataclass
class Role:
    """The executor role as the product runs it, to be stopped and started again."""

    settings: Settings
    dsn: str
    nats_url: str
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> None:
        db = await Database.connect(self.dsn, role="executor")
        self._stack.push_async_callback(db.close)
        bus = await Bus.connect(self.nats_url, "executor")
        self._stack.push_async_callback(bus.close)
        stop = asyncio.Event()
        running = asyncio.create_task(run_executor(self.settings, db, bus, stop))

        async def end() -> None:
            stop.set()
            await running

        self._stack.push_async_callback(end)

    async def stop(self) -> None:
        await self._stack.aclose()


@pytest.fixture
async def feeder(nats_url: str) -> AsyncIterator[None]:
    bus = await Bus.connect(nats_url, "feeder")

    async def latest(_: bytes) -> bytes:
        price = Decimal("1.1")
        return encode_json({"quotes": [Quote(ELSEWHERE, price, price, price, datetime.now(UTC))]})

    answering = await bus.serve(subjects.SNAPSHOT, latest)
    await bus.flush()
    yield
    await answering.close()
    await bus.close()


@pytest.fixture
async def executor(
    settings: Settings, database: TestDatabase, nats_url: str, feeder: None
) -> AsyncIterator[Role]:
    role = Role(settings, database.role_dsn("executor"), nats_url)
    await role.start()
    yield role
    await role.stop()
