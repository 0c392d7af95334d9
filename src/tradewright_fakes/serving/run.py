"""A real listening socket on loopback, for as long as somebody wants it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from tradewright_fakes.serving.wire import RudeHttp, RudeWebSocket

HOST = "127.0.0.1"


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs it: it lives inside tests and inside a terminal program."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def served(app: Any, *, port: int = 0, ping_s: float | None = 20.0) -> AsyncIterator[str]:
    """Serve `app` on loopback (port 0: any free one) and yield `127.0.0.1:port`; on leaving, every connection is cut."""
    # The protocol is named: only then does asyncio switch Nagle's delay off, which costs 40 ms a reply on loopback.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        config = uvicorn.Config(
            app,
            http=RudeHttp,
            ws=RudeWebSocket,
            lifespan="off",
            access_log=False,
            log_config=None,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=1,
            ws_ping_interval=ping_s,
            ws_ping_timeout=60.0,
            server_header=False,
            date_header=False,
            proxy_headers=False,
        )
        server = _Server(config)
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            while not server.started:
                if running.done():
                    await running
                await asyncio.sleep(0.005)
            yield f"{HOST}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            for connection in list(server.server_state.connections):
                transport = getattr(connection, "transport", None)
                if transport is not None:
                    transport.abort()
            server.force_exit = True
            await running
