"""Both servers of a home as one: lock, start side by side, tell others where they are, stop in order."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tradewright.kernel.secret import Secret
from tradewright.platform.embedded.errors import RootIsLimited
from tradewright.platform.embedded.home import Home, HomeLock
from tradewright.platform.embedded.nats import EmbeddedNats
from tradewright.platform.embedded.postgres import EmbeddedPostgres
from tradewright.platform.private_files import write_private

_FILE = "endpoints.json"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the running servers of a home are; `pid` is the process that keeps them. None: not embedded."""

    pid: int
    database_url: Secret | None
    nats_url: Secret | None


class EmbeddedServers:
    """An async context: inside it the wanted servers run, and `endpoints` says where."""

    def __init__(self, path: Path, *, postgres: bool = True, nats: bool = True) -> None:
        """Name the home and which servers to run; the other one is then somewhere else by URL."""
        self.home = Home.at(path)
        self.postgres = EmbeddedPostgres(self.home) if postgres else None
        self.nats = EmbeddedNats(self.home) if nats else None
        self.endpoints: Endpoints | None = None
        self._lock = HomeLock(self.home)

    async def start(self) -> Endpoints:
        """Start the servers and return where they are. Raises `HomeInUse` or another `EmbeddedError`."""
        self._lock.acquire()
        try:
            database_url, nats_url = await asyncio.gather(_start(self.postgres), _start(self.nats))
        except PermissionError as error:
            await self.stop()
            if self.home.user.is_other:
                raise RootIsLimited(str(error)) from error
            raise
        except BaseException:  # also when cancelled: nothing of ours may keep running
            await self.stop()
            raise
        self.endpoints = Endpoints(os.getpid(), database_url, nats_url)
        write_private(self.home.run / _FILE, _render(self.endpoints))
        return self.endpoints

    async def stop(self) -> None:
        """Stop both, the bus first: what it has not delivered stays in the database's outbox."""
        (self.home.run / _FILE).unlink(missing_ok=True)
        try:
            for server in (self.nats, self.postgres):
                if server is not None:
                    await server.stop()
        finally:
            self.endpoints = None
            self._lock.release()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


def find_endpoints(path: Path) -> Endpoints | None:
    """Return where the running servers of the home at `path` are; None when none run.

    For a second process (`tradewright orders`, `serve gateway`) that wants to join what `tradewright up`
    keeps.
    """
    home = path.expanduser().absolute()
    # A file left by a killed product says nothing; the kernel knows whether anybody still holds the lock.
    if not HomeLock.is_held(home):
        return None
    with contextlib.suppress(FileNotFoundError):
        found = json.loads((home / "run" / _FILE).read_text())
        return Endpoints(found["pid"], _secret(found["database_url"]), _secret(found["nats_url"]))
    return None


def was_killed(path: Path) -> bool:
    """Return whether the product of the home at `path` ended without a word: what it had started may still be ending."""
    home = path.expanduser().absolute()
    return (home / "run" / _FILE).exists() and not HomeLock.is_held(home)


async def _start(server: EmbeddedPostgres | EmbeddedNats | None) -> Secret | None:
    return None if server is None else await server.start()


def _render(endpoints: Endpoints) -> str:
    urls = {"database_url": endpoints.database_url, "nats_url": endpoints.nats_url}
    return json.dumps({"pid": endpoints.pid} | {name: url and url.reveal() for name, url in urls.items()})


def _secret(value: str | None) -> Secret | None:
    return None if value is None else Secret(value)
