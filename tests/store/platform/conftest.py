"""Fixtures for the platform's own tests: pools for the roles, a bus, and traders to act for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from uuid import uuid4

import asyncpg
import pytest
from tests.support.servers import TestDatabase

from tradewright.kernel.ids import UserId, new_uuid7
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database, Role

Connect = Callable[[Role], Awaitable[Database]]


async def add_trader(dsn: str) -> UserId:
    """Put a trader into the database, as its owner."""
    user_id = UserId(new_uuid7())
    owner = await asyncpg.connect(dsn)
    try:
        await owner.execute(
            """insert into app.trader (user_id, email, email_key, password_hash, shard_id, created_at)
               values ($1, $2, $2, '', 0, now())""",
            user_id,
            f"{user_id}@example.com",
        )
    finally:
        await owner.close()
    return user_id


@pytest.fixture
async def connect(fresh_database: TestDatabase) -> AsyncIterator[Connect]:
    """Opens pools on this test's own database, and closes them after it."""
    async with AsyncExitStack() as stack:

        async def open_pool(role: Role) -> Database:
            db = await Database.connect(fresh_database.role_dsn(role), role=role, max_size=4)
            stack.push_async_callback(db.close)
            return db

        yield open_pool


@pytest.fixture
async def trader(fresh_database: TestDatabase) -> UserId:
    return await add_trader(fresh_database.owner_dsn)


@pytest.fixture
async def other_trader(fresh_database: TestDatabase) -> UserId:
    return await add_trader(fresh_database.owner_dsn)


@pytest.fixture
async def bus(nats_url: str) -> AsyncIterator[Bus]:
    made = await Bus.connect(nats_url, f"test {uuid4().hex}")
    yield made
    await made.close()
