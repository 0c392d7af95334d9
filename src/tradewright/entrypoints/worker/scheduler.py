"""The scheduler role: relays the outbox, sweeps what has expired, signs the audit's daily roots, each under a lease so that
one process leads.
"""

from __future__ import annotations

import asyncio
from typing import Any

from tradewright.kernel.clock import SystemClock
from tradewright.platform.audit_chain import sign_ended_days
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database, statements
from tradewright.platform.leases import Lease
from tradewright.platform.members import Membership
from tradewright.platform.outbox_relay import Relay
from tradewright.platform.telemetry import logger
from tradewright.platform.vault import Vault

log = logger(__name__)
queries: Any = statements(__package__, "scheduler.sql")

SWEEP_EVERY_S = 300.0
SIGN_EVERY_S = 600.0
"""A day's root may wait this long after midnight."""


async def run_scheduler(db: Database, bus: Bus, vault: Vault, stop: asyncio.Event) -> None:
    """Lead or stand by until `stop`. The vault holds the key that signs the audit."""
    membership = Membership(db, "scheduler")
    tasks = [
        asyncio.create_task(membership.run(), name="scheduler-beat"),
        asyncio.create_task(
            Lease(db, "relay", holder=membership.member_id).lead(Relay(db, bus).run), name="scheduler-relay"
        ),
        asyncio.create_task(
            Lease(db, "sweep", holder=membership.member_id).lead(lambda: _sweep(db)), name="scheduler-sweep"
        ),
        asyncio.create_task(
            Lease(db, "audit-roots", holder=membership.member_id).lead(lambda: _sign(db, vault)),
            name="scheduler-audit-roots",
        ),
    ]
    try:
        await stop.wait()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _sign(db: Database, vault: Vault) -> None:
    """Sign the audit's roots of days that have ended, again and again. A failure ends the lease; the next leader goes on."""
    clock = SystemClock()
    while True:
        signed = await sign_ended_days(db, vault, now=clock.now())
        if signed:
            log.info("scheduler.audit_roots_signed", roots=signed)
        await asyncio.sleep(SIGN_EVERY_S)


async def _sweep(db: Database) -> None:
    """Forget what has expired, again and again. A failure ends the lease; the next leader goes on."""
    clock = SystemClock()
    while True:
        async with db.open() as tx:
            swept = await queries.sweep_expired(tx, moment=clock.now())
        if swept:
            log.info("scheduler.swept", rows=swept)
        await asyncio.sleep(SWEEP_EVERY_S)
