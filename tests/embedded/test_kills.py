"""Every way to be killed: one server, the product, both, and a machine that went down in the middle."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import asyncpg
import psutil
import pytest

from tests.embedded.conftest import Host
from tests.support.eventually import eventually
from tradewright.platform.embedded import EmbeddedServers, Home
from tradewright.platform.embedded.binaries import postgres_bin
from tradewright.platform.embedded.launch import launch

pytestmark = pytest.mark.crash


async def run(dsn: str, statement: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_a_killed_database_is_started_again_with_what_was_committed(servers: EmbeddedServers) -> None:
    assert servers.postgres is not None and servers.postgres.pid is not None
    dsn = servers.postgres.dsn().reveal()
    await run(dsn, "create table kept as select 'committed' as word")

    os.kill(servers.postgres.pid, signal.SIGKILL)

    async def word() -> object:
        try:
            return await run(dsn, "select word from kept")
        except (OSError, asyncpg.PostgresError):
            return None

    killed = servers.postgres.pid
    assert await eventually(word) == "committed"
    assert servers.postgres.pid != killed


async def test_a_killed_bus_is_started_again_on_the_same_port(servers: EmbeddedServers) -> None:
    assert servers.nats is not None and servers.nats.pid is not None
    before = servers.nats.pid

    os.kill(before, signal.SIGKILL)

    async def reborn() -> bool:
        assert servers.nats is not None
        return servers.nats.pid not in {None, before} and await servers.nats.is_ready()

    assert await eventually(reborn)


async def test_servers_die_with_a_killed_product_and_the_next_one_has_its_data(
    home: Path, start_host: Callable[..., Host]
) -> None:
    host = start_host()
    await run(host.facts["database_url"], "create table kept as select 'committed' as word")

    host.process.kill()

    async def all_gone() -> bool:
        return not any(psutil.pid_exists(pid) for pid in host.facts["pids"])

    assert await eventually(all_gone)
    async with EmbeddedServers(home) as following:
        assert following.postgres is not None
        assert await run(following.postgres.dsn().reveal(), "select word from kept") == "committed"


async def test_an_orphan_on_the_data_is_stopped_before_another_starts(home: Path) -> None:
    async with EmbeddedServers(home) as first:
        assert first.postgres is not None
        await run(first.postgres.dsn().reveal(), "create table kept as select 'committed' as word")
    place = Home.at(home)
    place.socket_dir()
    orphan = launch(
        [str(postgres_bin() / "postgres"), "-D", str(home / "postgres" / "data")],
        user=place.user,
        reach=[postgres_bin(), place.postgres],
        death_signal=signal.SIGINT,
        log_path=place.logs / "orphan.log",
        environment={},
    )
    pid_file = home / "postgres" / "data" / "postmaster.pid"

    async def is_up() -> bool:
        return pid_file.exists() and "ready" in pid_file.read_text()

    await eventually(is_up)

    async with EmbeddedServers(home) as following:
        assert following.postgres is not None
        assert orphan.wait(timeout=60) is not None
        assert following.postgres.pid != orphan.pid
        assert await run(following.postgres.dsn().reveal(), "select word from kept") == "committed"


async def test_a_pid_file_that_names_some_other_program_does_not_stop_the_start(home: Path) -> None:
    async with EmbeddedServers(home, nats=False):
        pid_file = home / "postgres" / "data" / "postmaster.pid"
        left_behind = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *left_behind[1:]]))

    async with EmbeddedServers(home, nats=False) as following:
        assert following.postgres is not None
        assert await run(following.postgres.dsn().reveal(), "select 1") == 1


async def test_a_cluster_that_was_half_made_is_made_anew(home: Path) -> None:
    half = home / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    async with EmbeddedServers(home, nats=False) as running:
        assert running.postgres is not None
        assert await run(running.postgres.dsn().reveal(), "select 1") == 1


async def test_an_ordinary_user_runs_the_servers_as_himself(start_host: Callable[..., Host]) -> None:
    host = start_host(ordinary=True)

    assert host.facts["user"] != 0
    assert await run(host.facts["database_url"], "select 1") == 1
    for pid in host.facts["pids"]:
        assert psutil.Process(pid).uids().effective == host.facts["user"]
