"""A market of noise, a strategy, and a worker that searches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from tests.api.browser import Browser
from tests.api.optimisations.asking import CROSS, noise
from tests.support.servers import TestDatabase

from tradewright.entrypoints.wiring import Gateway
from tradewright.features.optimisations import job_handlers
from tradewright.platform.bar_files import BarStore
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database
from tradewright.platform.jobs import Worker


@pytest.fixture(scope="session")
def kept(gateway: Gateway) -> Path:
    """The gateway's bar store with one series in it."""
    root = gateway.settings.home / "data" / "bars"
    BarStore(root).write(noise(), kind="import", origin="test", now=datetime(2026, 1, 1, tzinfo=UTC))
    return root


@pytest.fixture(scope="module")
async def computing(kept: Path, database: TestDatabase, nats_url: str) -> AsyncIterator[None]:
    """A worker that lasts as long as the module: its child takes a second of processor time to start."""
    db = await Database.connect(database.role_dsn("worker"), role="worker", max_size=3)
    bus = await Bus.connect(nats_url, "test worker")
    running = asyncio.create_task(Worker(db, bus, job_handlers(kept), holder=uuid4(), at_once=1).run())
    yield
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await bus.close()
    await db.close()


@pytest.fixture
async def strategy_id(trader: Browser) -> str:
    made = await trader.post("/strategies", {"document": CROSS})
    assert made.status_code == 201, made.text
    return str(made.json()["strategy_id"])
