"""vectorbt with its Rust engine: one run, the same with its table of statistics, or a thousand pairs."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import vectorbt as vbt
from common import BELOW, FAST, FEE, LENGTH, SLOW, STOP, crosses, load, measure, pairs

bars = load()
close = pd.Series(bars["close"], index=pd.to_datetime(bars["time"]))
vbt.settings["engine"] = "rust"


def average(length: int) -> np.ndarray:
    return vbt.MA.run(close, length, ewm=True).ma.to_numpy()


def weak() -> np.ndarray:
    return vbt.RSI.run(close, LENGTH, ewm=True).rsi.to_numpy() < BELOW


def portfolio() -> vbt.Portfolio:
    up, down = crosses(average(FAST), average(SLOW))
    return vbt.Portfolio.from_signals(
        close, up & weak(), down, sl_stop=STOP, fees=FEE, init_cash=10_000, freq="5min"
    )


def single() -> int:
    made = portfolio()
    made.total_return(), made.sharpe_ratio(), made.max_drawdown()
    return int(made.trades.count())


def stats() -> int:
    return int(portfolio().stats()["Total Trades"])


def sweep() -> int:
    chosen, total, low = pairs(int(sys.argv[4])), 0, weak()
    averages = {length: average(length) for pair in chosen for length in pair}
    for start in range(0, len(chosen), 100):
        both = [crosses(averages[fast], averages[slow]) for fast, slow in chosen[start : start + 100]]
        made = vbt.Portfolio.from_signals(
            close,
            pd.DataFrame(np.column_stack([up & low for up, _ in both]), index=close.index),
            pd.DataFrame(np.column_stack([down for _, down in both]), index=close.index),
            sl_stop=STOP,
            fees=FEE,
            init_cash=10_000,
            freq="5min",
        )
        made.total_return(), made.sharpe_ratio(), made.max_drawdown()
        total += int(made.trades.count().sum())
    return total


measure({"single": single, "stats": stats, "sweep": sweep}[sys.argv[2]], int(sys.argv[3]))
