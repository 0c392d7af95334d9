"""Bar files and bars for tests."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np

from tradewright.engine.bars import Bars

START_NS = 1_704_067_200_000_000_000
"""2024-01-01, a Monday."""


def some_bars(
    count: int, *, first: int = 0, minutes: int = 1, lift: float = 0.0, session: str = "24x7"
) -> Bars:
    """Return `count` bars from the `first` one on: the same bar wherever it is asked for, unless lifted."""
    place = np.arange(first, first + count)
    close = np.asarray(np.round(100 + 10 * np.sin(place / 50) + lift, 2), dtype=np.float64)
    opens = np.asarray(np.round(close - 0.05, 2), dtype=np.float64)
    return Bars(
        START_NS + place * minutes * 60_000_000_000,
        opens,
        close + 0.25,
        opens - 0.25,
        close,
        (1.0 + place % 7).astype(np.float64),
        symbol="TEST",
        timeframe=f"{minutes}m",
        source="file",
        session=session,
        tick=Decimal("0.01"),
    )


def without(bars: Bars, start: int, stop: int) -> Bars:
    """Return `bars` without those at `[start, stop)`."""
    keep = np.r_[0:start, stop : len(bars)]
    return replace(
        bars,
        time=bars.time[keep],
        open=bars.open[keep],
        high=bars.high[keep],
        low=bars.low[keep],
        close=bars.close[keep],
        volume=bars.volume[keep],
    )


def write_csv(path: Path, lines: list[str], *, header: str = "timestamp,open,high,low,close,volume") -> Path:
    path.write_text("\n".join([header, *lines] if header else lines) + "\n")
    return path
