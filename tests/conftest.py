"""Fixtures for every test: real PostgreSQL and NATS on demand, and no network beyond this machine.

pg_server          the run's PostgreSQL, shared by all workers
database           this worker's migrated database (tests make their own users and do not clean up)
fresh_database     a migrated database for one test
empty_database     an empty database for one test
nats_url           this worker's own NATS with JetStream
"""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest
import structlog
from hypothesis import HealthCheck, settings

from tests.support import machine, servers
from tests.support.closed_network import close_network, open_network
from tests.support.servers import PgServer, TestDatabase


def pytest_configure(config: pytest.Config) -> None:
    # Tracebacks drawn by rich, with every local, take up to half a second each, and some tests break things by the dozen.
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])
    # How long examples take to draw says how busy the machine is, nothing about the product.
    settings.register_profile("tradewright", suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("tradewright")
    machine.keep_files_in_memory()
    servers.begin_run()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    return machine.worker_count()


def pytest_collection_finish(session: pytest.Session) -> None:
    # Modules and thousands of collected tests stay to the end: no later collection need walk them (0.13 s each).
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    servers.end_run()


@pytest.fixture(scope="session", autouse=True)
def closed_network() -> Iterator[None]:
    close_network()
    yield
    open_network()


@pytest.fixture(scope="session")
def worker() -> str:
    """Name of this xdist worker; "main" without xdist."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def pg_server() -> PgServer:
    return servers.start_postgres()


@pytest.fixture(scope="session")
async def database(pg_server: PgServer, worker: str) -> TestDatabase:
    return await pg_server.create_database(f"tw_{worker}")


@pytest.fixture
async def fresh_database(pg_server: PgServer) -> AsyncIterator[TestDatabase]:
    made = await pg_server.create_database(f"tw_{uuid4().hex}")
    yield made
    await pg_server.drop_database(made.name)


@pytest.fixture
async def empty_database(pg_server: PgServer) -> AsyncIterator[TestDatabase]:
    made = await pg_server.create_database(f"tw_{uuid4().hex}", migrated=False)
    yield made
    await pg_server.drop_database(made.name)


@pytest.fixture(scope="session")
def nats_url(worker: str) -> str:
    return servers.start_nats(worker)
