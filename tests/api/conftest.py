"""The whole gateway over a real database and bus, asked through ASGI; `trader` is signed in, `stranger` is another one."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from fastapi import FastAPI
from tests.api.browser import Browser, open_browser
from tests.support.eventually import eventually
from tests.support.servers import TestDatabase

from tradewright.entrypoints.api import create_app
from tradewright.entrypoints.wiring import Gateway, open_gateway
from tradewright.features.orders import DecisionWaiter
from tradewright.kernel.secret import Secret
from tradewright.platform.settings import Settings, VaultKey

VAULT_KEY = VaultKey("k1", Secret("dGVzdHMgb25seSwgdGVzdHMgb25seSwgdGVzdHMhISE="))
REQUESTS_PER_MINUTE = 100_000
"""Tests ask faster than anyone may; the limit has a test of its own."""


@pytest.fixture(scope="session")
def settings(database: TestDatabase, nats_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        home=tmp_path_factory.mktemp("home"),
        secret_key=database.secret,
        vault_keys=(VAULT_KEY,),
        database_url=Secret(database.owner_dsn),
        nats_url=Secret(nats_url),
        public_url="http://testserver",
        rehearsal_venues=True,
        alpaca_client_id="tradewright-tests",
        alpaca_client_secret=Secret("consent-for-tests-only"),
    )


@pytest.fixture(scope="session")
async def gateway(settings: Settings) -> AsyncIterator[Gateway]:
    async with open_gateway(settings) as made:
        yield made


@pytest.fixture(scope="session")
async def app(gateway: Gateway) -> AsyncIterator[FastAPI]:
    made = create_app(gateway, requests_per_minute=REQUESTS_PER_MINUTE)
    async with made.router.lifespan_context(made):
        # No executor decides here, so nobody waits long for one.
        made.state.decisions = DecisionWaiter(gateway.bus, timeout_s=0.1)
        await made.state.decisions.start()
        yield made
        await made.state.decisions.close()


@pytest.fixture(scope="session")
async def address(app: FastAPI) -> AsyncIterator[str]:
    """Return host and port of a server that serves the application."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, lifespan="off", log_config=None, ws="websockets-sansio", loop="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listener]))

    async def has_started() -> bool:
        return server.started

    await eventually(has_started)
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await serving


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[Browser]:
    """A browser nobody is signed in with."""
    async with open_browser(app) as browser:
        yield browser


@pytest.fixture
async def trader(app: FastAPI) -> AsyncIterator[Browser]:
    """A trader's browser, signed in."""
    async with open_browser(app) as browser:
        await browser.sign_up()
        yield browser


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[Browser]:
    """Another trader's browser, signed in."""
    async with open_browser(app) as browser:
        await browser.sign_up()
        yield browser
