"""The executor role: the turn loop with the venues it can reach."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from tradewright.adapters.brokers.paper import PaperVenue
from tradewright.domain.trading.instrument import Instrument
from tradewright.entrypoints.worker.brokers import Brokers
from tradewright.features.brokerage import QuoteBoard
from tradewright.features.orders.executor.loop import Executor
from tradewright.features.orders.executor.market import Market
from tradewright.features.orders.executor.shards import ShardLease
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import UserId
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database, Tx
from tradewright.platform.settings import Settings


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
    brokers = Brokers(venue, db=db, bus=bus, clock=clock, settings=settings)
    executor = Executor(
        db=db,
        bus=bus,
        clock=clock,
        brokers=brokers,
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
        await brokers.close()
        await venue.close()
