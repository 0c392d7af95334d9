"""Asking for a backtest and waiting for its end."""

from __future__ import annotations

from typing import Any

from tests.api.browser import Browser
from tests.api.market import DATA
from tests.support.eventually import eventually

CROSS: dict[str, Any] = {
    "schema": "tradewright.strategy/1",
    "name": "EMA cross",
    "market": "stocks",
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
        }
    ],
    "stop_loss": {"mode": "percent", "value": 2.5},
    "costs": {"commission": {"mode": "percent", "value": 0.1}, "slippage_ticks": 2},
}


async def ask(trader: Browser, **changes: Any) -> dict[str, Any]:
    """Ask for a run, of the Turtle unless `strategy` or `definition` says otherwise."""
    of = {} if {"strategy", "definition"} & changes.keys() else {"guru": "turtle"}
    answer = await trader.post("/backtests", {**of, "data": DATA, **changes})
    assert answer.status_code == 202, answer.text
    run: dict[str, Any] = answer.json()
    return run


async def until_ended(trader: Browser, run_id: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        run: dict[str, Any] = (await trader.get(f"/backtests/{run_id}")).json()
        return run if run["job"]["state"] in {"done", "failed", "cancelled"} else None

    return await eventually(look, within_s=200)


async def finish(trader: Browser, **changes: Any) -> dict[str, Any]:
    """Return a run that was asked for and is done."""
    run = await until_ended(trader, (await ask(trader, **changes))["run_id"])
    assert run["job"]["state"] == "done", run["job"]
    return run


async def make_strategy(trader: Browser, **changes: Any) -> str:
    """Return the id of a new strategy."""
    answer = await trader.post("/strategies", {"document": {**CROSS, **changes}})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["strategy_id"])
