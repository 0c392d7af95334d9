"""Strategies: versions that never change, drafts that are told what is wrong with them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.api.browser import Browser

CROSS: dict[str, Any] = {
    "name": "EMA cross",
    "description": "Buys momentum.",
    "market": "crypto",
    "timeframe": "5m",
    "direction": "both",
    "inputs": {"fast": {"type": "int", "default": 12, "min": 2, "max": 200}},
    "series": {"quick": "ema(close, fast)", "also_slow": "ema(close, 26)"},
    "components": [
        {
            "id": "cross",
            "type": "entry",
            "expression": {
                "long": "crossover(quick, also_slow)",
                "short": "crossunder(quick, also_slow)",
            },
        }
    ],
    "stop_loss": {"mode": "percent", "value": 2.5},
}


async def make(trader: Browser, **changes: Any) -> dict[str, Any]:
    answer = await trader.post("/strategies", {"document": {**CROSS, **changes}, "notes": "first"})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_strategy_is_kept_as_it_was_written(trader: Browser) -> None:
    made = await make(trader)

    shown = (await trader.get(f"/strategies/{made['strategy_id']}")).json()

    assert shown == made
    assert (shown["name"], shown["version_number"], shown["trials"]) == ("EMA cross", 1, 0)
    assert list(shown["document"]["series"]) == ["quick", "also_slow"]
    assert shown["document"]["stop_loss"] == {"mode": "percent", "value": 2.5}


async def test_the_same_definition_as_text_has_the_same_hash(trader: Browser) -> None:
    made = await make(trader)
    looked = (await trader.post("/strategies/validate", {"document": made["document"]})).json()

    from_text = await trader.post("/strategies", {"text": looked["text"]})

    assert from_text.status_code == 201, from_text.text
    assert from_text.json()["definition_hash"] == looked["definition_hash"] == made["definition_hash"]


async def test_a_new_version_leaves_the_old_one_as_it_was(trader: Browser) -> None:
    made = await make(trader)
    path = f"/strategies/{made['strategy_id']}"
    changed = {**CROSS, "stop_loss": {"mode": "percent", "value": 3}, "pyramiding": 2}

    added = await trader.post(f"{path}/versions", {"document": changed, "notes": "wider", "based_on": 1})
    first = (await trader.get(f"{path}/versions/1")).json()
    diff = (await trader.get(f"{path}/versions/1/diff/2")).json()
    listed = (await trader.get(f"{path}/versions")).json()["items"]

    assert added.status_code == 201, added.text
    assert (first["document"], first["notes"]) == (made["document"], "first")
    assert {"path": "$.stop_loss.value", "kind": "changed", "before": 2.5, "after": 3} in diff["differences"]
    assert [one["path"] for one in diff["differences"]] == ["$.stop_loss.value", "$.pyramiding"]
    assert diff["is_same_meaning"] is False
    assert [(one["number"], one["notes"]) for one in listed] == [(2, "wider"), (1, "first")]
    assert (await trader.get(path)).json()["version_number"] == 2


async def test_of_two_versions_based_on_the_same_one_only_the_first_is_taken(trader: Browser) -> None:
    made = await make(trader)
    body = {"document": CROSS, "based_on": 1}
    path = f"/strategies/{made['strategy_id']}/versions"

    answers = await asyncio.gather(trader.post(path, body), trader.post(path, body))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert (refused["code"], refused["newest"]) == ("strategy_version_outdated", 2)


async def test_a_version_sent_twice_with_one_key_is_made_once(trader: Browser) -> None:
    made = await make(trader)
    path = f"/strategies/{made['strategy_id']}/versions"
    key = {"Idempotency-Key": "the same"}

    first = await trader.post(path, {"document": CROSS}, headers=key)
    again = await trader.post(path, {"document": CROSS}, headers=key)

    assert first.json() == again.json()
    assert [one["number"] for one in (await trader.get(path)).json()["items"]] == [2, 1]


async def test_faults_are_located_and_nothing_is_stored(trader: Browser) -> None:
    wrong = {**CROSS, "timeframe": "7m", "stop_loss": {"mode": "percent", "value": "2 +"}}

    refused = await trader.post("/strategies", {"document": wrong})
    looked = (await trader.post("/strategies/validate", {"document": wrong})).json()

    assert refused.status_code == 422
    paths = {one["path"] for one in refused.json()["errors"]}
    assert paths == {"$.timeframe", "$.stop_loss.value"}
    assert {one["path"] for one in looked["faults"]} == paths
    assert (looked["is_valid"], looked["document"]) == (False, None)
    assert (await trader.get("/strategies")).json()["items"] == []


async def test_an_expression_is_told_where_it_is_wrong_and_how_it_is_written(trader: Browser) -> None:
    wrong = (await trader.post("/strategies/validate", {"expression": "ema(close, "})).json()
    right = (await trader.post("/strategies/validate", {"expression": "ta.ema( close,12 )>open"})).json()

    [fault] = wrong["faults"]
    assert (fault["line"], fault["column"] > 10) == (1, True)
    assert right["expression"] == "ema(close, 12) > open"


@pytest.mark.parametrize(
    "body", [{}, {"text": "a", "document": {}}, {"document": CROSS, "expression": "close"}]
)
async def test_a_draft_is_given_in_one_form(body: dict[str, Any], trader: Browser) -> None:
    answer = await trader.post("/strategies/validate", body)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["rule"] == "one_of"


async def test_a_strategy_is_renamed_found_and_deleted(trader: Browser) -> None:
    made, other = await make(trader), await make(trader, name="100% breakout")
    path = f"/strategies/{made['strategy_id']}"

    renamed = await trader.patch(path, {"name": "Cross, renamed"})
    found = (await trader.get("/strategies", params={"q": "0% b"})).json()["items"]
    deleted = await trader.delete(path)
    left = (await trader.get("/strategies")).json()["items"]

    assert (renamed.json()["name"], renamed.json()["description"]) == ("Cross, renamed", "Buys momentum.")
    assert [one["strategy_id"] for one in found] == [other["strategy_id"]]
    assert deleted.status_code == 204
    assert [one["strategy_id"] for one in left] == [other["strategy_id"]]
    assert (await trader.get(path)).status_code == 404
    assert (await trader.post(f"{path}/versions", {"document": CROSS})).status_code == 404


async def test_strategies_come_in_pages_newest_first(trader: Browser) -> None:
    made = [(await make(trader, name=f"number {number}"))["strategy_id"] for number in range(3)]

    first = (await trader.get("/strategies", params={"limit": 2})).json()
    second = (await trader.get("/strategies", params={"limit": 2, "cursor": first["next_cursor"]})).json()

    assert [one["strategy_id"] for one in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None


async def test_a_version_and_its_draft_give_the_same_pine(trader: Browser) -> None:
    made = await make(trader)

    kept = (await trader.get(f"/strategies/{made['strategy_id']}/pine", params={"version": 1})).json()
    draft = (await trader.post("/strategies/pine", {"document": CROSS})).json()
    none = await trader.get(f"/strategies/{made['strategy_id']}/pine", params={"version": 9})

    assert kept["pine"].startswith("//@version=6") or "//@version=6" in kept["pine"][:400]
    assert made["strategy_id"] in kept["pine"]
    code = [[line for line in one["pine"].splitlines() if not line.startswith("//")] for one in (kept, draft)]
    assert any("strategy.entry" in line for line in code[0])
    assert len(code[0]) == len(code[1])
    assert (none.status_code, none.json()["code"]) == (404, "strategy_version_not_found")


async def test_the_library_tells_everything_a_builder_needs(trader: Browser) -> None:
    listed = (await trader.get("/indicators")).json()["items"]
    ema = (await trader.get("/indicators/ema")).json()
    none = await trader.get("/indicators/no_such")

    assert ema in listed
    assert ema["signature"].startswith("ema(")
    assert all(one["description"] and one["category"] for one in listed)
    assert (none.status_code, none.json()["code"]) == (404, "indicator_not_found")
