"""The feeder role: chooses the market source from the settings and feeds it while this process leads."""

from __future__ import annotations

import asyncio

from tradewright.adapters.marketdata.pace import Pace
from tradewright.adapters.marketdata.simulated import SimulatedSource
from tradewright.domain.trading.ports.market_data import MarketDataSource
from tradewright.entrypoints.worker.feeder import Feeder
from tradewright.kernel.clock import SystemClock
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database
from tradewright.platform.members import Membership
from tradewright.platform.settings import Settings


def open_source(settings: Settings, pace: Pace) -> MarketDataSource:
    """Return the market source that the settings name."""
    if settings.market_source == "replay":
        from tradewright.adapters.marketdata.replay import ReplaySource

        if settings.replay_file is None:
            raise ValueError("the settings refuse replay without a file")
        return ReplaySource(settings.replay_file, speed=settings.replay_speed, pace=pace)
    return SimulatedSource(seed=settings.simulated_seed, pace=pace)


async def run_feeder(settings: Settings, db: Database, bus: Bus, stop: asyncio.Event) -> None:
    """Lead or stand by until `stop`."""
    pace = Pace(SystemClock())
    source = open_source(settings, pace)
    feeder = Feeder(db=db, bus=bus, source=source, pace=pace)
    membership = Membership(db, "feeder")
    tasks = [
        asyncio.create_task(membership.run(), name="feeder-beat"),
        asyncio.create_task(feeder.run(membership.member_id), name="feeder-lead"),
    ]
    try:
        await stop.wait()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
