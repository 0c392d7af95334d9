"""The two webhook routes over the real intake, without the rest of the application."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from tests.store.agents.conftest import bus, clock, desk, door, gateway, other_door, other_gateway, stranger
from tests.store.agents.desk import HandClock

from tradewright.features.agents import Door, webhook_routes

__all__ = ["bus", "clock", "desk", "door", "gateway", "other_door", "other_gateway", "stranger"]


@pytest.fixture
def app(door: Door, clock: HandClock) -> Starlette:
    return Starlette(routes=webhook_routes(lambda: door, clock))


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, client=("52.89.214.238", 443))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as made:
        yield made
