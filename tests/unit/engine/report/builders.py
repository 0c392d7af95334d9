"""Small runs for the report's tests: closes and trades are given, the rest follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tradewright.engine.bars import Bars
from tradewright.engine.report import Order, Run, Trades

SECOND = 1_000_000_000
DAY = 86_400 * SECOND
START = 1_704_067_200 * SECOND
"""Monday 2024-01-01 00:00 UTC."""


def some_bars(closes: Any, *, step: int = DAY, start: int = START, **named: Any) -> Bars:
    """Bars that open where the last one closed."""
    close = np.array(closes, np.float64)
    opened = np.concatenate((close[:1], close[:-1]))
    time = start + np.arange(len(close), dtype=np.int64) * step
    high, low = np.maximum(opened, close), np.minimum(opened, close)
    told = {"symbol": "BTCUSDT", "timeframe": "1d", "source": "test"} | named
    return Bars(time, opened, high, low, close, np.ones(len(close)), **told)


def some_trades(*rows: tuple[int, float, int, int, float, float, float], **columns: Any) -> Trades:
    """Trades of (side, quantity, entry bar, exit bar, entry price, exit price, profit)."""
    names = ("side", "quantity", "entry_bar", "exit_bar", "entry_price", "exit_price", "profit")
    given: dict[str, Any] = {name: np.array([row[at] for row in rows]) for at, name in enumerate(names)}
    count = len(rows)
    given |= {"entry_id": np.zeros(count), "exit_id": np.ones(count), "commission": np.zeros(count)}
    return Trades.of_columns(**(given | columns))


def a_run(
    profits: Sequence[float] = (),
    *,
    capital: float = 1000.0,
    equity: Sequence[float] | None = None,
    lines: Sequence[Order] = (),
    **named: Any,
) -> Run:
    """A run whose trade k is long one unit from bar k to bar k + 1, with the profit given."""
    rows = [(1, 1.0, k, k + 1, 100.0, 100.0 + profit, profit) for k, profit in enumerate(profits)]
    trades = some_trades(*rows) if rows else Trades.none()
    curve = (
        capital + np.concatenate(([0.0], np.cumsum(profits)))
        if equity is None
        else np.array(equity, np.float64)
    )
    bars = some_bars(100.0 + np.arange(len(curve)))
    return Run(bars, trades, Trades.none(), curve, capital, names=("Long", "Exit"), lines=lines, **named)


def a_random_run(bars: int = 4000, trades: int = 150, seed: int = 7, **named: Any) -> Run:
    """A run over hourly bars with trades of both sides, some of which overlap, and equity booked at exits."""
    rng = np.random.default_rng(seed)
    closes = 100.0 * np.exp(np.cumsum(rng.normal(0.0, 0.004, bars)))
    market = some_bars(closes, step=3600 * SECOND, timeframe="1h", **named)
    entry = np.sort(rng.choice(bars - 60, trades, replace=False))
    leave = entry + rng.integers(0, 50, trades)
    side, quantity = rng.choice([-1, 1], trades), rng.uniform(0.5, 3.0, trades)
    commission = 0.0004 * 100.0 * quantity
    profit = side * (market.open[leave] - market.open[entry]) * quantity - commission
    order = np.argsort(leave, kind="stable")
    columns = {
        "side": side,
        "quantity": quantity,
        "entry_bar": entry,
        "exit_bar": leave,
        "entry_price": market.open[entry],
        "exit_price": market.open[leave],
        "entry_id": (side < 0).astype(int),
        "exit_id": 2 + (profit < 0.0),
        "commission": commission,
        "profit": profit,
        "mfe": np.abs(profit) + 1.0,
        "mae": -np.abs(profit) - 0.5,
    }
    closed = Trades.of_columns(**{name: column[order] for name, column in columns.items()})
    steps = np.zeros(bars)
    np.add.at(steps, closed.exit_bar, closed.profit)
    names = ("Long", "Short", "Target", "Stop")
    return Run(market, closed, Trades.none(), 1000.0 + np.cumsum(steps), 1000.0, names=names)
