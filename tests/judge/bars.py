"""Bars to judge on: TradingView's own export where it lies beside the checkout, and walks made to be awkward."""

from __future__ import annotations

import csv
import random
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import numpy as np

from tradewright.engine.bars import Bars, Floats, Times

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared/data/tradingview/ethusdt_perp_15m.csv"
MINUTE_NS = 60_000_000_000
_MIDNIGHT = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000_000


@lru_cache(maxsize=1)
def _real() -> Bars | None:
    if not REAL.exists():
        return None
    with REAL.open(encoding="utf-8") as file:
        rows = np.array([[float(cell) for cell in row[:6]] for row in list(csv.reader(file))[1:]])
    time = (rows[:, 0] * 1e6).astype(np.int64)
    return _bars("ETHUSDT", time, rows[:, 1:6])


def real_bars(start: int, count: int) -> Bars:
    """Return a stretch of real bars, or a walk of the same length where the file is not there."""
    bars = _real()
    return walk(start, count) if bars is None else bars.slice(start, start + count)


def walk(seed: int, count: int) -> Bars:
    """Return a 15-minute walk in ticks with what trips emulators: gaps between bars, flat bars, bars of one tick, bars whose
    open is as far from the high as from the low, and missing stretches of time.
    """
    rng = random.Random(seed)
    price, minute = 10_000, 0
    rows: list[tuple[int, int, int, int, int, float]] = []
    for _ in range(count):
        price += rng.choice((0, 0, 0, 0, rng.randint(-80, 80)))
        price = max(price, 500)
        opened = price
        kind = rng.random()
        if kind < 0.05:
            high = low = close = opened
        elif kind < 0.10:
            high, low = opened + rng.randint(0, 1), opened
            close = rng.choice((high, low))
        elif kind < 0.25:
            reach = rng.randint(1, 60)
            high, low = opened + reach, opened - reach
            close = rng.randint(low, high)
        else:
            high, low = opened + rng.randint(0, 90), opened - rng.randint(0, 90)
            close = rng.randint(low, high)
        rows.append((_MIDNIGHT + minute * MINUTE_NS, opened, high, low, close, float(rng.randint(1, 900))))
        price = close
        minute += 15 * (rng.randint(2, 30) if rng.random() < 0.004 else 1)
    table = np.array([[o / 100, h / 100, low / 100, c / 100, v] for _, o, h, low, c, v in rows])
    time = np.array([row[0] for row in rows], dtype=np.int64)
    return _bars("WALK", time, table)


def _bars(symbol: str, time: Times, table: Floats) -> Bars:
    opened, high, low, close, volume = (np.ascontiguousarray(table[:, i]) for i in range(5))
    return Bars(
        time, opened, high, low, close, volume,
        symbol=symbol, timeframe="15m", tick=Decimal("0.01"), lot_step=Decimal("0.001"),
    )  # fmt: skip
