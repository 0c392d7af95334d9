"""What a person may rely on: data stays, nothing is open that need not be, and a failure says why."""

from __future__ import annotations

import asyncio
import json
import os
import stat
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import nats
import psutil
import pytest

from tradewright.platform.embedded import (
    DataFromOtherVersion,
    EmbeddedServers,
    HomeInUse,
    ServerFailed,
    find_endpoints,
)


async def query(servers: EmbeddedServers, statement: str) -> object:
    assert servers.postgres is not None
    connection = await asyncpg.connect(servers.postgres.dsn().reveal())
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_data_and_streams_stay_over_a_restart(home: Path) -> None:
    async with EmbeddedServers(home) as first:
        await query(first, "create table kept (word text)")
        await query(first, "insert into kept values ('still here')")
        assert first.endpoints is not None and first.endpoints.nats_url is not None
        bus = await nats.connect(first.endpoints.nats_url.reveal())
        await bus.jetstream().add_stream(name="KEPT", subjects=["kept"])
        await bus.jetstream().publish("kept", b"still here")
        await bus.close()

    async with EmbeddedServers(home) as second:
        assert await query(second, "select word from kept") == "still here"
        assert second.endpoints is not None and second.endpoints.nats_url is not None
        bus = await nats.connect(second.endpoints.nats_url.reveal())
        message = await bus.jetstream().get_msg("KEPT", 1)
        await bus.close()

    assert message.data == b"still here"


async def test_the_bus_keeps_its_port_over_a_restart_so_that_clients_find_it_again(home: Path) -> None:
    ports = []
    for _ in range(2):
        async with EmbeddedServers(home, postgres=False) as running:
            assert running.endpoints is not None and running.endpoints.nats_url is not None
            ports.append(urlsplit(running.endpoints.nats_url.reveal()).port)

    assert ports[0] == ports[1]


async def test_commits_are_synced_and_no_tcp_port_is_open(servers: EmbeddedServers) -> None:
    assert await query(servers, "show fsync") == "on"
    assert await query(servers, "show synchronous_commit") == "on"
    assert await query(servers, "show full_page_writes") == "on"
    assert await query(servers, "show listen_addresses") == ""

    assert servers.postgres is not None and servers.postgres.pid is not None
    postmaster = psutil.Process(servers.postgres.pid)
    families = {entry.family.name for entry in postmaster.net_connections(kind="all")}
    assert "AF_UNIX" in families
    assert families.isdisjoint({"AF_INET", "AF_INET6"})


async def test_the_servers_never_run_as_root(servers: EmbeddedServers) -> None:
    assert servers.postgres is not None and servers.nats is not None

    for pid in (servers.postgres.pid, servers.nats.pid):
        assert psutil.Process(pid).uids().effective != 0


async def test_the_database_wants_its_password_even_on_the_socket(servers: EmbeddedServers) -> None:
    assert servers.postgres is not None
    right = servers.postgres.dsn().reveal()
    wrong = right.replace(str(urlsplit(right).password), "guessed")

    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(wrong)


async def test_the_bus_listens_on_loopback_and_wants_its_password(servers: EmbeddedServers) -> None:
    assert servers.endpoints is not None and servers.endpoints.nats_url is not None
    url = urlsplit(servers.endpoints.nats_url.reveal())
    assert url.hostname == "127.0.0.1"

    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    greeting = json.loads((await reader.readline()).removeprefix(b"INFO "))
    writer.write(b'CONNECT {"verbose":false}\r\nPING\r\n')
    answer = await reader.readline()
    writer.close()

    assert greeting["host"] == "127.0.0.1"
    assert b"Authorization Violation" in answer


async def test_whatever_holds_a_secret_is_readable_by_its_owner_alone(
    home: Path, servers: EmbeddedServers
) -> None:
    files = [*home.glob("secrets/*"), home / "run" / "endpoints.json", home / "nats" / "nats.conf"]

    assert len(files) == 4
    for path in [*files, *home.glob("logs/*")]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert servers.postgres is not None
    socket_dir = Path(parse_qs(urlsplit(servers.postgres.dsn().reveal()).query)["host"][0])
    for path in (home, home / "secrets", home / "postgres", home / "nats", socket_dir):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700, path


async def test_a_second_product_on_one_home_is_refused_and_told_who_has_it(
    home: Path, servers: EmbeddedServers
) -> None:
    with pytest.raises(HomeInUse) as refused:
        await EmbeddedServers(home).start()

    assert refused.value.pid == os.getpid()
    assert await query(servers, "select 1") == 1


async def test_another_process_finds_the_running_servers_and_none_after_the_stop(home: Path) -> None:
    async with EmbeddedServers(home) as running:
        during = find_endpoints(home)
        assert during is not None
        assert during == running.endpoints

    assert find_endpoints(home) is None


async def test_a_home_with_a_long_path_gets_its_socket_elsewhere(tmp_path: Path) -> None:
    long_home = tmp_path / ("long-" * 20) / "home"

    async with EmbeddedServers(long_home, nats=False) as running:
        assert await query(running, "select 1") == 1
        assert running.postgres is not None
        elsewhere = Path(parse_qs(urlsplit(running.postgres.dsn().reveal()).query)["host"][0])
        assert not elsewhere.is_relative_to(long_home)

    assert not elsewhere.exists()


async def test_a_server_that_cannot_start_says_why_and_leaves_nothing_behind(home: Path) -> None:
    broken = EmbeddedServers(home)
    assert broken.postgres is not None
    await broken.postgres.make_cluster()
    broken.postgres.user_conf.write_text("no_such_setting = 1\n")

    with pytest.raises(ServerFailed, match="no_such_setting"):
        await broken.start()

    assert broken.nats is not None
    assert (broken.postgres.pid, broken.nats.pid) == (None, None)
    broken.postgres.user_conf.unlink()
    async with EmbeddedServers(home) as mended:
        assert await query(mended, "select 1") == 1


async def test_data_of_another_major_version_is_refused_untouched(home: Path) -> None:
    old = EmbeddedServers(home, nats=False)
    assert old.postgres is not None
    await old.postgres.make_cluster()
    (home / "postgres" / "data" / "PG_VERSION").write_text("15\n")

    with pytest.raises(DataFromOtherVersion) as refused:
        await old.start()

    assert refused.value.found == "15"
