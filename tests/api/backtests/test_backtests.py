"""Backtests over the API: asked for, computed by a worker, read whole; on bars kept in this test's own store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from fastapi import FastAPI
from tests.api.browser import Browser
from tests.support.eventually import eventually
from tests.support.servers import TestDatabase

from tradewright.engine.bars import Bars
from tradewright.entrypoints.wiring import Gateway
from tradewright.features.backtests import job_handlers
from tradewright.platform.bar_files import BarStore
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database
from tradewright.platform.jobs import Worker

COUNT = 3_000
DAY_NS = 86_400 * 10**9
START = int(datetime(2010, 1, 1, tzinfo=UTC).timestamp()) * 10**9


def walk() -> Bars:
    """Return a market that goes up and down, the same every time."""
    steps = np.random.default_rng(7).normal(0.0004, 0.02, COUNT)
    close = np.round(100 * np.exp(np.cumsum(steps)), 2)
    opened = np.concatenate(([100.0], close[:-1]))
    high, low = np.maximum(opened, close) + 0.5, np.minimum(opened, close) - 0.5
    time = START + np.arange(COUNT, dtype=np.int64) * DAY_NS
    volume = np.full(COUNT, 1000.0)
    return Bars(time, opened, high, low, close, volume, symbol="WALK", timeframe="1d", source="test")


@pytest.fixture(scope="session")
def kept(gateway: Gateway) -> Path:
    """The gateway's bar store with one series in it."""
    root = gateway.settings.home / "data" / "bars"
    BarStore(root).write(walk(), kind="import", origin="test", now=datetime(2026, 1, 1, tzinfo=UTC))
    return root


@pytest.fixture
async def computing(kept: Path, database: TestDatabase, nats_url: str) -> AsyncIterator[None]:
    db = await Database.connect(database.role_dsn("worker"), role="worker", max_size=3)
    bus = await Bus.connect(nats_url, "test worker")
    running = asyncio.create_task(Worker(db, bus, job_handlers(kept), holder=uuid4(), at_once=1).run())
    yield
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await bus.close()
    await db.close()


async def ask(trader: Browser, **changes: Any) -> dict[str, Any]:
    data = {"source": "test", "symbol": "WALK", "timeframe": "1d"}
    answer = await trader.post("/backtests", {"guru": "turtle", "data": data, **changes})
    assert answer.status_code == 202, answer.text
    run: dict[str, Any] = answer.json()
    return run


async def until_ended(trader: Browser, run_id: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        run: dict[str, Any] = (await trader.get(f"/backtests/{run_id}")).json()
        return run if run["job"]["state"] in {"done", "failed", "cancelled"} else None

    return await eventually(look, within_s=60)


async def test_a_backtest_ends_with_a_headline_that_its_report_confirms(
    app: FastAPI, trader: Browser, computing: None
) -> None:
    asked = await ask(trader, settings={"initial_capital": "50000"}, note="first")

    run = await until_ended(trader, asked["run_id"])
    path = f"/backtests/{asked['run_id']}"
    report = (await trader.get(f"{path}/report")).json()
    trades = (await trader.get(f"{path}/trades.csv")).text
    page = await trader.get(f"{path}/report.html")

    assert run["job"]["state"] == "done", run["job"]
    assert run["job"]["job_id"] == run["run_id"]
    assert (run["data"]["bars"], report["provenance"]["bars"]) == (COUNT, COUNT)
    assert report["schema"] == "tradewright.report/1"
    assert report["provenance"]["initial_capital"].startswith("50000")
    assert run["trades"] == len(report["trades"]) > 0
    assert run["headline"]["net_profit"] == report["summary"]["all"]["net_profit"]
    assert run["headline"]["drawdown_max"] == report["risk"]["drawdown_max"]
    assert len(trades.splitlines()) == 1 + len(report["trades"]) + len(report["open_trades"])
    assert page.headers["content-type"].startswith("text/html") and "WALK" in page.text


async def test_a_range_bounds_the_bars(trader: Browser, computing: None) -> None:
    data = {"source": "test", "symbol": "WALK", "timeframe": "1d"}
    span = {"from": "2012-01-01T00:00:00Z", "to": "2013-01-01T00:00:00Z"}

    run = await until_ended(trader, (await ask(trader, data={**data, **span}))["run_id"])

    assert (run["job"]["state"], run["data"]["bars"], run["data"]["from"]) == ("done", 366, span["from"])


async def test_an_empty_range_fails_with_its_reason_and_has_no_report(
    trader: Browser, computing: None
) -> None:
    data = {"source": "test", "symbol": "WALK", "timeframe": "1d", "from": "2030-01-01T00:00:00Z"}

    run = await until_ended(trader, (await ask(trader, data=data))["run_id"])
    report = await trader.get(f"/backtests/{run['run_id']}/report")

    assert (run["job"]["state"], run["job"]["reason_code"]) == ("failed", "no_bars")
    assert (report.status_code, report.json()["code"]) == (412, "backtest_report_not_ready")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"guru": "nobody"}, 404, "guru_not_found"),
        ({"inputs": {"nothing": 1}}, 422, "invalid"),
        ({"data": {"source": "test", "symbol": "NONE", "timeframe": "1d"}}, 422, "no_bars"),
        ({"settings": {"pyramiding": -1}}, 422, None),
    ],
)
async def test_what_cannot_run_is_refused_at_once(
    changes: dict[str, Any], status: int, code: str | None, trader: Browser, kept: Path
) -> None:
    data = {"source": "test", "symbol": "WALK", "timeframe": "1d"}

    answer = await trader.post("/backtests", {"guru": "turtle", "data": data, **changes})

    assert answer.status_code == status
    assert code is None or answer.json()["code"] == code
    assert (await trader.get("/backtests")).json()["items"] == []


async def test_a_queued_backtest_is_cancelled_and_then_deleted(trader: Browser, kept: Path) -> None:
    run = await ask(trader)
    path = f"/backtests/{run['run_id']}"

    early = await trader.delete(path)
    cancelled = await trader.post(f"{path}/cancel")
    deleted = await trader.delete(path)

    assert (early.status_code, early.json()["code"]) == (409, "backtest_under_way")
    assert cancelled.json()["job"]["state"] == "cancelled"
    assert deleted.status_code == 204
    assert (await trader.get(path)).status_code == 404


async def test_what_there_is_to_run_is_listed(trader: Browser, kept: Path) -> None:
    gurus = (await trader.get("/gurus")).json()["items"]
    data = (await trader.get("/data")).json()["items"]

    assert "turtle" in {one["name"] for one in gurus}
    assert (await trader.get("/gurus/turtle")).json() in gurus
    assert {one["symbol"]: one["bars"] for one in data}["WALK"] == COUNT
