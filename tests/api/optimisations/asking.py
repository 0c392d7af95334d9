"""What tests of optimisations ask for: a market of noise, a strategy, and requests made of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
from tests.api.browser import Browser
from tests.support.eventually import eventually

from tradewright.engine.bars import Bars

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

    return await eventually(look, within_s=200)


async def finish(trader: Browser, strategy_id: str, **changes: Any) -> dict[str, Any]:
    ended = await until_ended(trader, (await ask(trader, strategy_id, **changes))["optimisation_id"])
    assert ended["state"] == "done", ended["job"]
    return ended
