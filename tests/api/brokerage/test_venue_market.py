"""A linked account's market over HTTP: the venue's own bars and quotes, through the executor that holds the connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.api.browser import Browser
from tests.support.eventually import eventually
from tests.support.servers import TestDatabase

from tradewright.domain.trading.market import Quote
from tradewright.entrypoints.worker.executor import run_executor
from tradewright.kernel.ids import UserId
from tradewright.platform.bus import Bus, Message, subjects
from tradewright.platform.db import Database
from tradewright.platform.db.codecs import encode_json
from tradewright.platform.settings import Settings
from tradewright_fakes.alpaca import AlpacaFake, serve

BARS = "/v2/stocks/bars"
ONE = Decimal(1)


@pytest.fixture
async def fake() -> AsyncIterator[AlpacaFake]:
    async with serve() as running:
        await running.admin.price("AAPL", bid="200.00", ask="200.10", last="200.05")
        yield running


@pytest.fixture(scope="module")
async def bus(nats_url: str) -> AsyncIterator[Bus]:
    bus = await Bus.connect(nats_url, "executor")
    yield bus
    await bus.close()


@pytest.fixture(scope="module")
async def executor(settings: Settings, database: TestDatabase, bus: Bus) -> AsyncIterator[None]:
    """The executor role as the product runs it, with a word of the market, for which it would wait."""
    db = await Database.connect(database.role_dsn("executor"), role="executor")
    stop = asyncio.Event()
    running = asyncio.create_task(run_executor(settings, db, bus, stop))
    quote = encode_json(Quote("BTCUSD", bid=ONE, ask=ONE, last=ONE, at=datetime.now(UTC)))

    async def holds_its_shards() -> bool:
        await bus.publish(subjects.quote("BTCUSD"), quote)
        async with db.open() as tx:
            held = await tx.fetchval("select count(*) from app.shard where member_id is not null")
        return bool(held)

    await eventually(holds_its_shards)
    yield
    stop.set()
    await running
    await db.close()


@pytest.fixture
async def account(trader: Browser, fake: AlpacaFake) -> AsyncIterator[str]:
    body = {
        "label": "Rehearsal",
        "environment": "rehearsal",
        "credential": {"key_id": fake.key_id, "secret": fake.secret},
        "base_url": fake.url,
    }
    made = await trader.post("/accounts/link/alpaca", body)
    assert made.status_code == 201, made.text
    yield made.json()["account_id"]
    await trader.delete(f"/accounts/{made.json()['account_id']}", params={"force": True})


async def bars(trader: Browser, account: str, **about: Any) -> list[dict[str, Any]]:
    asked = {"symbol": "AAPL", "account_id": account, "limit": 20, **about}

    async def answered() -> list[dict[str, Any]] | None:
        answer = await trader.get("/bars", params=asked)
        return answer.json()["items"] if answer.status_code == 200 else None

    return await eventually(answered)


async def test_a_linked_account_shows_its_venues_bars_and_quotes(
    trader: Browser, account: str, executor: None
) -> None:
    minutes = await bars(trader, account)
    hours = await bars(trader, account, timeframe="1h", limit=5)
    asked = {"symbols": "AAPL,NOSUCH,A\x00", "account_id": account}
    quotes = (await trader.get("/quotes", params=asked)).json()["items"]

    opened = [datetime.fromisoformat(bar["opened_at"]) for bar in minutes]
    assert len(minutes) == 20
    assert opened == sorted(opened)
    assert datetime.now(UTC) - opened[-1] < timedelta(minutes=2)
    assert len(hours) == 5
    assert [(one["symbol"], one["bid"], one["ask"]) for one in quotes] == [("AAPL", "200", "200.1")]


async def test_ten_charts_that_ask_at_once_cost_the_venue_one_question(
    trader: Browser, account: str, executor: None, fake: AlpacaFake
) -> None:
    await bars(trader, account, timeframe="1h")  # the account is open from here on
    before = len(await fake.admin.journal(path=BARS))

    answers = await asyncio.gather(*(bars(trader, account, timeframe="15m") for _ in range(10)))

    assert len(await fake.admin.journal(path=BARS)) - before == 1
    assert all(one == answers[0] for one in answers)


async def test_a_minute_that_closes_reaches_the_trader_whose_chart_is_open(
    trader: Browser, account: str, executor: None, fake: AlpacaFake, bus: Bus
) -> None:
    told: list[dict[str, Any]] = []

    async def hear(message: Message) -> None:
        document = json.loads(message.data)
        if document["type"] == "bar":
            told.append(document)

    heard = await bus.subscribe(subjects.live(UserId(trader.me["user_id"])), hear)
    await bars(trader, account)
    at = datetime.now(UTC).replace(second=0, microsecond=0)

    async def ticked() -> list[dict[str, Any]]:
        nonlocal at
        at += timedelta(minutes=1)
        await fake.admin.set_clock(at)
        await fake.admin.price("AAPL", bid="201.00", ask="201.10", last="201.05")
        return [one for one in told if one["is_closed"]]

    closed = (await eventually(ticked))[0]
    await heard.close()

    assert closed["account_id"] == account
    assert closed["bar"]["symbol"] == "AAPL"
    assert isinstance(closed["bar"]["close"], str)


async def test_nobody_sees_the_market_of_another_traders_account(
    stranger: Browser, account: str, executor: None
) -> None:
    asked = {"symbol": "AAPL", "account_id": account}

    theirs = await stranger.get("/bars", params=asked)
    quotes = await stranger.get("/quotes", params={"symbols": "AAPL", "account_id": account})

    assert (theirs.status_code, theirs.json()["code"]) == (404, "account_not_found")
    assert (quotes.status_code, quotes.json()["code"]) == (404, "account_not_found")


async def test_a_symbol_that_the_venue_does_not_list_is_refused_with_what_was_meant(
    trader: Browser, account: str, executor: None
) -> None:
    await bars(trader, account)

    answer = await trader.get("/bars", params={"symbol": "AAPLE", "account_id": account})

    assert (answer.status_code, answer.json()["code"]) == (404, "instrument_not_found")
    assert "AAPL" in answer.json()["suggestions"]


async def test_a_venue_that_fails_is_said_to_be_silent(
    trader: Browser, account: str, executor: None, fake: AlpacaFake
) -> None:
    await bars(trader, account)
    await fake.admin.fault("error", when={"method": "GET", "path": BARS}, status=500)

    answer = await trader.get("/bars", params={"symbol": "AAPL", "account_id": account, "timeframe": "5m"})

    assert (answer.status_code, answer.json()["code"]) == (503, "venue_silent")
    assert "Try again" in answer.json()["detail"]


async def test_a_paper_accounts_market_is_the_platforms(trader: Browser) -> None:
    paper = (await trader.first_account())["account_id"]

    here = await trader.get("/bars", params={"symbol": "NOSUCH", "account_id": paper})

    assert (here.status_code, here.json()["code"]) == (404, "instrument_not_found")
