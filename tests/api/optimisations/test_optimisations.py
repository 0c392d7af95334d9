"""Optimisations over the API: asked for, searched by a worker, looked at while they run, believed or not, adopted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

import numpy as np
import pytest
from tests.api.browser import Browser
from tests.support.eventually import eventually
from tests.support.servers import TestDatabase

from tradewright.engine.bars import Bars
from tradewright.engine.optimise.figures import FIGURES, OBJECTIVES
from tradewright.entrypoints.wiring import Gateway
from tradewright.features.optimisations import job_handlers
from tradewright.features.optimisations.schemas import FigureName, ObjectiveName
from tradewright.features.optimisations.verbs.ask_optimisation import WAITING_MAX
from tradewright.platform.bar_files import BarStore
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database
from tradewright.platform.jobs import Worker

COUNT = 2_000
DAY_NS = 86_400 * 10**9
START = int(datetime(2010, 1, 1, tzinfo=UTC).timestamp()) * 10**9
DATA = {"source": "test", "symbol": "NOISE", "timeframe": "1d"}
CROSS = {
    "name": "cross of averages",
    "timeframe": "1d",
    "direction": "long",
    "inputs": {
        "fast": {"type": "int", "default": 5, "min": 2, "max": 20},
        "slow": {"type": "int", "default": 30, "min": 10, "max": 60, "step": 5},
    },
    "components": [
        {
            "id": "in_",
            "type": "entry",
            "expression": {"long": "crossover(ema(close, fast), ema(close, slow))"},
        },
        {
            "id": "out",
            "type": "exit",
            "expression": {"long": "crossunder(ema(close, fast), ema(close, slow))"},
        },
    ],
}
RANDOM = {"method": "random", "trials_max": 40, "seed": 3}
SLOW = {"method": "bayesian", "trials_max": 5_000, "seed": 3}
"""A search that goes on for minutes."""


def noise() -> Bars:
    """Return a market nobody can foresee, the same every time."""
    steps = np.random.default_rng(11).normal(0.0, 0.02, COUNT)
    close = np.round(100 * np.exp(np.cumsum(steps)), 2)
    opened = np.concatenate(([100.0], close[:-1]))
    high, low = np.maximum(opened, close) + 0.5, np.minimum(opened, close) - 0.5
    time = START + np.arange(COUNT, dtype=np.int64) * DAY_NS
    volume = np.full(COUNT, 1000.0)
    return Bars(time, opened, high, low, close, volume, symbol="NOISE", timeframe="1d", source="test")


@pytest.fixture(scope="session")
def kept(gateway: Gateway) -> Path:
    """The gateway's bar store with one series in it."""
    root = gateway.settings.home / "data" / "bars"
    BarStore(root).write(noise(), kind="import", origin="test", now=datetime(2026, 1, 1, tzinfo=UTC))
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


@pytest.fixture
async def strategy_id(trader: Browser) -> str:
    made = await trader.post("/strategies", {"document": CROSS})
    assert made.status_code == 201, made.text
    return str(made.json()["strategy_id"])


def body(strategy_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "strategy": {"strategy_id": strategy_id},
        "data": DATA,
        "search": RANDOM,
        "trades_least": 5,
        **changes,
    }


