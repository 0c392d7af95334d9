"""What can be said of a draft before it runs, and which strategies mean nearly the same."""

from __future__ import annotations

from typing import Any

from tests.api.browser import Browser

CROSS: dict[str, Any] = {
    "name": "EMA cross",
    "timeframe": "5m",
    "inputs": {"unread": {"type": "int", "default": 12}},
    "components": [
        {
            "id": "cross",
            "type": "entry",
            "expression": {"long": "crossover(ema(close, 12), ema(close, 26))", "short": "close < -1"},
        }
    ],
}


async def make(trader: Browser, **changes: Any) -> str:
    answer = await trader.post("/strategies", {"document": {**CROSS, **changes}})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["strategy_id"])


async def test_a_draft_is_told_its_warm_up_cost_and_what_is_odd(trader: Browser) -> None:
    shown = (await trader.post("/strategies/validate", {"document": CROSS})).json()

    found = {(one["code"], one["path"], one["severity"]) for one in shown["findings"]}
    assert ("unused_input", "$.inputs.unread", "warning") in found
    assert ("no_stop", "$.stop_loss", "info") in found
    assert all(one["message"] for one in shown["findings"])
    assert (shown["is_valid"], shown["warmup_bars"]) == (True, 26)
    assert 2 < shown["cost"] < 10


async def test_with_faults_nothing_more_is_said(trader: Browser) -> None:
    shown = (await trader.post("/strategies/validate", {"document": {**CROSS, "timeframe": "7m"}})).json()

    assert shown["faults"] and shown["findings"] == []
    assert (shown["warmup_bars"], shown["cost"]) == (None, None)


async def test_every_fault_says_where_in_its_expression_it_lies(trader: Browser) -> None:
    broken = {**CROSS, "series": {"quick": "ema(close, unreda)", "strength": "rsi(clsoe, 14)"}}

    shown = (await trader.post("/strategies/validate", {"document": broken})).json()

    assert [(one["path"], one["line"], one["column"], one["suggestion"]) for one in shown["faults"]] == [
        ("$.series.quick", 1, 12, "unread"),
        ("$.series.strength", 1, 5, "close"),
    ]


async def test_strategies_of_the_same_meaning_come_first(trader: Browser) -> None:
    expression = {"long": "crossover(ema(close, 9), ema(close, 21))", "short": "close < -1"}
    other = [{"id": "dip", "type": "entry", "expression": {"long": "rsi(close, 2) < 10"}}]
    asked = await make(trader)
    twin = await make(trader, name="another name", description="other words")
    cousin = await make(trader, components=[{**CROSS["components"][0], "expression": expression}])
    await make(trader, name="far", components=other, market="stocks", timeframe="1d", direction="long")
    gone = await make(trader, name="deleted")
    await trader.delete(f"/strategies/{gone}")

    items = (await trader.get(f"/strategies/{asked}/similar")).json()["items"]
    first = (await trader.get(f"/strategies/{asked}/similar", params={"limit": 1})).json()["items"]

    assert [one["strategy_id"] for one in items[:2]] == [twin, cousin]
    assert items[0]["score"] == 1.0 and items[0]["name"] == "another name"
    assert 0.2 < items[1]["score"] < 1.0
    assert gone not in {one["strategy_id"] for one in items}
    assert first == items[:1]


async def test_only_the_traders_own_strategies_are_compared(trader: Browser, stranger: Browser) -> None:
    mine = await make(trader)
    await make(stranger)

    assert (await trader.get(f"/strategies/{mine}/similar")).json()["items"] == []
