"""The worker role: work that takes long and hurries nobody. Today: thinning old equity points, under a lease."""

from __future__ import annotations

import asyncio
from typing import Any

from tradewright.kernel.clock import SystemClock
from tradewright.platform.db import Database, statements
from tradewright.platform.leases import Lease
from tradewright.platform.members import Membership
from tradewright.platform.telemetry import logger

log = logger(__name__)
queries: Any = statements(__package__, "thinning.sql")

THIN_EVERY_S = 3600.0


async def run_worker(db: Database, stop: asyncio.Event) -> None:
    """Lead or stand by until `stop`."""
    membership = Membership(db, "worker")
    tasks = [
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
