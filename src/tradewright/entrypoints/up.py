"""The whole product with one command: embedded servers, migrations, every role, and a demo trader at the first start.

The process itself keeps the servers and runs executor, feeder, scheduler and worker; gateways are children of their own,
because answering alerts and deciding orders are the two things that must not wait for each other's interpreter.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tradewright.entrypoints.join import url_file
from tradewright.entrypoints.worker.gateway import listen
from tradewright.entrypoints.worker.roles import run_roles, stop_on_signals
from tradewright.kernel.errors import TradewrightError
from tradewright.kernel.secret import Secret
from tradewright.platform.db import migrate
from tradewright.platform.embedded import EmbeddedServers, Endpoints
from tradewright.platform.private_files import write_private
from tradewright.platform.settings import Settings
from tradewright.platform.telemetry import logger

log = logger(__name__)

RESTART_AFTER_S = 1.0
READY_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Running:
    """What `up` tells its caller once the product answers."""

    settings: Settings


Announce = Callable[[Running], Awaitable[None]]


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
    dsn = _reveal(settings.database_url)
    await migrate.upgrade(dsn)
    await migrate.provision_roles(dsn, settings.secret_key)


async def up(settings: Settings, *, announce: Announce) -> None:
    """Run everything until SIGTERM or SIGINT; `announce` is called once, when the first answer is possible.

    Raises OSError when the port is taken, before anything is started.
    """
    stop = stop_on_signals()
    listener = listen(settings.host, settings.port)
    try:
        async with servers(settings) as complete:
            gateways = [
                asyncio.create_task(_keep_gateway(complete, listener, stop), name=f"gateway-{number}")
                for number in range(complete.processes)
            ]
            roles = asyncio.create_task(
                run_roles(
                    complete, ("executor", "worker", "feeder", "scheduler"), stop=_after(stop, gateways)
                )
            )
            announcing = asyncio.create_task(_announce(announce, Running(complete)), name="announce")
            try:
                await asyncio.wait(
                    {roles, asyncio.create_task(stop.wait())}, return_when=asyncio.FIRST_COMPLETED
                )
            finally:
                stop.set()
                announcing.cancel()
                await asyncio.gather(*gateways, return_exceptions=True)
                await roles
                url_file(settings.home).unlink(missing_ok=True)
    finally:
        listener.close()


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


def _after(stop: asyncio.Event, gateways: list[asyncio.Task[None]]) -> asyncio.Event:
    """Return an event that is set once `stop` is and every gateway has drained: the engine stops last."""
    drained = asyncio.Event()

    async def watch() -> None:
        await stop.wait()
        await asyncio.gather(*gateways, return_exceptions=True)
        drained.set()

    drained.watcher = asyncio.create_task(watch())  # type: ignore[attr-defined]
    return drained


async def _keep_gateway(settings: Settings, listener: socket.socket, stop: asyncio.Event) -> None:
    """Run one gateway process and start it again when it ends by itself."""
    while not stop.is_set():
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tradewright.entrypoints.cli",
            "serve",
            "gateway",
            "--listener",
            str(listener.fileno()),
            pass_fds=(listener.fileno(),),
            env={**os.environ, **_environment(settings)},
            preexec_fn=_die_with_parent,
        )
        stopping = asyncio.create_task(stop.wait())
        ended = asyncio.create_task(process.wait())
        await asyncio.wait({stopping, ended}, return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            if process.returncode is None:
                process.terminate()
            await ended
            return
        stopping.cancel()
        log.error("gateway.ended", code=process.returncode)
        await asyncio.sleep(RESTART_AFTER_S)


def _environment(settings: Settings) -> dict[str, str]:
    """Return what a child needs to know beyond our own environment: where the embedded servers are."""
    return {
        "TRADEWRIGHT_DATABASE_URL": _reveal(settings.database_url),
        "TRADEWRIGHT_NATS_URL": _reveal(settings.nats_url),
        "TRADEWRIGHT_HOME": str(settings.home),
        "TRADEWRIGHT_HOST": settings.host,
        "TRADEWRIGHT_PORT": str(settings.port),
        "TRADEWRIGHT_PUBLIC_URL": settings.public_url,
    }


def _die_with_parent() -> None:
    """In the child: ask the kernel for SIGTERM when our parent is gone, so that no gateway outlives the product."""
    import ctypes

    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _reveal(url: Secret | None) -> str:
    if url is None:
        raise ValueError("servers() yields settings that name both")
    return url.reveal()
