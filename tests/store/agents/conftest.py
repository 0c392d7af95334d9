"""Fixtures of agents and intake: a desk, a clock to move by hand, and two gateways with doors of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.store.agents.desk import VAULT, Desk, HandClock, SilentBus, open_desk
from tests.support.servers import TestDatabase

from tradewright.features.agents import Door, make_door
from tradewright.platform.db import Database


@pytest.fixture
async def gateway(database: TestDatabase) -> AsyncIterator[Database]:
    made = await Database.connect(database.role_dsn("gateway"), role="gateway", max_size=8)
    yield made
    await made.close()


@pytest.fixture
async def other_gateway(database: TestDatabase) -> AsyncIterator[Database]:
    made = await Database.connect(database.role_dsn("gateway"), role="gateway", max_size=8)
    yield made
    await made.close()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def bus() -> SilentBus:
    return SilentBus()


@pytest.fixture
async def door(gateway: Database, bus: SilentBus) -> AsyncIterator[Door]:
    made = make_door(gateway, bus, VAULT)
    made.start()
    yield made
    await made.aclose()


@pytest.fixture
async def other_door(other_gateway: Database) -> AsyncIterator[Door]:
    """The door of a second gateway, with caches of its own."""
    made = make_door(other_gateway, SilentBus(), VAULT)
    made.start()
    yield made
    await made.aclose()


@pytest.fixture
async def desk(database: TestDatabase, gateway: Database, bus: SilentBus, clock: HandClock) -> Desk:
    return await open_desk(database, gateway, bus, clock)


@pytest.fixture
async def stranger(database: TestDatabase, gateway: Database, bus: SilentBus, clock: HandClock) -> Desk:
    """Another trader, who must see nothing of the first one's."""
    return await open_desk(database, gateway, bus, clock)
