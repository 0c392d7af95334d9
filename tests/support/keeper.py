"""A process beside the test run that keeps real servers alive for it, and stops them when the run is over.

It is no child of one xdist worker, because workers end at different times. It ends on SIGTERM, or when the
run's main process is gone, however that ended.

    python -m tests.support.keeper DIRECTORY PARENT_PID [--postgres] [--nats]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import signal
from pathlib import Path

import asyncpg

from tests.support.servers import READY_FILE, ROLE_SECRET, TEMPLATE
from tradewright.platform.db import migrate
from tradewright.platform.embedded import EmbeddedServers
from tradewright.platform.private_files import write_private

WATCH_S = 0.2
USER_CONF = """
# Tests start from nothing each time; what they write need not survive the power cord.
fsync = off
full_page_writes = off
max_connections = 200
autovacuum = off
"""


async def keep(directory: Path, parent: int, *, postgres: bool, nats: bool) -> None:
    """Run the servers until told to stop; where they are is written to READY_FILE, or why there are none."""
    over = asyncio.Event()
    for which in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(which, over.set)
    servers = EmbeddedServers(directory / "home", postgres=postgres, nats=nats)
    if servers.postgres is not None:
        await servers.postgres.make_cluster()
        servers.postgres.user_conf.write_text(USER_CONF)
    try:
        async with servers:
            if servers.postgres is not None:
                await make_template(servers.postgres.dsn().reveal(), servers.postgres.dsn(TEMPLATE).reveal())
            tell(directory, servers)
            while not over.is_set() and is_alive(parent):
                try:
                    await asyncio.wait_for(over.wait(), WATCH_S)
                except TimeoutError:
                    continue
    except Exception as error:  # told to the waiting tests, whose failure it becomes
        write_private(directory / READY_FILE, json.dumps({"error": f"{type(error).__name__}: {error}"}))
        raise


async def make_template(admin_dsn: str, template_dsn: str) -> None:
    """Make the migrated database that each worker's own is copied from."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        await connection.execute(f"create database {TEMPLATE}")
    finally:
        await connection.close()
    await migrate.upgrade(template_dsn)
    await migrate.provision_roles(template_dsn, ROLE_SECRET)


def tell(directory: Path, servers: EmbeddedServers) -> None:
    found = servers.endpoints
    assert found is not None
    database_url = servers.postgres.dsn("postgres").reveal() if servers.postgres else None
    nats_url = found.nats_url.reveal() if found.nats_url else None
    write_private(
        directory / READY_FILE,
        json.dumps({"pid": os.getpid(), "database_url": database_url, "nats_url": nats_url}),
    )


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("parent", type=int)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--nats", action="store_true")
    given = parser.parse_args()
    asyncio.run(keep(given.directory, given.parent, postgres=given.postgres, nats=given.nats))
    if not is_alive(given.parent):
        # Nobody is left to tidy up; the last keeper takes the run's folder with it.
        shutil.rmtree(given.directory, ignore_errors=True)
        with contextlib.suppress(OSError):
            given.directory.parent.rmdir()
