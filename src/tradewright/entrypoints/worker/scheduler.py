"""The scheduler role: relays the outbox and sweeps what has expired, each under a lease so that one process leads."""

from __future__ import annotations

import asyncio
from typing import Any

from tradewright.kernel.clock import SystemClock
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database, statements
from tradewright.platform.leases import Lease
from tradewright.platform.members import Membership
from tradewright.platform.outbox_relay import Relay
from tradewright.platform.telemetry import logger

log = logger(__name__)
queries: Any = statements(__package__, "scheduler.sql")

SWEEP_EVERY_S = 300.0


async def run_scheduler(db: Database, bus: Bus, stop: asyncio.Event) -> None:
    """Lead or stand by until `stop`."""
    membership = Membership(db, "scheduler")
    tasks = [
        asyncio.create_task(membership.run(), name="scheduler-beat"),
        asyncio.create_task(
            Lease(db, "relay", holder=membership.member_id).lead(Relay(db, bus).run), name="scheduler-relay"
        ),
        asyncio.create_task(
            Lease(db, "sweep", holder=membership.member_id).lead(lambda: _sweep(db)), name="scheduler-sweep"
        ),
    ]
    try:
        await stop.wait()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _sweep(db: Database) -> None:
    """Forget what has expired, again and again. A failure ends the lease; the next leader goes on."""
    clock = SystemClock()
    while True:
        async with db.open() as tx:
            swept = await queries.sweep_expired(tx, moment=clock.now())
        if swept:
            log.info("scheduler.swept", rows=swept)
        await asyncio.sleep(SWEEP_EVERY_S)
