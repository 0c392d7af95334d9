"""Running process roles: one or several in this process, until told to stop, ended in an order that loses nothing."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Literal, cast

from tradewright.entrypoints.connections import connect_bus, connect_database
from tradewright.entrypoints.worker.executor import run_executor
from tradewright.entrypoints.worker.jobs import run_worker
from tradewright.entrypoints.worker.market import run_feeder
from tradewright.entrypoints.worker.scheduler import run_scheduler
from tradewright.platform.db import Role
from tradewright.platform.metrics_gathering import answer_gatherings, process_name
from tradewright.platform.settings import Settings
from tradewright.platform.telemetry import logger
from tradewright.platform.vault import Vault

log = logger(__name__)

RoleName = Literal["gateway", "executor", "worker", "feeder", "scheduler"]
ROLE_NAMES: tuple[RoleName, ...] = ("gateway", "executor", "worker", "feeder", "scheduler")
STOP_ORDER: tuple[RoleName, ...] = ("gateway", "executor", "worker", "feeder", "scheduler")
"""Nothing new comes in, then what came in is finished, then its events are relayed."""


async def run_roles(
    settings: Settings,
    roles: Sequence[RoleName],
    *,
    stop: asyncio.Event | None = None,
    listener: socket.socket | None = None,
) -> None:
    """Run `roles` in this process until SIGTERM, SIGINT or `stop`.

    Raises what a role raised when it ended by itself; the others are then stopped first.
    """
    told = stop or stop_on_signals()
    _calm_the_collector()
    telling = await connect_bus(settings, "metrics")
    answering = await answer_gatherings(telling, process_name(roles))
    stops = {role: asyncio.Event() for role in roles}
    tasks = {
        role: asyncio.create_task(_run(settings, role, stops[role], listener), name=f"role-{role}")
        for role in roles
    }
    watching = asyncio.create_task(told.wait())
    try:
        await asyncio.wait({watching, *tasks.values()}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        watching.cancel()
        for role in STOP_ORDER:
            if role in tasks:
                stops[role].set()
                await asyncio.wait({tasks[role]}, timeout=settings.drain_timeout_s + 5)
                tasks[role].cancel()
        ended = await asyncio.gather(*tasks.values(), return_exceptions=True)
        await answering.close()
        await telling.close()
    for role, outcome in zip(tasks, ended, strict=True):
        if isinstance(outcome, Exception):
            log.error("role.failed", role=role, exc_info=outcome)
            raise outcome


def _calm_the_collector() -> None:
    """Leave what was loaded out of garbage collection, and look at the rest less often.

    A full collection walks every module's objects, which takes tens of milliseconds while an order waits.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def stop_on_signals() -> asyncio.Event:
    """Return an event that SIGTERM or SIGINT sets."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def _run(
    settings: Settings, role: RoleName, stop: asyncio.Event, listener: socket.socket | None
) -> None:
    log.info("role.starting", role=role)
    if role == "gateway":
        # Here, because the web framework takes half a second and twenty megabytes that the other roles can do without.
        from tradewright.entrypoints.worker.gateway import run_gateway

        await run_gateway(settings, stop, listener=listener)
    else:
        async with AsyncExitStack() as stack:
            db = await connect_database(settings, cast(Role, role))
            stack.push_async_callback(db.close)
            bus = await connect_bus(settings, role)
            stack.push_async_callback(bus.close)
            runners: dict[str, Callable[[], Awaitable[None]]] = {
                "executor": lambda: run_executor(settings, db, bus, stop),
                "worker": lambda: run_worker(settings, db, bus, stop),
                "feeder": lambda: run_feeder(settings, db, bus, stop),
                "scheduler": lambda: run_scheduler(db, bus, Vault.of(settings.vault_keys), stop),
            }
            await runners[role]()
    log.info("role.stopped", role=role)
