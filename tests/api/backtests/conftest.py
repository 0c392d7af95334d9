"""Bars to run on, and a worker that computes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from tests.api.market import keep, walk
from tests.support.servers import TestDatabase

from tradewright.entrypoints.wiring import Gateway
from tradewright.features.backtests import job_handlers
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database
from tradewright.platform.jobs import Handler, Worker


@pytest.fixture(scope="session")
def kept(gateway: Gateway) -> Path:
    """The gateway's bar store with one series in it."""
    root = gateway.settings.home / "data" / "bars"
    keep(root, walk())
    return root


@asynccontextmanager
async def working(database: TestDatabase, nats_url: str, handlers: dict[str, Handler]) -> AsyncIterator[None]:
    """Have a worker of these handlers while the block lasts."""
    db = await Database.connect(database.role_dsn("worker"), role="worker", max_size=3)
    bus = await Bus.connect(nats_url, "test worker")
    running = asyncio.create_task(Worker(db, bus, handlers, holder=uuid4(), at_once=1).run())
    yield
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await bus.close()
    await db.close()


@pytest.fixture(scope="module")
async def computing(kept: Path, database: TestDatabase, nats_url: str) -> AsyncIterator[None]:
    """A worker that lasts as long as the module: its child takes a second of processor time to start."""
    async with working(database, nats_url, job_handlers(kept)):
        yield


@pytest.fixture
async def forgetting(kept: Path, database: TestDatabase, nats_url: str) -> AsyncIterator[None]:
    """A worker that keeps one report of each trader."""
    async with working(database, nats_url, job_handlers(kept, reports_bytes_max=1)):
        yield
