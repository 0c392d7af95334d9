"""The gateway role: the HTTP and WebSocket server."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from tradewright.entrypoints.api.app import create_app
from tradewright.entrypoints.listening import BACKLOG, listen
from tradewright.entrypoints.wiring import open_gateway
from tradewright.entrypoints.worker.patient_http import PatientHttp
from tradewright.platform.members import Membership
from tradewright.platform.settings import Settings


async def run_gateway(
    settings: Settings, stop: asyncio.Event, *, listener: socket.socket | None = None
) -> None:
    """Serve until `stop`, then answer what has arrived, at most `drain_timeout_s`.

    `listener` is an already listening socket, when several gateways of one machine share it.
    """
    async with open_gateway(settings) as gateway:
        config = uvicorn.Config(
            create_app(gateway, web_dist=find_web_dist()),
            http=PatientHttp,
            ws="websockets-sansio",
            loop="none",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,  # our own layer believes `trusted_proxies` only
            timeout_keep_alive=75,
            timeout_graceful_shutdown=max(1, round(settings.drain_timeout_s)),
            backlog=BACKLOG,
            ws_max_size=64 * 1024,
        )
        sockets = [listener or listen(settings.host, settings.port)]
        server = _Server(config)
        membership = asyncio.create_task(Membership(gateway.db, "gateway").run(), name="gateway-beat")
        serving = asyncio.create_task(server.serve(sockets), name="gateway")
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            server.should_exit = True
            await serving
            membership.cancel()
            stopping.cancel()
            await asyncio.gather(membership, stopping, return_exceptions=True)


def find_web_dist() -> Path | None:
    """Return the folder of the built browser app, or None when it was not built."""
    for folder in Path(__file__).resolve().parents:
        if (folder / "web" / "dist" / "index.html").is_file():
            return folder / "web" / "dist"
    return None


class _Server(uvicorn.Server):
    """Uvicorn without its own signal handlers: who runs the roles decides when they end."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