async def ask(trader: Browser, strategy_id: str, **changes: Any) -> dict[str, Any]:
    answer = await trader.post("/optimisations", body(strategy_id, **changes))
    assert answer.status_code == 202, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def until_ended(trader: Browser, optimisation_id: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        found: dict[str, Any] = (await trader.get(f"/optimisations/{optimisation_id}")).json()
        return found if found["state"] in {"done", "failed", "cancelled"} else None

    return await eventually(look, within_s=100)


async def finish(trader: Browser, strategy_id: str, **changes: Any) -> dict[str, Any]:
    ended = await until_ended(trader, (await ask(trader, strategy_id, **changes))["optimisation_id"])
    assert ended["state"] == "done", ended["job"]
    return ended


async def test_a_search_on_noise_ends_with_every_trial_kept_and_says_that_it_is_noise(
    trader: Browser, strategy_id: str, computing: None
) -> None:
    asked = await ask(trader, strategy_id, constraints=[{"expression": "fast < slow"}], note="first")

    done = await until_ended(trader, asked["optimisation_id"])
    path = f"/optimisations/{asked['optimisation_id']}"
    trials = (await trader.get(f"{path}/trials")).json()["items"]
    ranked = (await trader.get(f"{path}/trials", params={"order": "objective", "limit": 5})).json()["items"]
    strategy = (await trader.get(f"/strategies/{strategy_id}")).json()

    assert (asked["state"], asked["trials_total"], asked["best"]) == ("queued", 40, None)
    assert (done["state"], done["job"]["progress"], done["note"]) == ("done", 1.0, "first")
    assert done["trials_done"] == len(trials) == strategy["trials"] == done["trials_ever"] == 40
    assert [trial["number"] for trial in trials] == list(range(1, 41))
    assert all(int(trial["inputs"]["fast"]) < int(trial["inputs"]["slow"]) for trial in trials)
    best = trials[done["best"]["number"] - 1]
    assert done["best"]["train"] == best["figures"] and best["is_feasible"]
    assert done["best"]["plateau"] == best["plateau"]
    objectives = [trial["objective"] for trial in ranked]
    assert objectives == sorted(objectives, reverse=True)
    assert done["best"]["test"]["trades"] > 0
    assert done["train"]["bars"] + done["test"]["bars"] <= COUNT
    assert done["verdict"]["is_noise"] and done["verdict"]["trials_ever"] == 40
    assert "noise" in done["verdict"]["reason"]


async def test_the_map_of_a_grid_holds_every_trial(
    trader: Browser, strategy_id: str, computing: None
) -> None:
    ranges = {"fast": {"min": "2", "max": "6"}, "slow": {"options": ["20", "40"]}}

    done = await finish(
        trader, strategy_id, ranges=ranges, search={"method": "grid", "trials_max": 100}, trades_least=0
    )
    found = await trader.get(
        f"/optimisations/{done['optimisation_id']}/map", params={"x": "fast", "y": "slow"}
    )
    first_two = (await trader.get(f"/optimisations/{done['optimisation_id']}/map")).json()
    unknown = await trader.get(
        f"/optimisations/{done['optimisation_id']}/map", params={"x": "fast", "y": "slw"}
    )

    shown = found.json()
    assert first_two == shown
    assert (shown["x_values"], shown["y_values"]) == (["2", "3", "4", "5", "6"], ["20", "40"])
    assert shown["count"] == [[1] * 5] * 2
    assert max(value for row in shown["best"] for value in row) >= done["best"]["objective"]
    assert done["ranges"]["slow"] == {"options": ["20", "40"]}
    assert (unknown.status_code, unknown.json()["errors"][0]["path"]) == (422, "$.y")


async def test_walk_forward_shows_its_steps_and_the_equity_nobody_searched(
    trader: Browser, strategy_id: str, computing: None
) -> None:
    split = {"kind": "walk_forward", "folds": 3, "train": "0.5"}

    done = await finish(trader, strategy_id, split=split, search={**RANDOM, "trials_max": 15})
    path = f"/optimisations/{done['optimisation_id']}"
    folds = (await trader.get(f"{path}/folds")).json()
    second = (await trader.get(f"{path}/trials", params={"fold": 2})).json()["items"]

    assert [fold["number"] for fold in folds["items"]] == [1, 2, 3]
    for fold in folds["items"]:
        assert fold["train"]["to"] <= fold["test"]["from"]
    assert folds["items"][0]["test"]["to"] <= folds["items"][1]["test"]["from"]
    assert len(second) == 15 and {trial["fold"] for trial in second} == {2}
    assert done["trials_done"] == done["trials_ever"] == 60
    assert len(folds["out_of_sample"]["time"]) == len(folds["out_of_sample"]["equity"]) > 0
    assert folds["out_of_sample"]["figures"] == done["best"]["test"]


async def test_what_was_ever_tried_on_a_strategy_weighs_on_the_next_verdict(
    trader: Browser, strategy_id: str, computing: None
) -> None:
    first = await finish(trader, strategy_id)
    second = await finish(trader, strategy_id)
    deleted = await trader.delete(f"/optimisations/{first['optimisation_id']}")
    third = await finish(trader, strategy_id)

    assert deleted.status_code == 204
    assert [one["verdict"]["trials_ever"] for one in (first, second, third)] == [40, 80, 120]
    assert first["best"]["train"] == second["best"]["train"]
    assert third["verdict"]["deflated_sharpe"] < first["verdict"]["deflated_sharpe"]


async def test_the_best_becomes_a_new_version_with_its_evidence(
    trader: Browser, strategy_id: str, computing: None
) -> None:
    done = await finish(trader, strategy_id)
    path = f"/optimisations/{done['optimisation_id']}"

    adopted = await trader.post(f"{path}/adopt", {"note": "worth a try"})
    version = adopted.json()
    strategy = (await trader.get(f"/strategies/{strategy_id}")).json()
    before = (await trader.get(f"/strategies/{strategy_id}/versions/1")).json()
    other = (await trader.get(f"{path}/trials", params={"limit": 1})).json()["items"][0]
    by_number = await trader.post(f"{path}/adopt", {"trial_number": other["number"]})

    assert (adopted.status_code, version["number"], strategy["version_number"]) == (201, 2, 2)
    defaults = {name: str(spec["default"]) for name, spec in version["document"]["inputs"].items()}
    assert defaults == done["best"]["inputs"]
    assert before["document"]["inputs"]["fast"]["default"] == 5 and before["evidence"] is None
    assert before["document"]["components"] == version["document"]["components"]
    evidence = version["evidence"]
    assert evidence["optimisation_id"] == done["optimisation_id"]
    assert (evidence["objective"], evidence["trials_ever"], evidence["is_best"]) == ("sharpe", 40, True)
    assert (evidence["train"], evidence["test"]) == (done["best"]["train"], done["best"]["test"])
    assert evidence["verdict"] == done["verdict"]
    assert version["notes"].startswith("worth a try") and done["verdict"]["reason"] in version["notes"]
    assert by_number.json()["number"] == 3
    assert {name: str(spec["default"]) for name, spec in by_number.json()["document"]["inputs"].items()} == (
        other["inputs"]
    )
    assert by_number.json()["evidence"]["test"] is None or by_number.json()["evidence"]["is_best"]
    assert (await trader.post(f"{path}/adopt", {"trial_number": 10_000})).status_code == 404


async def test_where_nothing_meets_the_constraints_there_is_nothing_to_adopt(
    trader: Browser, strategy_id: str, computing: None
) -> None:
    done = await finish(trader, strategy_id, constraints=[{"figure": "sharpe", "at_least": "9"}])

    adopted = await trader.post(f"/optimisations/{done['optimisation_id']}/adopt", {})

    assert done["best"] is None and done["verdict"]["is_noise"]
    assert (adopted.status_code, adopted.json()["code"]) == (412, "optimisation_without_best")


async def test_a_running_search_tells_its_progress_and_stops_when_cancelled(
    trader: Browser, strategy_id: str, computing: None
) -> None:
    asked = await ask(trader, strategy_id, search=SLOW)
    path = f"/optimisations/{asked['optimisation_id']}"

    async def under_way() -> dict[str, Any] | None:
        found: dict[str, Any] = (await trader.get(path)).json()
        assert found["state"] in {"queued", "running"}, found["job"]
        return found if found["trials_done"] >= 16 and found["job"]["progress"] > 0 else None

    seen = await eventually(under_way)
    early = (await trader.get(f"{path}/trials", params={"limit": 10})).json()["items"]
    adopted = await trader.post(f"{path}/adopt", {})
    await trader.post(f"{path}/cancel")
    ended = await until_ended(trader, asked["optimisation_id"])
    counted = (await trader.get(f"/strategies/{strategy_id}")).json()["trials"]

    assert seen["job"]["note"].startswith("trial ")
    assert len(early) == 10
    assert (adopted.status_code, adopted.json()["code"]) == (412, "optimisation_unfinished")
    assert (ended["state"], ended["best"], ended["verdict"]) == ("cancelled", None, None)
    assert ended["trials_done"] == counted < 5_000


@pytest.mark.parametrize(
    ("changes", "status", "place"),
    [
        ({"ranges": {"slwo": {"min": "2", "max": "4"}}}, 422, "$.ranges.slwo"),
        ({"ranges": {"fast": {"min": "0", "max": "4"}}}, 422, "$.ranges.fast"),
        ({"ranges": {"fast": {"options": ["lots"]}}}, 422, "$.ranges.fast"),
        ({"inputs": {"fast": "1000"}}, 422, "$.inputs.fast"),
        ({"constraints": [{"expression": "fast <"}]}, 422, "$.constraints[0].expression"),
        ({"constraints": [{"figure": "sharpe", "at_least": "2", "at_most": "1"}]}, 422, None),
        ({"split": {"kind": "train_test", "folds": 3}}, 422, "$.split"),
        ({"search": {"method": "magic"}}, 422, "$.search.method"),
        ({"search": {"trials_max": 10_001}}, 422, "$.search.trials_max"),
        ({"data": {**DATA, "symbol": "NONE"}}, 422, "$.data"),
        ({"data": {**DATA, "timeframe": "1h"}}, 422, "$.data.timeframe"),
        ({"data": {**DATA, "from": "2031-01-01T00:00:00Z"}}, 422, "$.data"),
        ({"strategy": {"strategy_id": str(uuid4())}}, 404, None),
    ],
)
async def test_what_cannot_be_searched_is_refused_at_once(
    changes: dict[str, Any], status: int, place: str | None, *, trader: Browser, strategy_id: str, kept: Path
) -> None:
    answer = await trader.post("/optimisations", body(strategy_id, **changes))

    assert answer.status_code == status, answer.text
    if place is not None:
        assert answer.json()["errors"][0]["path"] == place, answer.text
    assert (await trader.get("/optimisations")).json()["items"] == []


async def test_more_trials_than_are_kept_are_refused(trader: Browser, strategy_id: str, kept: Path) -> None:
    inputs = {**CROSS["inputs"], "odd": {"type": "int", "default": 1, "min": 1, "max": 999}}  # type: ignore[dict-item]
    wide = await trader.post("/strategies", {"document": {**CROSS, "inputs": inputs}})
    asked = body(
        wide.json()["strategy_id"],
        search={"method": "random", "trials_max": 10_000},
        split={"kind": "walk_forward", "folds": 5},
    )

    answer = await trader.post("/optimisations", asked)

    assert (answer.status_code, answer.json()["code"]) == (422, "optimisation_too_many_trials")


async def test_a_queued_one_is_cancelled_and_then_deleted(
    trader: Browser, strategy_id: str, kept: Path
) -> None:
    asked = await ask(trader, strategy_id)
    path = f"/optimisations/{asked['optimisation_id']}"

    early = await trader.delete(path)
    cancelled = await trader.post(f"{path}/cancel")
    deleted = await trader.delete(path)

    assert (early.status_code, early.json()["code"]) == (409, "optimisation_under_way")
    assert cancelled.json()["state"] == "cancelled"
    assert deleted.status_code == 204
    assert (await trader.get(path)).status_code == 404


async def test_the_same_key_asks_once(trader: Browser, strategy_id: str, kept: Path) -> None:
    headers = {"Idempotency-Key": uuid4().hex}

    first = await trader.post("/optimisations", body(strategy_id), headers=headers)
    again = await trader.post("/optimisations", body(strategy_id), headers=headers)
    listed = (await trader.get("/optimisations", params={"strategy_id": strategy_id})).json()["items"]

    assert first.status_code == again.status_code == 202
    assert [one["optimisation_id"] for one in listed] == [first.json()["optimisation_id"]]
    assert again.json()["optimisation_id"] == first.json()["optimisation_id"]


async def test_only_so_many_wait(trader: Browser, strategy_id: str, kept: Path) -> None:
    for _ in range(WAITING_MAX):
        await ask(trader, strategy_id)

    answer = await trader.post("/optimisations", body(strategy_id))
    page = (await trader.get("/optimisations", params={"limit": 4})).json()
    rest = (await trader.get("/optimisations", params={"cursor": page["next_cursor"]})).json()

    assert (answer.status_code, answer.json()["limit"]) == (429, "optimisations_waiting")
    assert len(page["items"]) == 4 and len(rest["items"]) == WAITING_MAX - 4


async def test_another_trader_reaches_none_of_it(
    trader: Browser, stranger: Browser, strategy_id: str, kept: Path
) -> None:
    asked = await ask(trader, strategy_id)
    path = f"/optimisations/{asked['optimisation_id']}"

    answers = [
        await stranger.get(path),
        await stranger.get(f"{path}/trials"),
        await stranger.get(f"{path}/folds"),
        await stranger.post(f"{path}/cancel"),
        await stranger.post(f"{path}/adopt", {}),
        await stranger.delete(path),
        await stranger.post("/optimisations", body(strategy_id)),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert (await stranger.get("/optimisations")).json()["items"] == []
    assert (await trader.get(path)).json()["state"] == "queued"


def test_the_figures_on_the_wire_are_the_engines() -> None:
    assert set(get_args(FigureName)) == set(FIGURES)
    assert set(get_args(ObjectiveName)) == set(OBJECTIVES)
