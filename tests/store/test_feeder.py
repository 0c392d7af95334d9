"""The feeder on a real database and bus: instruments and bars stored, quotes out, and a standby that takes over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import asyncpg
import msgspec
import pytest
from tests.support.eventually import eventually
from tests.support.servers import TestDatabase

from tradewright.adapters.marketdata.pace import Pace
from tradewright.adapters.marketdata.simulated import UNIVERSE, SimulatedSource
from tradewright.domain.trading.market import Bar, Quote
from tradewright.entrypoints.worker.bar_store import BarStore
from tradewright.entrypoints.worker.feeder import LEASE_S, Feeder
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import new_uuid7
from tradewright.platform.bus import Bus, Message, subjects
from tradewright.platform.db import Database
from tradewright.platform.leases import Lease

Look = Callable[[], Awaitable[bool | None]]
SMALL = [one for one in UNIVERSE if one.instrument.symbol in ("BTCUSD", "ES1!")]


class Rig:
    """A database of its own, the bus, and feeders to start."""

    def __init__(self, database: TestDatabase, db: Database, bus: Bus) -> None:
        self.database = database
        self.db = db
        self.bus = bus

    def feeder(self) -> Feeder:
        pace = Pace(SystemClock())
        source = SimulatedSource(seed=7, pace=pace, universe=SMALL)
        return Feeder(db=self.db, bus=self.bus, source=source, pace=pace)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Task[None]]:
        task = asyncio.create_task(self.feeder().run(new_uuid7()))
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def value(self, statement: str) -> int:
        connection = await asyncpg.connect(self.database.owner_dsn)
        try:
            return int(await connection.fetchval(statement))
        finally:
            await connection.close()

    async def latest(self) -> list[Quote]:
        answer = await self.bus.request(subjects.SNAPSHOT)
        return msgspec.json.decode(answer, type=dict[str, list[Quote]])["quotes"]


@pytest.fixture
async def rig(fresh_database: TestDatabase, nats_url: str) -> AsyncIterator[Rig]:
    db = await Database.connect(fresh_database.role_dsn("feeder"), role="feeder")
    bus = await Bus.connect(nats_url, "test")
    yield Rig(fresh_database, db, bus)
    await bus.close()
    await db.close()


async def test_a_feeder_gives_instruments_a_day_of_bars_and_live_quotes(rig: Rig) -> None:
    heard: list[Quote] = []

    async def hear(message: Message) -> None:
        quote = msgspec.json.decode(message.data, type=Quote)
        assert subjects.symbol_of(message.subject) == quote.symbol
        heard.append(quote)

    await rig.bus.subscribe(subjects.ALL_QUOTES, hear)

    async def enough() -> bool:
        return len(heard) >= 4 and await rig.value("select count(*) from app.bar") >= 2 * 1439

    async with rig.running():
        await eventually(enough)
        quotes = await rig.latest()

    assert {quote.symbol for quote in heard} == {quote.symbol for quote in quotes} == {"BTCUSD", "ES1!"}
    assert await rig.value("select count(*) from app.instrument where source = 'simulated'") == 2
    multiplier = await rig.value("select multiplier::int from app.instrument where symbol = 'ES1!'")
    assert multiplier == 50


async def test_a_restarted_feeder_fills_the_hole_and_repeats_nothing(rig: Rig) -> None:
    async def filled() -> bool:
        return await rig.value("select count(*) from app.bar") >= 2 * 1439

    async with rig.running():
        await eventually(filled)
    before = await rig.value("select count(*) from app.bar where symbol = 'BTCUSD'")
    connection = await asyncpg.connect(rig.database.owner_dsn)
    await connection.execute("delete from app.bar where opened_at > now() - interval '2 hours'")
    await connection.close()

    async with rig.running():
        await eventually(filled)

    assert await rig.value("select count(*) from app.bar where symbol = 'BTCUSD'") in (before, before + 1)


async def test_a_standby_takes_over_when_the_leader_is_gone(rig: Rig) -> None:
    async def quoted() -> bool:
        return await rig.value("select count(*) from app.instrument") == 2 and bool(heard)

    async def led_again() -> bool:
        return await rig.value("select epoch from app.lease where name = 'feeder:simulated'") == 2 and bool(
            heard
        )

    heard: list[bytes] = []

    async def hear(message: Message) -> None:
        heard.append(message.data)

    await rig.bus.subscribe(subjects.quote("BTCUSD"), hear)
    async with rig.running() as leader:
        await eventually(quoted)
        async with rig.running():
            leader.cancel()
            await asyncio.gather(leader, return_exceptions=True)
            heard.clear()

            await eventually(led_again)

    ats = [msgspec.json.decode(data, type=Quote).at for data in heard]
    assert ats == sorted(ats)


async def test_a_standby_takes_over_from_a_leader_that_died_without_a_word(rig: Rig) -> None:
    dead = Lease(rig.db, "feeder:simulated", holder=new_uuid7(), ttl_s=LEASE_S)
    assert await dead.acquire()
    began = asyncio.get_running_loop().time()

    async def leads() -> bool:
        return await rig.value("select epoch from app.lease where name = 'feeder:simulated'") == 2

    async with rig.running():
        await eventually(leads, within_s=10)

    assert LEASE_S - 1 < asyncio.get_running_loop().time() - began < 2 * LEASE_S


async def test_old_bars_are_pruned_and_the_same_bar_twice_is_one(rig: Rig) -> None:
    store = BarStore(rig.db)
    now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    await store.save_instruments([SMALL[0].instrument], source="simulated", now=now)
    price = Decimal(100)
    old, kept = (
        Bar("BTCUSD", "1m", at, price, price, price, price, Decimal(1))
        for at in (now - timedelta(days=3, minutes=1), now - timedelta(days=3))
    )
    await store.save_bars([old, kept])
    await store.save_bars([kept])

    pruned = await store.prune(timeframe="1m", now=now)

    assert pruned == 1
    assert await store.newest_bars(["BTCUSD", "ES1!"], timeframe="1m") == {"BTCUSD": kept.opened_at}
