"""The worker role: users' jobs, shared by all workers, and the thinning of old equity points, under a lease."""

from __future__ import annotations

import asyncio
from typing import Any

from tradewright.features import backtests, optimisations
from tradewright.kernel.clock import SystemClock
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database, statements
from tradewright.platform.jobs import Worker
from tradewright.platform.leases import Lease
from tradewright.platform.members import Membership
from tradewright.platform.settings import Settings
from tradewright.platform.telemetry import logger

log = logger(__name__)
queries: Any = statements(__package__, "thinning.sql")

THIN_EVERY_S = 3600.0
JOBS_AT_ONCE = 2
"""Jobs that one worker computes side by side, each in a process of its own; more machines do more."""


async def run_worker(settings: Settings, db: Database, bus: Bus, stop: asyncio.Event) -> None:
    """Do jobs, and lead or stand by, until `stop`; jobs under way are then left to other workers."""
    membership = Membership(db, "worker")
    bars = settings.home / "data" / "bars"
    handlers = {
        **backtests.job_handlers(bars, reports_bytes_max=settings.reports_mib_per_trader * 1024 * 1024),
        **optimisations.job_handlers(bars),
    }
    worker = Worker(db, bus, handlers, holder=membership.member_id, at_once=JOBS_AT_ONCE)
    tasks = [
        asyncio.create_task(worker.run(), name="worker-jobs"),
        asyncio.create_task(membership.run(), name="worker-beat"),
        asyncio.create_task(
            Lease(db, "thin-equity", holder=membership.member_id).lead(lambda: _thin(db)), name="worker-thin"
        ),
    ]
    try:
        await stop.wait()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _thin(db: Database) -> None:
    clock = SystemClock()
    while True:
        async with db.open() as tx:
            thinned = await queries.thin_equity_points(tx, moment=clock.now())
        if thinned:
            log.info("worker.equity_thinned", rows=thinned)
        await asyncio.sleep(THIN_EVERY_S)
