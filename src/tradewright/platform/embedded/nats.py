"""NATS with JetStream from the wheel, on loopback with a password, started and stopped with us.

JetStream keeps its default of syncing to disk every two minutes: the truth is the database's outbox, which
publishes again whatever the bus forgot in a power cut, with the same message id.
"""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from contextlib import closing
from pathlib import Path

import psutil
import structlog

from tradewright.kernel.secret import Secret
from tradewright.platform.embedded.binaries import nats_server
from tradewright.platform.embedded.errors import ServerFailed
from tradewright.platform.embedded.home import Home
from tradewright.platform.embedded.server import Server
from tradewright.platform.private_files import write_private

log = structlog.get_logger(__name__)

USER = "tradewright"
PAYLOAD_BYTES_MAX = 256 * 1024
"""An alert is at most 64 KiB and an event far less; the bus is not for files."""
PORT_TRIES = 5
ORPHAN_PATIENCE_S = 10.0


class EmbeddedNats:
    """One NATS server and its streams under `home.nats`. The caller holds the home's lock."""

    def __init__(self, home: Home, *, port: int | None = None) -> None:
        """Take `port`, or None for the port of the last run when free, else any free one."""
        self._home = home
        self._program = nats_server()
        self._password = home.secret("nats-password")
        self._wanted_port = port
        self._port = 0
        self._config = home.nats / "nats.conf"
        self._server = Server(
            name="nats",
            home=home,
            command=[str(self._program), "--config", str(self._config)],
            reach=[self._program.parent, home.nats],
            death_signal=signal.SIGTERM,
            stop_signals=[(signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)],
            prepare=self._prepare,
            is_ready=self.is_ready,
            # The collector works harder before the server grows: idle it needs a quarter of this.
            environment={"GOMEMLIMIT": "128MiB"},
        )

    @property
    def pid(self) -> int | None:
        return self._server.pid

    async def start(self) -> Secret:
        """Start the server and return its URL, password included. Raises `ServerFailed`."""
        self._home.server_dir(self._home.nats)
        await self._clear_the_way()
        remembered = self._home.run / "nats.port"
        for attempt in range(PORT_TRIES):
            self._port = self._wanted_port or _free_port(
                prefer=_read_port(remembered) if attempt == 0 else None
            )
            try:
                await self._server.start()
            except ServerFailed as failure:
                # Between our look and its bind another program may take the port; a chosen port is not ours
                # to change.
                lost_the_port = "address already in use" in failure.log_tail
                if not lost_the_port or self._wanted_port is not None or attempt == PORT_TRIES - 1:
                    raise
            else:
                break
        write_private(remembered, str(self._port))
        return Secret(f"nats://{USER}:{self._password.reveal()}@127.0.0.1:{self._port}")

    async def stop(self) -> None:
        """Stop the server; JetStream flushes its files first."""
        await self._server.stop()

    async def _prepare(self) -> None:
        write_private(self._config, self._render_config(), owner=self._home.user.owner)

    def _render_config(self) -> str:
        quoted = json.dumps  # the configuration language reads JSON strings
        return f"""\
# Written by Tradewright at each start.
listen: "127.0.0.1:{self._port}"
server_name: "tradewright"
max_payload: {PAYLOAD_BYTES_MAX}
max_connections: 256
authorization: {{ user: {quoted(USER)}, password: {quoted(self._password.reveal())}, timeout: 5 }}
jetstream: {{
  store_dir: {quoted(str(self._home.nats / "data"))}
  max_memory_store: 64MB
  max_file_store: 4GB
}}
"""

    async def _clear_the_way(self) -> None:
        """Stop the server of a run that died without stopping it: two must not share a store."""
        for process in psutil.process_iter(["name", "cmdline"]):
            if process.info["name"] == "nats-server" and str(self._config) in (process.info["cmdline"] or []):
                log.warning("embedded.orphan_found", server="nats", pid=process.pid)
                process.terminate()
                await asyncio.to_thread(process.wait, ORPHAN_PATIENCE_S)

    async def is_ready(self) -> bool:
        """Sign in and ask for a PONG: proves the listener, the password and that JetStream is up."""
        try:
            async with asyncio.timeout(2):
                reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
                try:
                    greeting = json.loads((await reader.readline()).removeprefix(b"INFO "))
                    credentials = {"user": USER, "pass": self._password.reveal(), "verbose": False}
                    writer.write(b"CONNECT " + json.dumps(credentials).encode() + b"\r\nPING\r\n")
                    answer = await reader.readline()
                finally:
                    writer.close()
        except (OSError, ValueError):
            return False
        return bool(greeting.get("jetstream")) and answer.strip() == b"PONG"


def _free_port(*, prefer: int | None) -> int:
    """Return `prefer` when it is free, else a port the system picks."""
    for port in (prefer, 0):
        if port is None:
            continue
        with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")


def _read_port(path: Path) -> int | None:
    try:
        text = path.read_text().strip()
    except FileNotFoundError:
        return None
    return int(text) if text.isdigit() and 1024 <= int(text) < 65536 else None
