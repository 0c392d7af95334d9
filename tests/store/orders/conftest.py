"""Fixtures for everything that asks for orders: two traders' desks, and a gateway that waits for decisions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from tests.store.orders.desk import Desk, open_desk
from tests.support.servers import TestDatabase

from tradewright.features.orders import DecisionWaiter
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database


@pytest.fixture
async def gateway(database: TestDatabase) -> AsyncIterator[Database]:
    made = await Database.connect(database.role_dsn("gateway"), role="gateway", max_size=8)
    yield made
    await made.close()


@pytest.fixture
async def executor(database: TestDatabase) -> AsyncIterator[Database]:
    made = await Database.connect(database.role_dsn("executor"), role="executor", max_size=4)
    yield made
    await made.close()


@pytest.fixture
async def bus(nats_url: str) -> AsyncIterator[Bus]:
    made = await Bus.connect(nats_url, f"test {uuid4().hex}")
    yield made
    await made.close()


@pytest.fixture
async def desk(database: TestDatabase, gateway: Database, executor: Database, bus: Bus) -> Desk:
    return await open_desk(database, gateway=gateway, executor=executor, bus=bus)


@pytest.fixture
async def stranger(database: TestDatabase, gateway: Database, executor: Database, bus: Bus) -> Desk:
    """Another trader, who must see nothing of the first one's."""
    return await open_desk(database, gateway=gateway, executor=executor, bus=bus)


@pytest.fixture
async def decisions(bus: Bus) -> AsyncIterator[DecisionWaiter]:
    made = DecisionWaiter(bus)
    await made.start()
    await bus.flush()
    yield made
    await made.close()
