"""An account is connected as soon as it is linked, though its trader sends nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from tests.api.brokerage.conftest import Role
from tests.api.browser import Browser
from tests.support.eventually import eventually
from tests.support.servers import TestDatabase

from tradewright.entrypoints.wiring import Gateway
from tradewright.platform.db import Database
from tradewright.platform.outbox_relay import Relay
from tradewright_fakes.alpaca import AlpacaFake, serve


@pytest.fixture
async def fake() -> AsyncIterator[AlpacaFake]:
    async with serve() as running:
        yield running


@pytest.fixture
async def relay(database: TestDatabase, gateway: Gateway) -> AsyncIterator[Relay]:
    scheduler = await Database.connect(database.role_dsn("scheduler"), role="scheduler")
    yield Relay(scheduler, gateway.bus)
    await scheduler.close()


async def carry_all(relay: Relay) -> None:
    while (await relay.turn())[0]:
        pass


async def all_shards_taken(database: TestDatabase) -> None:
    """Return once the executor has read the books of everybody who was there before."""
    owner = await asyncpg.connect(database.owner_dsn)

    async def look() -> bool:
        return bool(
            await owner.fetchval("select count(*) > 0 and bool_and(member_id is not null) from app.shard")
        )

    try:
        await eventually(look)
    finally:
        await owner.close()


async def test_an_idle_traders_account_is_connected_when_it_is_linked(
    trader: Browser, fake: AlpacaFake, executor: Role, relay: Relay, database: TestDatabase
) -> None:
    await all_shards_taken(database)

    made = await trader.post(
        "/accounts/link/alpaca",
        {
            "label": "Rehearsal",
            "environment": "rehearsal",
            "credential": {"key_id": fake.key_id, "secret": fake.secret},
            "base_url": fake.url,
        },
    )
    assert made.status_code == 201, made.text
    account = f"/accounts/{made.json()['account_id']}"

    async def connected() -> dict[str, Any] | None:
        connection: dict[str, Any] = (await trader.get(account)).json()["connection"]
        return connection if connection["state"] == "connected" else None

    await carry_all(relay)
    connection = await eventually(connected)

    assert made.json()["connection"]["state"] == "connecting"
    assert connection["last_look_at"] is not None
    await trader.delete(account)
