"""The test run's own PostgreSQL (one for all workers) and NATS (one for each), from the wheels, on demand."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from tradewright.kernel.secret import Secret
from tradewright.platform.db import Role, role_dsn

RUN_VARIABLE = "TRADEWRIGHT_TEST_RUN"
"""Folder and main pid of this run ("<pid>:<path>"), inherited by its xdist workers."""
READY_FILE = "ready.json"
TEMPLATE = "tw_template"
ROLE_SECRET = Secret("only for tests, never for anything that holds money")
START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 30.0
REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class TestDatabase:
    """A database of its own for some test: the owner's way in, and each process role's."""

    __test__ = False  # a name for tests, not a test

    name: str
    owner_dsn: str

    def role_dsn(self, role: Role) -> str:
        """Return the DSN with which processes of this role log in."""
        return role_dsn(self.owner_dsn, role, ROLE_SECRET)

    @property
    def secret(self) -> Secret:
        """The master secret that the role passwords of the test cluster follow from."""
        return ROLE_SECRET


@dataclass(frozen=True, slots=True)
class PgServer:
    """The run's PostgreSQL. `admin_dsn` is its superuser on the `postgres` database."""

    admin_dsn: str

    async def create_database(self, name: str, *, migrated: bool = True) -> TestDatabase:
        """Make a database, a copy of the migrated template or an empty one."""
        template = TEMPLATE if migrated else "template0"
        # Files are copied: half the work of going through the log, whose safety no test needs.
        await self._run(f'create database "{_safe(name)}" template {template} strategy file_copy')
        return TestDatabase(name, self._dsn(name))

    async def drop_database(self, name: str) -> None:
        """Remove a database and everybody who is still connected to it."""
        await self._run(f'drop database if exists "{_safe(name)}" with (force)')

    def _dsn(self, name: str) -> str:
        return urlunsplit(urlsplit(self.admin_dsn)._replace(path=f"/{name}"))

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.admin_dsn)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def begin_run() -> None:
    """Name the folder of this run, once, in the main process; workers inherit it."""
    if RUN_VARIABLE not in os.environ:
        os.environ[RUN_VARIABLE] = f"{os.getpid()}:{tempfile.mkdtemp(prefix='tw-test-')}"


def end_run() -> None:
    """Stop every keeper of this run and remove its folder; only the main process does."""
    parent, directory = _run()
    if parent != os.getpid():
        return
    del os.environ[RUN_VARIABLE]
    keepers = [_read(file) for file in directory.glob(f"*/{READY_FILE}")]
    pids = [found["pid"] for found in keepers if "pid" in found]
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_TIMEOUT_S
    for pid in pids:
        while _is_alive(pid) and time.monotonic() < deadline:
            time.sleep(0.01)
    shutil.rmtree(directory, ignore_errors=True)


def start_postgres() -> PgServer:
    """Return the run's PostgreSQL, starting it when this is the first worker to ask."""
    return PgServer(_keeper("postgres", "--postgres")["database_url"])


def start_nats(worker: str) -> str:
    """Return the URL of this worker's own NATS: streams of one worker must not meet another's messages."""
    return str(_keeper(f"nats-{worker}", "--nats")["nats_url"])


def _keeper(name: str, *what: str) -> dict[str, Any]:
    parent, run = _run()
    directory = run / name
    directory.mkdir(mode=0o700, exist_ok=True)
    with _locked(directory / "lock"):
        ready = directory / READY_FILE
        if not ready.exists():
            _launch(directory, parent, what)
        found = _read(ready)
    if "error" in found:
        raise RuntimeError(f"the servers for the tests did not start: {found['error']}")
    return found


def _launch(directory: Path, parent: int, what: tuple[str, ...]) -> None:
    log = directory / "keeper.log"
    command = [sys.executable, "-m", "tests.support.keeper", str(directory), str(parent), *what]
    with log.open("ab") as output:
        # A session of its own: Ctrl-C ends the tests first, and then the main process ends the servers.
        keeper = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_TIMEOUT_S
    while not (directory / READY_FILE).exists():
        if keeper.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the servers for the tests did not start:\n{log.read_text()[-3000:]}")
        time.sleep(0.01)
    # It outlives this worker on purpose, so nobody here waits for it.
    keeper.returncode = 0


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run() -> tuple[int, Path]:
    parent, _, directory = os.environ[RUN_VARIABLE].partition(":")
    return int(parent), Path(directory)


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def _safe(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]{1,63}", name):
        raise ValueError(f"not a database name: {name}")
    return name


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A keeper this process started itself stays as a zombie until it is waited for.
    with contextlib.suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    return True
