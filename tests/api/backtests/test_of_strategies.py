"""Backtests of a strategy's version and of a draft: what ran stays with the run, and every run counts as a trial."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from tests.api.backtests.asking import CROSS, ask, finish, make_strategy, until_ended
from tests.api.browser import Browser
from tests.api.market import COUNT, DATA, keep, walk
from tests.support.servers import TestDatabase

from tradewright.domain.strategy.documents import parse_definition
from tradewright.engine.backtest import backtest
from tradewright.engine.report import build
from tradewright.platform.bar_files import resample

pytestmark = pytest.mark.usefixtures("kept")


async def test_a_versions_report_says_what_it_was_made_of(trader: Browser, computing: None) -> None:
    strategy_id = await make_strategy(trader)

    run = await finish(
        trader,
        strategy={"strategy_id": strategy_id},
        inputs={"fast": 9},
        settings={"initial_capital": "5000"},
    )
    report = (await trader.get(f"/backtests/{run['run_id']}/report")).json()
    known = report["provenance"]
    shown = (await trader.get(f"/strategies/{strategy_id}")).json()

    assert run["guru"] is None
    assert run["strategy"] == {"strategy_id": strategy_id, "version": 1, "name": "EMA cross"}
    assert run["definition_hash"] == known["definition_hash"] == shown["definition_hash"]
    assert (known["bars"], known["warmup_bars"], known["gaps"]) == (COUNT, 26, 0)
    assert (known["inputs"], known["initial_capital"]) == ({"fast": "9"}, "5000")
    assert known["commission"] == {"mode": "percent", "value": "0.1"}
    assert (known["slippage_ticks"], known["fill_mode"]) == (2, "tradingview")
    assert run["trades"] == len(report["trades"]) > 20
    assert {trade["entry_id"] for trade in report["trades"]} == {"Long", "Short"}


async def test_an_input_keeps_every_digit_it_was_sent_with(trader: Browser, computing: None) -> None:
    definition = {
        **CROSS,
        "inputs": {**CROSS["inputs"], "away": {"type": "float", "default": 2.5, "min": 0.1, "max": 20}},
        "stop_loss": {"mode": "percent", "value": "away"},
    }
    digits = "2.50000000000000000001"
    sent = {"definition": definition, "data": DATA, "inputs": {"away": 0, "fast": 9}}
    body = json.dumps(sent).replace('"away": 0', f'"away": {digits}')

    answer = await trader.post("/backtests", content=body, headers={"content-type": "application/json"})
    run = await until_ended(trader, answer.json()["run_id"])

    assert run["job"]["state"] == "done"
    assert run["inputs"] == {"away": digits, "fast": 9}


async def test_every_backtest_of_a_strategy_counts_as_a_trial(trader: Browser, computing: None) -> None:
    strategy_id = await make_strategy(trader)
    of = {"strategy_id": strategy_id, "version": 1}

    first = await finish(trader, strategy=of)
    second = await finish(trader, strategy=of, inputs={"fast": 5})
    await finish(trader, definition=CROSS)
    reports = [(await trader.get(f"/backtests/{one['run_id']}/report")).json() for one in (first, second)]

    assert (await trader.get(f"/strategies/{strategy_id}")).json()["trials"] == 2
    assert [one["ratios"]["trials"] for one in reports] == [1, 2]


async def test_a_run_keeps_the_version_it_ran_whatever_comes_after(trader: Browser, computing: None) -> None:
    strategy_id = await make_strategy(trader)
    changed = {**CROSS, "stop_loss": {"mode": "percent", "value": 0.123456789}}
    await trader.post(f"/strategies/{strategy_id}/versions", {"document": changed})
    await trader.patch(f"/strategies/{strategy_id}", {"name": "renamed"})

    old = await finish(trader, strategy={"strategy_id": strategy_id, "version": 1})
    new = await finish(trader, strategy={"strategy_id": strategy_id})
    await trader.delete(f"/strategies/{strategy_id}")
    definition = (await trader.get(f"/backtests/{new['run_id']}/definition")).json()
    listed = (await trader.get("/backtests", params={"strategy_id": strategy_id})).json()["items"]

    assert [one["strategy"]["version"] for one in (old, new)] == [1, 2]
    assert (new["name"], new["strategy"]["name"]) == ("renamed", "renamed")
    assert definition["document"]["stop_loss"]["value"] == 0.123456789
    assert definition["definition_hash"] == new["definition_hash"] != old["definition_hash"]
    assert [one["run_id"] for one in listed] == [new["run_id"], old["run_id"]]


async def test_a_draft_runs_as_text_too_and_on_bars_of_another_length(
    trader: Browser, computing: None
) -> None:
    text = "\n".join(
        [
            "name: Typed",
            "timeframe: 1h",
            "direction: long",
            "components:",
            "  - {id: up, type: entry, expression: {long: 'close > open'}}",
            "  - {id: down, type: exit, expression: {long: 'close < open'}}",
        ]
    )

    run = await finish(trader, definition=text)
    definition = await trader.get(f"/backtests/{run['run_id']}/definition")

    assert (run["name"], run["guru"], run["strategy"]) == ("Typed", None, None)
    assert run["trades"] > 100
    assert definition.json()["document"]["timeframe"] == "1h"


@pytest.mark.parametrize(
    ("body", "status", "path"),
    [
        ({}, 422, "$"),
        ({"guru": "turtle", "definition": CROSS}, 422, "$"),
        (
            {"definition": {**CROSS, "series": {"quick": "ema(close, fasst)"}}},
            422,
            "$.definition.series.quick",
        ),
        ({"definition": "name: x\n  y: ["}, 422, "$.definition"),
        ({"definition": CROSS, "inputs": {"fast": 500}}, 422, "$.inputs.fast"),
        ({"definition": CROSS, "inputs": {"slow": 5}}, 422, "$.inputs.slow"),
        ({"definition": CROSS, "settings": {"magnifier": "1d"}}, 422, "$.settings.magnifier"),
        ({"definition": CROSS, "settings": {"magnifier": "1m"}}, 422, "$.settings.magnifier"),
    ],
)
async def test_what_cannot_run_is_refused_where_it_is_wrong(
    body: dict[str, Any], status: int, path: str, trader: Browser
) -> None:
    answer = await trader.post("/backtests", {"data": DATA, **body})

    assert answer.status_code == status
    assert path in {one["path"] for one in answer.json()["errors"]}, answer.text
    assert (await trader.get("/backtests")).json()["items"] == []


async def test_another_traders_strategy_and_runs_are_unknown(
    trader: Browser, stranger: Browser, computing: None
) -> None:
    theirs = await make_strategy(stranger)
    run = await ask(stranger, strategy={"strategy_id": theirs})
    path = f"/backtests/{run['run_id']}"

    asked = await trader.post("/backtests", {"strategy": {"strategy_id": theirs}, "data": DATA})
    drawn = [await trader.get(f"{path}/{part}") for part in ("bars", "definition", "report")]
    compared = await trader.get("/backtests/compare", params={"run_ids": f"{run['run_id']},{uuid4()}"})
    listed = await trader.get("/backtests", params={"strategy_id": theirs})
    alike = await trader.get(f"/strategies/{theirs}/similar")
    await until_ended(stranger, run["run_id"])

    assert (asked.status_code, asked.json()["code"]) == (404, "strategy_not_found")
    assert {one.json()["code"] for one in (*drawn, compared)} == {"backtest_not_found"}
    assert listed.json()["items"] == []
    assert alike.json()["code"] == "strategy_not_found"


async def test_a_run_names_a_version_of_its_own_traders_only(
    trader: Browser, stranger: Browser, database: TestDatabase
) -> None:
    theirs = await make_strategy(stranger)
    run = await ask(trader, definition=CROSS)

    owner = await asyncpg.connect(database.owner_dsn)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await owner.execute(
            "update app.backtest_run set strategy_id = $1, version = 1 where run_id = $2",
            theirs,
            run["run_id"],
        )
    with pytest.raises(asyncpg.CheckViolationError):
        await owner.execute("update app.backtest_run set guru = 'turtle' where run_id = $1", run["run_id"])
    await owner.close()


async def test_a_request_sent_again_makes_no_second_run(trader: Browser) -> None:
    body = {"definition": CROSS, "data": DATA}
    key = {"Idempotency-Key": uuid4().hex}

    answers = [await trader.post("/backtests", body, headers=key) for _ in range(2)]

    assert [one.status_code for one in answers] == [202, 202]
    assert answers[0].json()["run_id"] == answers[1].json()["run_id"]
    assert len((await trader.get("/backtests")).json()["items"]) == 1


async def test_shorter_bars_say_what_happened_inside(trader: Browser, kept: Path, computing: None) -> None:
    hours = walk(count=4_000, symbol="INNER", timeframe="1h", step_ns=3_600 * 10**9)
    days = resample(hours, "1d")
    keep(kept, hours)
    keep(kept, days)
    data = {**DATA, "symbol": "INNER"}
    definition = {**CROSS, "take_profit": [{"mode": "percent", "value": 2}]}

    rough = await finish(trader, definition=definition, data=data)
    fine = await finish(trader, definition=definition, data=data, settings={"magnifier": "1h"})
    reports = [(await trader.get(f"/backtests/{one['run_id']}/report")).json() for one in (rough, fine)]
    expected = backtest(parse_definition(definition), days, magnifier=hours)

    assert [one["provenance"]["intrabar"] for one in reports] == [None, "1h"]
    assert [one["profit"] for one in reports[1]["trades"]] == [
        one["profit"] for one in build(expected).document(runs=0)["trades"]
    ]
    assert reports[0]["trades"] != reports[1]["trades"]
