"""Optimisations over the API: searched by a worker, looked at while they run, believed or not, adopted."""

from __future__ import annotations

from typing import Any

from tests.api.browser import Browser
from tests.api.optimisations.asking import (
    COUNT,
    RANDOM,
    SLOW,
    ask,
    finish,
    until_ended,
)
from tests.support.eventually import eventually


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
