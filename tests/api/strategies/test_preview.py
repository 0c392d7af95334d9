"""A draft is tried on the newest bars at once, and leaves nothing behind."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.api.browser import Browser
from tests.api.market import COUNT, DATA, keep, walk

from tradewright.domain.strategy.documents import parse_definition
from tradewright.engine.backtest import backtest
from tradewright.engine.report import build

pytestmark = pytest.mark.usefixtures("kept")
CROSS: dict[str, Any] = {
    "name": "EMA cross",
    "timeframe": "1d",
    "inputs": {"fast": {"type": "int", "default": 12, "min": 2, "max": 200}},
    "series": {"quick": "ema(close, fast)", "strength": "rsi(close, 14)"},
    "components": [
        {
            "id": "cross",
            "type": "entry",
            "expression": {
                "long": "crossover(quick, ema(close, 26)) and strength < 70",
                "short": "crossunder(quick, ema(close, 26)) and strength > 30",
            },
        },
        {
            "id": "guard",
            "type": "stop_loss",
            "indicator": "atr_stop",
            "params": {"length": 14, "multiple": 2},
        },
    ],
}


async def preview(trader: Browser, definition: Any = CROSS, **changes: Any) -> dict[str, Any]:
    answer = await trader.post("/strategies/preview", {"definition": definition, "data": DATA, **changes})
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def test_a_preview_tells_what_a_backtest_of_the_same_bars_does(trader: Browser) -> None:
    shown = await preview(trader)

    report = build(backtest(parse_definition(CROSS), walk())).document(runs=0)

    assert shown["faults"] == []
    assert shown["figures"]["trades"] == len(report["trades"]) > 20
    for name in ("net_profit_percent", "percent_profitable", "profit_factor"):
        assert shown["figures"][name] == report["summary"]["all"][name]
    assert shown["figures"]["drawdown_max_percent"] == report["risk"]["drawdown_max_percent"]
    assert shown["figures"]["sharpe"] == report["ratios"]["sharpe"]
    closed = [{name: row[name] for name in shown["trades"][0]} for row in report["trades"]]
    assert shown["trades"][: len(closed)] == closed
    assert len(shown["equity"]["equity"]) == len(shown["bars"]["time"]) == COUNT


async def test_lines_lie_over_the_prices_or_below_them(trader: Browser) -> None:
    shown = await preview(trader)

    panes = {line["name"]: line["pane"] for line in shown["lines"]}
    values = {line["name"]: line["values"] for line in shown["lines"]}

    assert panes == {
        "quick": "price",
        "strength": "below",
        "guard_long": "price",
        "guard_short": "price",
        "ema(close, 26)": "price",
    }
    assert {len(one) for one in values.values()} == {COUNT}
    assert values["strength"][:14] == [None] * 14 and 0 <= values["strength"][14] <= 100


async def test_only_the_newest_bars_are_looked_at(trader: Browser) -> None:
    shown = await preview(trader, bars_at_most=500)

    assert shown["bars"]["time"] == (walk().time[-500:] // 1_000_000).tolist()
    assert shown["warmup_bars"] == 26


async def test_other_inputs_make_another_preview(trader: Browser) -> None:
    usual, quicker = await preview(trader), await preview(trader, inputs={"fast": 3})

    assert quicker["definition_hash"] == usual["definition_hash"]
    assert quicker["figures"]["trades"] > usual["figures"]["trades"]


async def test_longer_bars_are_made_of_kept_shorter_ones(trader: Browser) -> None:
    data = {"source": "test", "symbol": "HOURS"}

    shown = await preview(trader, {**CROSS, "timeframe": "4h"}, data=data)
    other = await preview(trader, data={**data, "timeframe": "2h"})

    assert (shown["timeframe"], len(shown["bars"]["time"])) == ("4h", 1_500)
    assert (other["timeframe"], len(other["bars"]["time"])) == ("2h", 3_000)
    assert set(shown["bars"]["volume"]) == {4_000.0}


async def test_bars_that_come_in_are_seen_by_the_next_preview(trader: Browser, kept: Path) -> None:
    data = {"source": "test", "symbol": "GROWING", "timeframe": "1d"}
    bars = walk(count=400, symbol="GROWING")
    keep(kept, bars.slice(0, 300))
    before = await preview(trader, data=data)

    keep(kept, bars.slice(300, 400))
    after = await preview(trader, data=data)

    assert [len(one["bars"]["time"]) for one in (before, after)] == [300, 400]


@pytest.mark.parametrize(
    ("body", "path", "line"),
    [
        ({"definition": {**CROSS, "series": {"quick": "ema(close,\n  fasst)"}}}, "$.series.quick", 2),
        ({"text": "name: x\ntimeframe: ["}, "$", 2),
        ({"definition": CROSS, "inputs": {"fast": 500}}, "$.inputs.fast", None),
        ({"definition": CROSS, "data": {"source": "test", "symbol": "NONE"}}, "$.data", None),
    ],
)
async def test_what_is_wrong_is_told_and_nothing_else(
    body: dict[str, Any], path: str, line: int | None, trader: Browser
) -> None:
    answer = await trader.post("/strategies/preview", {"data": DATA, **body})

    shown = answer.json()
    faults = shown.pop("faults")
    assert answer.status_code == 200
    assert (path, line) in [(one["path"], one["line"]) for one in faults], faults
    assert not any(shown.values())


async def test_a_draft_that_costs_too_much_does_not_run(trader: Browser) -> None:
    sums = {f"s{n}": " + ".join(f"median(close, {57 * n + k})" for k in range(2, 59)) for n in range(60)}
    rules = {"long": {"entry": {"all": [f"{name} > 0" for name in sums]}}}
    draft = {"name": "dear", "timeframe": "1d", "direction": "long", "series": sums, "rules": rules}

    shown = await preview(trader, draft)

    assert [one["rule"] for one in shown["faults"]] == ["too_costly"]


async def test_a_preview_counts_no_trial_and_leaves_no_run(trader: Browser) -> None:
    made = (await trader.post("/strategies", {"document": CROSS})).json()

    await preview(trader, made["document"])

    assert (await trader.get(f"/strategies/{made['strategy_id']}")).json()["trials"] == 0
    assert (await trader.get("/backtests")).json()["items"] == []


async def test_a_preview_travels_packed(trader: Browser) -> None:
    body = {"definition": CROSS, "data": DATA}

    packed = await trader.post("/strategies/preview", body, headers={"accept-encoding": "gzip"})
    plain = await trader.post("/strategies/preview", body, headers={"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert len(gzip.compress(plain.content, 1)) < len(plain.content) / 2


async def test_a_trader_who_asks_without_end_is_told_to_wait_and_others_are_not(
    trader: Browser, stranger: Browser
) -> None:
    body = {"text": "name: [", "data": DATA}
    answer: httpx.Response | None = None

    for _ in range(1_000):
        answer = await trader.post("/strategies/preview", body)
        if answer.status_code != 200:
            break
    other = await stranger.post("/strategies/preview", body)

    assert answer is not None
    assert (answer.status_code, answer.json()["code"]) == (429, "previews_exhausted")
    assert int(answer.headers["retry-after"]) >= 1
    assert other.status_code == 200
