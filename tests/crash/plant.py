"""The product as separate processes on real embedded servers, so that each role can be killed alone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg
import httpx

from tradewright.entrypoints.up import prepare_database
from tradewright.platform.embedded import EmbeddedServers
from tradewright.platform.settings import Settings, load_settings

PASSWORD = "correct horse battery"
TRADERS = 3
AGENTS = 2
START_TIMEOUT_S = 180.0
"""Longer than any start on a machine that is busy with other tests."""

PARTS: dict[str, tuple[str, ...]] = {
    "gateway": ("gateway",),
    "executor-1": ("executor",),
    "executor-2": ("executor",),
    "scheduler": ("scheduler",),
    "feeder": ("feeder",),
    "worker": ("worker",),
}
"""Process name → roles it runs. Two executors, so that a killed one's users change hands."""
SERVERS = ("postgres", "nats")
"""What `crash` also takes: whoever keeps the embedded servers starts them again."""


@dataclass
class Plant:
    """Everything running, as an async context. `kill` and `start` take a part's name."""

    home: Path
    parts: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(PARTS))
    paths: list[str] = field(default_factory=list)
    module: str = "tradewright.entrypoints.cli"
    """What a part runs: the product's command."""

    async def __aenter__(self) -> Self:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._hands = {name: asyncio.Lock() for name in (*self.parts, *SERVERS)}
        self._stack = contextlib.AsyncExitStack()
        servers = await self._stack.enter_async_context(EmbeddedServers(self.home))
        assert servers.endpoints is not None
        self._servers = {"postgres": servers.postgres, "nats": servers.nats}
        database, bus = servers.endpoints.database_url, servers.endpoints.nats_url
        assert database is not None and bus is not None
        self.settings: Settings = load_settings({}, home=self.home, port=self.port).model_copy(
            update={"database_url": database, "nats_url": bus}
        )
        await prepare_database(self.settings)
        self._environment = {
            **os.environ,
            "TRADEWRIGHT_HOME": str(self.home),
            "TRADEWRIGHT_PORT": str(self.port),
            "TRADEWRIGHT_DATABASE_URL": database.reveal(),
            "TRADEWRIGHT_NATS_URL": bus.reveal(),
            "TRADEWRIGHT_LOG_LEVEL": "warning",
        }
        for name in self.parts:
            await self.start(name)
        self._owner_url = database.reveal()
        self.owner: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(self._owner_url)
        await self.answering()
        await self._settle_in()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.owner.close()
        for process in self._processes.values():
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
        await asyncio.gather(*(process.wait() for process in self._processes.values()))
        await self._stack.aclose()

    async def start(self, name: str) -> None:
        log = (self.home / f"{name}.log").open("ab")
        self._processes[name] = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self.module,
            "serve",
            *self.parts[name],
            env=self._environment,
            stdout=log,
            stderr=log,
        )
        log.close()

    async def crash(self, name: str, *, down_s: float) -> None:
        """kill -9, and start again after `down_s`. Two crashes of one part come one after the other."""
        async with self._hands[name]:
            if name in SERVERS:
                await self._crash_server(name)
                return
            process = self._processes[name]
            process.kill()
            await process.wait()
            await asyncio.sleep(down_s)
            await self.start(name)

    async def _crash_server(self, name: str) -> None:
        server = self._servers[name]
        assert server is not None
        killed = server.pid
        if killed is not None:
            os.kill(killed, signal.SIGKILL)
        deadline = asyncio.get_running_loop().time() + START_TIMEOUT_S
        while server.pid in (None, killed):
            assert asyncio.get_running_loop().time() < deadline, f"{name} was not started again"
            await asyncio.sleep(0.05)

    async def reconnect(self) -> None:
        """Look into the database again, should it have been away."""
        if self.owner.is_closed():
            self.owner = await asyncpg.connect(self._owner_url)

    async def answering(self) -> None:
        """Return once the gateway is ready and every role says that it is there."""
        base = f"http://127.0.0.1:{self.port}/api/unify/v1"
        deadline = asyncio.get_running_loop().time() + START_TIMEOUT_S
        health: object = None
        async with httpx.AsyncClient(timeout=5) as client:
            while True:
                with contextlib.suppress(httpx.TransportError):
                    answer = (await client.get(f"{base}/health")).json()
                    health = answer
                    if answer["status"] == "ok":
                        return
                for name, process in self._processes.items():
                    # Like any supervisor: a part that found its database away at its start has ended.
                    if process.returncode is not None and not self._hands[name].locked():
                        await self.start(name)
                assert asyncio.get_running_loop().time() < deadline, f"the product did not come up: {health}"
                await asyncio.sleep(0.05)

    async def _settle_in(self) -> None:
        """Sign up traders and give each an account and agents, through the API."""
        for number in range(TRADERS):
            base = f"http://127.0.0.1:{self.port}/api/unify/v1"
            async with httpx.AsyncClient(base_url=base, timeout=20) as client:
                legal = (await client.get("/legal")).json()["documents"]
                accepted = [{"document": one["document"], "version": one["version"]} for one in legal]
                body = {"email": f"crash{number}@example.com", "password": PASSWORD, "accepted": accepted}
                (await client.post("/auth/sign-up", json=body)).raise_for_status()
                client.headers["X-CSRF-Token"] = client.cookies["tw_csrf"]
                account = (await client.get("/accounts")).json()["items"][0]
                config = {**account["config"], "starting_cash": "10000000"}
                made = await client.post(
                    "/accounts", json={"label": "Crash", "broker": "paper", "config": config}
                )
                made.raise_for_status()
                for agent in range(AGENTS):
                    answer = await client.post(
                        "/agents",
                        json={
                            "name": f"Agent {agent}",
                            "account_ids": [made.json()["account_id"]],
                            "sizing": {"mode": "fixed", "value": "0.01"},
                            "pyramiding_max": None,
                        },
                    )
                    answer.raise_for_status()
                    self.paths.append("/" + answer.json()["url"].split("/", 3)[3])
