"""A market that is the same every time, kept in the gateway's own bar store."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from tradewright.engine.bars import Bars
from tradewright.platform.bar_files import BarStore

COUNT = 3_000
DAY_NS = 86_400 * 10**9
START = int(datetime(2010, 1, 1, tzinfo=UTC).timestamp()) * 10**9
DATA = {"source": "test", "symbol": "WALK", "timeframe": "1d"}


def walk(*, count: int = COUNT, symbol: str = "WALK", timeframe: str = "1d", step_ns: int = DAY_NS) -> Bars:
    """Return a market that goes up and down."""
    steps = np.random.default_rng(7).normal(0.0004, 0.02, count)
    close = np.round(100 * np.exp(np.cumsum(steps)), 2)
    opened = np.concatenate(([100.0], close[:-1]))
    high, low = np.maximum(opened, close) + 0.5, np.minimum(opened, close) - 0.5
    time = START + np.arange(count, dtype=np.int64) * step_ns
    volume = np.full(count, 1000.0)
    return Bars(time, opened, high, low, close, volume, symbol=symbol, timeframe=timeframe, source="test")


def keep(root: Path, bars: Bars) -> None:
    """Write bars to the store; harmless when they are there."""
    BarStore(root).write(bars, kind="import", origin="test", now=datetime(2026, 1, 1, tzinfo=UTC))
