"""Backtests over the API: asked for, computed by a worker, read whole; on bars kept in this test's own store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.api.backtests.asking import ask, until_ended
from tests.api.browser import Browser
from tests.api.market import COUNT, keep, walk

pytestmark = pytest.mark.usefixtures("kept")


async def test_a_backtest_ends_with_a_headline_that_its_report_confirms(
    trader: Browser, computing: None
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
    changes: dict[str, Any], status: int, code: str | None, trader: Browser
) -> None:
    data = {"source": "test", "symbol": "WALK", "timeframe": "1d"}

    answer = await trader.post("/backtests", {"guru": "turtle", "data": data, **changes})

    assert answer.status_code == status
    assert code is None or answer.json()["code"] == code
    assert (await trader.get("/backtests")).json()["items"] == []


async def test_what_there_is_to_run_is_listed(trader: Browser) -> None:
    gurus = (await trader.get("/gurus")).json()["items"]
    data = (await trader.get("/data")).json()["items"]

    assert "turtle" in {one["name"] for one in gurus}
    assert (await trader.get("/gurus/turtle")).json() in gurus
    assert {one["symbol"]: one["bars"] for one in data}["WALK"] == COUNT


async def test_kept_data_tells_its_range_its_gaps_and_what_came_twice(trader: Browser, kept: Path) -> None:
    bars = walk(count=100, symbol="HOLES")
    keep(kept, bars.slice(0, 40))
    keep(kept, bars.slice(30, 50))
    keep(kept, bars.slice(53, 100))

    data = (await trader.get("/data")).json()["items"]
    holes = next(one for one in data if one["symbol"] == "HOLES")
    whole = next(one for one in data if one["symbol"] == "WALK")

    assert (holes["from"], holes["to"]) == ("2010-01-01T00:00:00Z", "2010-04-10T00:00:00Z")
    assert (holes["bars"], holes["gaps"], holes["missing_bars"]) == (97, 1, 3)
    assert (holes["duplicates"], holes["conflicts"]) == (10, 0)
    assert (whole["gaps"], whole["missing_bars"]) == (0, 0)

    keep(kept, bars.slice(50, 53))
    filled = next(one for one in (await trader.get("/data")).json()["items"] if one["symbol"] == "HOLES")
    assert (filled["bars"], filled["gaps"]) == (100, 0)
