"""The executor role: the turn loop with the venues it can reach."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any

from tradewright.adapters.brokers.paper import PaperVenue
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.ports.broker import Broker
from tradewright.features.brokerage import QuoteBoard
from tradewright.features.orders.executor.loop import Executor
from tradewright.features.orders.executor.market import Market
from tradewright.features.orders.executor.shards import ShardLease
from tradewright.features.orders.executor.venues import Sink
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.errors import NotFound
from tradewright.kernel.ids import AccountId, UserId
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database, Tx
from tradewright.platform.settings import Settings


class Brokers:
    """Which venue a broker account lives at. The one place that names them."""

    def __init__(self, paper: PaperVenue) -> None:
        self._paper = paper

    async def open(
        self, user_id: UserId, account_id: AccountId, *, broker: str, config: dict[str, Any], sink: Sink
    ) -> Broker:
        """Return the connection of one account. Raises NotFound for a broker this version does not know."""
        if broker != "paper":
            raise NotFound("no adapter for this broker", broker=broker)
        return await self._paper.open_account(user_id, account_id, config, sink)

    async def release(self, account_id: AccountId) -> None:
        await self._paper.release_account(account_id)


async def run_executor(settings: Settings, db: Database, bus: Bus, stop: asyncio.Event) -> None:
    """Execute until `stop`, then let what is under way come home."""
    clock = SystemClock()
    lease = ShardLease(db, clock, shard_count=settings.shard_count)

    async def fence(tx: Tx, user_ids: Collection[UserId]) -> None:
        await lease.hold_fence(tx, user_ids=user_ids)

    def find_instrument(symbol: str) -> Instrument | None:
        return market.find_instrument(symbol)

    quotes = QuoteBoard()
    venue = PaperVenue(db=db, quotes=quotes, instruments=find_instrument, clock=clock, fence=fence)
    market = Market(db, bus, quotes, on_quote=venue.on_quote)
    executor = Executor(
        db=db,
        bus=bus,
        clock=clock,
        brokers=Brokers(venue),
        market=market,
        lease=lease,
        shard_count=settings.shard_count,
    )
    await venue.start()
    try:
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(executor.run(), name="executor")
            await asyncio.wait({running, tasks.create_task(stop.wait())}, return_when=asyncio.FIRST_COMPLETED)
            executor.stop()
            stop.set()
    finally:
        await venue.close()
