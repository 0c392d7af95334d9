"""The gateway's real application over real servers, and a program that asks it for orders with an API key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from tests.store.orders.conftest import bus, desk, executor, gateway, stranger
from tests.store.orders.desk import Desk

from tradewright.entrypoints.api.app import create_app
from tradewright.entrypoints.wiring import Gateway
from tradewright.features.accounts import create_api_key
from tradewright.features.brokerage import QuoteBoard
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database
from tradewright.platform.settings import load_settings
from tradewright.platform.vault import Vault

__all__ = ["bus", "desk", "executor", "gateway", "stranger"]


@pytest.fixture
async def quotes() -> QuoteBoard:
    """The market as this gateway knows it; tests put quotes on it."""
    return QuoteBoard()


@pytest.fixture
async def app(tmp_path: Path, gateway: Database, bus: Bus, quotes: QuoteBoard) -> AsyncIterator[FastAPI]:
    """The application as a gateway serves it, while its lifespan runs."""
    settings = load_settings({}, home=tmp_path)
    made = create_app(
        Gateway(settings=settings, db=gateway, bus=bus, vault=Vault.of(settings.vault_keys), quotes=quotes)
    )
    async with made.router.lifespan_context(made):
        await bus.flush()
        yield made


async def client_of(app: FastAPI, trader: Desk) -> httpx.AsyncClient:
    """Return a client with a fresh API key of this trader."""
    _, key = await create_api_key(trader.cx, name="tests", scopes=["read", "trade", "risk"])
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://127.0.0.1:8000/api/unify/v1",
        headers={"Authorization": f"Bearer {key}"},
    )


@pytest.fixture
async def client(app: FastAPI, desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    async with await client_of(app, desk) as made:
        yield made


@pytest.fixture
async def foreign_client(app: FastAPI, stranger: Desk) -> AsyncIterator[httpx.AsyncClient]:
    async with await client_of(app, stranger) as made:
        yield made
