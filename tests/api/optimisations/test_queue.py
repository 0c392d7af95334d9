"""Optimisations that are refused, or wait for a worker: in this module there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

import pytest
from tests.api.browser import Browser
from tests.api.optimisations.asking import (
    CROSS,
    DATA,
    ask,
    body,
)

from tradewright.engine.optimise.figures import FIGURES, OBJECTIVES
from tradewright.features.optimisations.schemas import FigureName, ObjectiveName
from tradewright.features.optimisations.verbs.ask_optimisation import WAITING_MAX


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
