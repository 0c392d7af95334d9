"""A strategy small enough to run without the engine: long above a slow average of closes, else flat or short.

It stands in for `EngineRunner`, so that what the optimiser decides is tested apart from what the engine computes.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np

from tradewright.domain.strategy.definition import Definition
from tradewright.domain.strategy.documents import parse_definition
from tradewright.engine.bars import Bars
from tradewright.engine.optimise import Inputs
from tradewright.engine.report import Headline, Run, Trades, headline

DAY = 86_400_000_000_000
CAPITAL = 10_000.0


def a_definition(**inputs: Any) -> Definition:
    """A cross of two averages over inputs `fast` and `slow`, and those given."""
    given = {
        "fast": {"type": "int", "default": 5, "min": 2, "max": 20},
        "slow": {"type": "int", "default": 20, "min": 10, "max": 60, "step": 5},
    } | inputs
    return parse_definition(
        {
            "name": "Cross",
            "timeframe": "1d",
            "inputs": given,
            "components": [
                {
                    "id": "cross",
                    "type": "entry",
                    "expression": {
                        "long": "crossover(sma(close, fast), sma(close, slow))",
                        "short": "crossunder(sma(close, fast), sma(close, slow))",
                    },
                }
            ],
        }
    )


def some_bars(closes: Any, *, step: int = DAY) -> Bars:
    """Bars of these closes, daily unless said otherwise."""
    close = np.array(closes, np.float64)
    opened = np.concatenate((close[:1], close[:-1]))
    time = 1_577_836_800_000_000_000 + np.arange(len(close), dtype=np.int64) * step
    high, low = np.maximum(opened, close), np.minimum(opened, close)
    return Bars(time, opened, high, low, close, np.ones(len(close)), symbol="TOY", timeframe="1d")


def a_walk(seed: int, count: int = 600, *, daily: float = 0.02) -> Bars:
    """A random walk without drift: nothing is there to be found."""
    rng = np.random.default_rng(seed)
    return some_bars(100.0 * np.exp(np.cumsum(rng.normal(-daily * daily / 2, daily, count))))


def a_trending_walk(seed: int, count: int = 600, *, daily: float = 0.02, drift: float = 0.004) -> Bars:
    """A walk whose drift changes sign every forty days or so: a moving average can follow it."""
    rng = np.random.default_rng(seed)
    turns = rng.random(count) < 1.0 / 40.0
    sign = np.where(np.cumsum(turns) % 2 == 0, 1.0, -1.0)
    return some_bars(100.0 * np.exp(np.cumsum(rng.normal(0.0, daily, count) + sign * drift)))


class ToyRunner:
    """Always in the market: long while the fast average is above the slow one, else short. Fills at the next open."""

    initial_capital = CAPITAL

    def __init__(self, bars: Bars) -> None:
        self.bars = bars
        self.asked: list[tuple[int, int, int]] = []
        """How many candidates, from which bar, to which, of every sweep."""

    def warmup(self, inputs: Inputs) -> int:
        return max(_whole(inputs["fast"]), _whole(inputs["slow"]))

    def sweep(self, candidates: Sequence[Inputs], start: int, stop: int) -> Sequence[Headline]:
        self.asked.append((len(candidates), start, stop))
        return [headline(self.run(inputs, start, stop)) for inputs in candidates]

    def run(
        self, inputs: Inputs, start: int, stop: int, *, lead: int = 0, capital: float | None = None
    ) -> Run:
        money = CAPITAL if capital is None else capital
        bars = self.bars.slice(start - lead, stop)
        fast, slow = (_average(bars.close, _whole(inputs[name])) for name in ("fast", "slow"))
        wanted = np.sign(np.nan_to_num(fast - slow))
        wanted[: max(lead, 1) - 1] = 0.0
        held = np.concatenate(([0.0], wanted[:-1]))  # decided at a close, held from the next open
        change = np.concatenate(([0.0], np.diff(bars.close) / bars.close[:-1]))
        equity = money * np.cumprod(1.0 + held * change)
        return _cut(bars, held, equity, lead, money)


def _cut(bars: Bars, held: Any, equity: Any, lead: int, money: float) -> Run:
    side, worth, shown = held[lead:], equity[lead:], bars.slice(lead, len(bars))
    before = np.concatenate(([money], worth[:-1]))
    edges = np.flatnonzero(np.diff(np.concatenate(([0.0], side)))).tolist()
    rows = []
    for begin, end in pairwise([*edges, len(side)]):
        if side[begin] and end < len(side):
            rows.append((side[begin], begin, end, worth[end - 1] - before[begin]))
    table = np.array(rows, np.float64).reshape(-1, 4)
    zeros = np.zeros(len(table))
    trades = Trades.of_columns(
        side=table[:, 0], quantity=zeros + 1, entry_bar=table[:, 1], exit_bar=table[:, 2], entry_price=zeros,
        exit_price=zeros, profit=table[:, 3], entry_id=zeros, exit_id=zeros, commission=zeros,
    )  # fmt: skip
    return Run(shown, trades, Trades.none(), worth, money)


def _average(close: Any, length: int) -> Any:
    total = np.cumsum(np.concatenate(([0.0], close)))
    found = np.full(len(close), np.nan)
    if len(close) >= length:
        found[length - 1 :] = (total[length:] - total[:-length]) / length
    return found


def _whole(value: object) -> int:
    return int(value) if isinstance(value, Decimal | int) else 0
