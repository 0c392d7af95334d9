"""The gateway processes that `up` keeps: started at once, told where the servers are when these run, kept alive.

A gateway spends its first second importing; it does so while the database starts. What it needs to know comes through its
standard input, because an environment can be read by others.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import signal
import socket
import sys

from tradewright.platform.settings import Settings
from tradewright.platform.telemetry import logger

log = logger(__name__)

RESTART_AFTER_S = 1.0
HANDED_OVER = ("database_url", "nats_url", "home", "host", "port", "public_url")
"""Settings that a child takes from us instead of finding them itself."""


class Gateways:
    """Start them, `hand_over` the settings once the servers run, `stop` them: they drain."""

    def __init__(self, listener: socket.socket, *, count: int) -> None:
        self._listener = listener
        self._count = count
        self._stop = asyncio.Event()
        self._settings: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._keep(), name=f"gateway-{n}") for n in range(self._count)]

    def hand_over(self, settings: Settings) -> None:
        """Tell every gateway, also those that are started again later, where the servers are."""
        self._settings.set_result(render_handed_over(settings))

    async def stop(self) -> None:
        """Ask every gateway to finish what it has begun, and wait for it."""
        self._stop.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep(self) -> None:
        while not self._stop.is_set():
            process = await self._spawn()
            telling = asyncio.create_task(self._tell(process))
            stopping = asyncio.create_task(self._stop.wait())
            ended = asyncio.create_task(process.wait())
            await asyncio.wait({stopping, ended}, return_when=asyncio.FIRST_COMPLETED)
            telling.cancel()
            stopping.cancel()
            if self._stop.is_set():
                if process.returncode is None:
                    process.terminate()
                await ended
                return
            log.error("gateway.ended", code=process.returncode)
            await asyncio.sleep(RESTART_AFTER_S)

    async def _spawn(self) -> asyncio.subprocess.Process:
        listener = self._listener.fileno()
        command = ("-m", "tradewright.entrypoints.cli", "serve", "gateway", "--listener", str(listener))
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *command,
            "--handed-over",
            stdin=asyncio.subprocess.PIPE,
            pass_fds=(listener,),
            preexec_fn=_die_with_parent,
        )

    async def _tell(self, process: asyncio.subprocess.Process) -> None:
        settings = await asyncio.shield(self._settings)
        if process.stdin is not None:
            with contextlib.suppress(ConnectionError):  # it died meanwhile and is started again
                process.stdin.write(settings)
                await process.stdin.drain()


def render_handed_over(settings: Settings) -> bytes:
    """Return what a child gateway is told, as one line of JSON. It holds secrets."""
    if settings.database_url is None or settings.nats_url is None:
        raise ValueError("the servers must run before their URLs can be handed over")
    urls = {"database_url": settings.database_url.reveal(), "nats_url": settings.nats_url.reveal()}
    rest = {name: str(getattr(settings, name)) for name in HANDED_OVER if name not in urls}
    return json.dumps({**rest, **urls}).encode() + b"\n"


def _die_with_parent() -> None:
    """In the child: have the kernel send SIGTERM when our parent is gone, so that no gateway outlives the product."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
