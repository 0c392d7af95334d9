"""What a report page draws: bars with the definition's lines, and runs side by side."""

from __future__ import annotations

import pytest
from tests.api.backtests.asking import CROSS, ask, finish
from tests.api.browser import Browser
from tests.api.market import COUNT, walk

pytestmark = pytest.mark.usefixtures("kept")


async def test_a_runs_bars_come_with_the_lines_over_its_prices(trader: Browser, computing: None) -> None:
    run = await finish(trader, definition=CROSS)

    whole = (await trader.get(f"/backtests/{run['run_id']}/bars", params={"at_most": COUNT})).json()
    bars = walk()

    assert whole["timeframe"] == "1d"
    assert whole["time"] == (bars.time // 1_000_000).tolist()
    assert whole["close"] == bars.close.tolist()
    assert set(whole["series"]) == {"quick", "ema(close, 26)"}  # strength is no price
    assert whole["series"]["quick"][:11] == [None] * 11
    assert whole["series"]["quick"][11] == pytest.approx(bars.close[:12].mean())


async def test_too_many_bars_become_longer_ones_and_lose_no_extreme(trader: Browser, computing: None) -> None:
    run = await finish(trader, definition=CROSS)
    bars = walk()

    weeks = (await trader.get(f"/backtests/{run['run_id']}/bars", params={"at_most": 500})).json()
    few = (await trader.get(f"/backtests/{run['run_id']}/bars", params={"at_most": 2})).json()

    assert weeks["timeframe"] == "1w"
    assert COUNT / 7 <= len(weeks["time"]) <= 500
    assert (max(weeks["high"]), min(weeks["low"])) == (bars.high.max(), bars.low.min())
    assert weeks["open"][0] == bars.open[0] and weeks["close"][-1] == bars.close[-1]
    assert sum(weeks["volume"]) == bars.volume.sum()
    assert len(few["time"]) <= 2 and few["timeframe"].endswith("w")
    assert len(weeks["series"]["quick"]) == len(weeks["time"])


async def test_a_later_view_shows_the_same_values_as_the_whole(trader: Browser, computing: None) -> None:
    run = await finish(trader, definition=CROSS)
    path = f"/backtests/{run['run_id']}/bars"
    span = {"from": "2012-01-01T00:00:00Z", "to": "2012-04-01T00:00:00Z"}

    whole = (await trader.get(path, params={"at_most": COUNT})).json()
    part = (await trader.get(path, params=span)).json()

    first = whole["time"].index(part["time"][0])
    assert len(part["time"]) == 91
    assert part["series"]["quick"] == whole["series"]["quick"][first : first + 91]


async def test_bars_of_a_curated_strategy_have_no_lines(trader: Browser) -> None:
    run = await ask(trader)

    shown = (await trader.get(f"/backtests/{run['run_id']}/bars")).json()
    definition = await trader.get(f"/backtests/{run['run_id']}/definition")

    assert shown["series"] == {} and len(shown["time"]) > 400
    assert (definition.status_code, definition.json()["code"]) == (404, "backtest_without_definition")


async def test_runs_are_compared_as_their_reports_tell_them(trader: Browser, computing: None) -> None:
    one = await finish(trader, definition=CROSS)
    other = await finish(trader)

    shown = await trader.get("/backtests/compare", params={"run_ids": f"{other['run_id']},{one['run_id']}"})
    report = (await trader.get(f"/backtests/{one['run_id']}/report")).json()

    assert shown.status_code == 200, shown.text
    first, second = shown.json()["runs"]
    assert (first["run"], second["run"]) == (other, one)
    assert second["figures"]["net_profit"] == report["summary"]["all"]["net_profit"]
    assert second["figures"]["sharpe"] == report["ratios"]["sharpe"]
    assert second["equity"] == {name: report["equity"][name] for name in ("time", "equity", "drawdown")}


@pytest.mark.parametrize("ids", [1, 9])
async def test_fewer_than_two_or_more_than_eight_are_not_compared(ids: int, trader: Browser) -> None:
    run_ids = ",".join(["00000000-0000-0000-0000-000000000001"] * ids)

    answer = await trader.get("/backtests/compare", params={"run_ids": run_ids})

    assert answer.status_code == 422
