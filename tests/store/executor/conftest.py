"""A floor of executors on one real database and bus, with the real paper venue and a market we move by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from tests.store.executor.scripted import ELSEWHERE, ScriptedBroker
from tests.support.eventually import eventually
from tests.support.servers import TestDatabase

from tradewright.adapters.brokers.paper import PaperVenue
from tradewright.domain.trading.documents import intent_to_json
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.ports.broker import Broker, Capabilities
from tradewright.domain.trading.signal import Intent, Sizing, Source
from tradewright.features.brokerage import QuoteBoard
from tradewright.features.orders.executor.loop import Executor
from tradewright.features.orders.executor.market import Market
from tradewright.features.orders.executor.shards import ShardLease
from tradewright.features.orders.executor.venues import Sink
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.errors import NotFound
from tradewright.kernel.ids import AccountId, SignalId, UserId, new_uuid7, shard_of
from tradewright.platform.bus import Bus, subjects
from tradewright.platform.db import Database
from tradewright.platform.db.codecs import encode_json

SHARDS = 4
Wrap = Callable[[Broker], Broker]


class PaperFactory:
    """The paper venue as a broker factory; `wrap` may put a fault between executor and venue. Accounts of the broker
    "scripted" are the test's own venues.
    """

    def __init__(self, venue: PaperVenue, wrap: Wrap, scripted: dict[AccountId, ScriptedBroker]) -> None:
        self._venue = venue
        self._wrap = wrap
        self._scripted = scripted

    async def open(
        self, user_id: UserId, account_id: AccountId, *, broker: str, config: dict[str, Any], sink: Sink
    ) -> Broker:
        if broker == "scripted":
            self._scripted[account_id].listen(sink)
            return self._wrap(self._scripted[account_id])
        if broker != "paper":
            raise NotFound("no adapter for this broker", broker=broker)
        return self._wrap(await self._venue.open_account(user_id, account_id, config, sink))

    async def release(self, account_id: AccountId) -> None:
        if account_id in self._scripted:
            return
        await self._venue.release_account(account_id)


@dataclass
class Running:
    """One executor at work, and how to end it: kindly or by taking everything away at once."""

    executor: Executor
    venue: PaperVenue
    task: asyncio.Task[None]
    db: Database

    async def stop(self) -> None:
        self.executor.stop()
        await self.task
        await self.venue.close()
        await self.db.close()

    async def kill(self) -> None:
        """End it as a dead process ends: no draining, no giving back; open transactions roll back."""
        self.executor._venues._calls.clear()
        self.db._pool.terminate()
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        await self.venue.abandon()


@dataclass
class Floor:
    """The database, the bus, the market, and traders with accounts."""

    database: TestDatabase
    bus: Bus
    owner: asyncpg.Connection[asyncpg.Record]
    running: list[Running] = field(default_factory=list)
    scripted: dict[AccountId, ScriptedBroker] = field(default_factory=dict)

    async def start_executor(self, wrap: Wrap = lambda broker: broker) -> Running:
        db = await Database.connect(self.database.role_dsn("executor"), role="executor", max_size=6)
        clock = SystemClock()
        lease = ShardLease(db, clock, shard_count=SHARDS)
        board = QuoteBoard()
        market: Market

        async def fence(tx: Any, user_ids: Any) -> None:
            await lease.hold_fence(tx, user_ids=user_ids)

        def find_instrument(symbol: str) -> Instrument | None:
            return market.find_instrument(symbol)

        venue = PaperVenue(
            db=db,
            quotes=board,
            instruments=find_instrument,
            clock=clock,
            fence=fence,
        )
        market = Market(db, self.bus, board, on_quote=venue.on_quote, warm_up_s=0)
        await venue.start()
        executor = Executor(
            db=db,
            bus=self.bus,
            clock=clock,
            brokers=PaperFactory(venue, wrap, self.scripted),
            market=market,
            lease=lease,
            shard_count=SHARDS,
        )
        running = Running(executor, venue, asyncio.create_task(executor.run()), db)
        self.running.append(running)
        await executor.started.wait()
        return running

    async def quote(self, symbol: str = "BTCUSD", *, bid: str = "100", ask: str = "101") -> None:
        """Move the market."""
        quote = Quote(symbol, Decimal(bid), Decimal(ask), Decimal(bid), datetime.now(UTC))
        await self.bus.publish(subjects.quote(symbol), encode_json(quote))
        await self.bus.flush()

    async def add_trader(self, *, accounts: int = 1, cash: str = "100000") -> tuple[UserId, list[AccountId]]:
        user_id = UserId(new_uuid7())
        await self.owner.execute(
            """insert into app.trader (user_id, email, email_key, password_hash, shard_id, created_at)
               values ($1, $2, $2, 'x', $3, now())""",
            user_id,
            f"{user_id}@example.com",
            shard_of(user_id, shard_count=SHARDS),
        )
        await self.owner.execute("insert into app.user_control (user_id) values ($1)", user_id)
        made = []
        for number in range(accounts):
            account_id = AccountId(new_uuid7())
            await self.owner.execute(
                """insert into app.account (user_id, account_id, broker, label, environment, currency, config, created_at)
                   values ($1, $2, 'paper', $3, 'paper', 'USD', $4, now())""",
                user_id,
                account_id,
                f"Paper {number}",
                f'{{"starting_cash": "{cash}", "slippage_bps": "0", "fee_rate": "0"}}',
            )
            await self.owner.execute(
                """insert into app.account_book (user_id, account_id, starting_cash, updated_at)
                   values ($1, $2, $3, now())""",
                user_id,
                account_id,
                Decimal(cash),
            )
            made.append(account_id)
        return user_id, made

    async def add_elsewhere(
        self, capabilities: Capabilities = ELSEWHERE
    ) -> tuple[UserId, AccountId, ScriptedBroker]:
        """Add a trader with one account at a venue of the test's own."""
        user_id, [account_id] = await self.add_trader()
        return user_id, account_id, await self.move_elsewhere(account_id, capabilities)

    async def move_elsewhere(
        self, account_id: AccountId, capabilities: Capabilities = ELSEWHERE
    ) -> ScriptedBroker:
        """Make the account one at a venue of the test's own."""
        venue = self.scripted[account_id] = ScriptedBroker(account_id, capabilities)
        await self.owner.execute(
            "update app.account set broker = 'scripted', environment = 'live' where account_id = $1",
            account_id,
        )
        return venue

    async def signal_of(self, signal_id: SignalId, *, state: str) -> asyncpg.Record:
        """Return the signal's row once it is in this state."""

        async def look() -> asyncpg.Record | None:
            row = await self.owner.fetchrow("select * from app.signal where signal_id = $1", signal_id)
            return row if row is not None and row["state"] == state else None

        return await eventually(look)

    async def ask(
        self, user_id: UserId, account_id: AccountId, intent: Intent, *, source: Source = "api"
    ) -> SignalId:
        """Write a signal as a gateway does, and wake the executors."""
        text = encode_json(intent_to_json(intent)).decode()
        return await self.ask_raw(user_id, account_id, text, source=source)

    async def ask_raw(
        self, user_id: UserId, account_id: AccountId, intent: str, *, source: Source = "api"
    ) -> SignalId:
        """Write a signal with any JSON as its intent."""
        signal_id = SignalId(new_uuid7())
        shard = shard_of(user_id, shard_count=SHARDS)
        await self.owner.execute(
            """insert into app.signal (user_id, signal_id, account_id, shard_id, source, correlation_id, intent, received_at)
               values ($1, $2, $3, $4, $7, $5, $6, now())""",
            user_id,
            signal_id,
            account_id,
            shard,
            new_uuid7(),
            intent,
            source,
        )
        await self.bus.publish(subjects.wake_shard(shard))
        return signal_id

    async def press_kill_switch(self, user_id: UserId) -> None:
        await self.owner.execute(
            """with pressed as (
                 insert into app.kill_switch (user_id, scope, scope_id, level, reason, set_by, set_at)
                 values ($1, 'user', $1, 'entries_paused', 'enough', 'test', now()))
               update app.user_control set epoch = epoch + 1 where user_id = $1""",
            user_id,
        )

    async def decided(self, signal_id: SignalId) -> asyncpg.Record:
        async def look() -> asyncpg.Record | None:
            row = await self.owner.fetchrow("select * from app.signal where signal_id = $1", signal_id)
            return row if row is not None and row["state"] != "pending" else None

        return await eventually(look)

    async def order_of(self, signal_id: UUID, *, leg: str = "entry", state: str) -> asyncpg.Record:
        async def look() -> asyncpg.Record | None:
            return await self.owner.fetchrow(
                "select * from app.trade_order where signal_id = $1 and leg = $2 and state = $3",
                signal_id,
                leg,
                state,
            )

        try:
            return await eventually(look)
        except AssertionError as missing:
            signal = await self.owner.fetchrow("select * from app.signal where signal_id = $1", signal_id)
            order = await self.owner.fetch("select * from app.trade_order where signal_id = $1", signal_id)
            raise AssertionError(f"no {leg} order in {state}: {signal}, {order}") from missing

    async def venue_orders(self, account_id: AccountId) -> list[asyncpg.Record]:
        return list(
            await self.owner.fetch(
                "select * from app.paper_order where account_id = $1 order by received_at", account_id
            )
        )

    async def position(self, account_id: AccountId, symbol: str = "BTCUSD") -> Decimal:
        found = await self.owner.fetchval(
            "select quantity from app.position where account_id = $1 and symbol = $2", account_id, symbol
        )
        return Decimal(0) if found is None else found


def buy(quantity: str, **more: Any) -> Intent:
    return Intent("buy", "BTCUSD", sizing=Sizing("fixed", Decimal(quantity)), **more)


def sell(quantity: str, **more: Any) -> Intent:
    return Intent("sell", "BTCUSD", sizing=Sizing("fixed", Decimal(quantity)), **more)


@pytest.fixture
async def floor(fresh_database: TestDatabase, nats_url: str) -> AsyncIterator[Floor]:
    bus = await Bus.connect(nats_url, "floor")
    owner = await asyncpg.connect(fresh_database.owner_dsn)
    await owner.execute(
        """insert into app.instrument
             (symbol, name, market, currency, tick, lot_step, lot_smallest, multiplier, source, updated_at)
           values ('BTCUSD', 'Bitcoin', 'crypto', 'USD', 0.01, 0.001, 0.001, 1, 'test', now())"""
    )
    made = Floor(fresh_database, bus, owner)
    yield made
    for running in made.running:
        if not running.task.done():
            await running.stop()
    await owner.close()
    await bus.close()
