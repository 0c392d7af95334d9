"""The whole product with one command: embedded servers, migrations, every role, and a demo trader at the first start.

The process itself keeps the servers and runs executor, feeder, scheduler and worker; gateways are children of their own,
because answering alerts and deciding orders are the two things that must not wait for each other's interpreter.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tradewright.entrypoints.gateways import Gateways
from tradewright.entrypoints.join import url_file
from tradewright.entrypoints.listening import listen_patiently
from tradewright.entrypoints.worker.roles import RoleName, run_roles, stop_on_signals
from tradewright.kernel.errors import TradewrightError
from tradewright.platform.db import migrate
from tradewright.platform.embedded import EmbeddedServers, Endpoints, was_killed
from tradewright.platform.private_files import write_private
from tradewright.platform.settings import Settings
from tradewright.platform.telemetry import logger

log = logger(__name__)

READY_EVERY_S = 0.05
ENGINE: tuple[RoleName, ...] = ("executor", "worker", "feeder", "scheduler")


@dataclass(frozen=True, slots=True)
class Running:
    """What `up` tells its caller once the product answers."""

    settings: Settings


Announce = Callable[[Running], Awaitable[None]]


async def up(settings: Settings, *, announce: Announce) -> None:
    """Run everything until SIGTERM or SIGINT; `announce` is called once, when the first answer is possible.

    Raises OSError when the port is taken, before anything is started. Ends in the order that loses nothing: gateways
    drain, then the roles behind them, then the servers.
    """
    stop, engine_stop = stop_on_signals(), asyncio.Event()
    with await listen_patiently(
        settings.host,
        settings.port,
        is_worth_waiting=lambda: was_killed(settings.home),
        patience_s=settings.drain_timeout_s + 2,
    ) as listener:
        gateways = Gateways(listener, count=settings.processes)
        gateways.start()
        try:
            async with servers(settings) as complete:
                gateways.hand_over(complete)
                engine = asyncio.create_task(run_roles(complete, ENGINE, stop=engine_stop), name="engine")
                announcing = asyncio.create_task(_announce(announce, Running(complete)), name="announce")
                stopping = asyncio.create_task(stop.wait())
                try:
                    await asyncio.wait({engine, stopping}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    announcing.cancel()
                    stopping.cancel()
                    await gateways.stop()
                    engine_stop.set()
                    await engine
                    url_file(settings.home).unlink(missing_ok=True)
        finally:
            await gateways.stop()


@asynccontextmanager
async def servers(settings: Settings) -> AsyncIterator[Settings]:
    """Start what the settings give no URL for; yield settings that name everything, on a migrated database."""
    embedded = EmbeddedServers(
        settings.home, postgres=settings.database_url is None, nats=settings.nats_url is None
    )
    async with embedded:
        found = embedded.endpoints or Endpoints(0, None, None)
        complete = settings.model_copy(
            update={
                "database_url": settings.database_url or found.database_url,
                "nats_url": settings.nats_url or found.nats_url,
            }
        )
        await prepare_database(complete)
        yield complete


async def prepare_database(settings: Settings) -> None:
    """Bring the schema up to date and let the process roles log in."""
    if settings.database_url is None:
        raise ValueError("servers() yields settings that name the database")
    dsn = settings.database_url.reveal()
    await migrate.upgrade(dsn)
    await migrate.provision_roles(dsn, settings.secret_key)


async def _announce(announce: Announce, running: Running) -> None:
    """Call `announce` once the first gateway takes requests. What it fails at is told and stops nothing else."""
    while not await _answers(running.settings):  # noqa: ASYNC110 - another process sets no event of ours
        await asyncio.sleep(READY_EVERY_S)
    write_private(url_file(running.settings.home), running.settings.public_url)
    try:
        await announce(running)
    except (TradewrightError, OSError) as error:
        log.error("up.not_announced", cause=str(error))


async def _answers(settings: Settings) -> bool:
    request = f"GET /api/unify/v1/ready HTTP/1.1\r\nHost: {settings.host}\r\nConnection: close\r\n\r\n"
    try:
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection(settings.host, settings.port)
            writer.write(request.encode())
            status = await reader.readline()
            writer.close()
            await writer.wait_closed()
    except (OSError, TimeoutError):
        return False
    return b" 200 " in status
