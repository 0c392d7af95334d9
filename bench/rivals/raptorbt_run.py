"""raptorbt: one run with all its metrics (`single`), or a thousand pairs in its parallel batch (`sweep`)."""

from __future__ import annotations

import sys

import raptorbt
from common import BELOW, FAST, FEE, LENGTH, SLOW, STOP, crosses, load, measure, pairs

bars = load()
columns = [bars[name] for name in ("time", "open", "high", "low", "close", "volume")]
config = raptorbt.BacktestConfig(initial_capital=10_000, fees=FEE)
config.set_fixed_stop(STOP)


def single() -> int:
    close = bars["close"]
    up, down = crosses(raptorbt.ema(close, FAST), raptorbt.ema(close, SLOW))
    entries = up & (raptorbt.rsi(close, LENGTH) < BELOW)
    return int(raptorbt.run_single_backtest(*columns, entries, down, config=config).metrics.total_trades)


def sweep() -> int:
    close, total = bars["close"], 0
    chosen = pairs(int(sys.argv[4]))
    averages = {length: raptorbt.ema(close, length) for pair in chosen for length in pair}
    weak = raptorbt.rsi(close, LENGTH) < BELOW
    for start in range(0, len(chosen), 100):
        items = []
        for fast, slow in chosen[start : start + 100]:
            up, down = crosses(averages[fast], averages[slow])
            items.append(raptorbt.BatchSingleItem(f"{fast}/{slow}", up & weak, down))
        done = raptorbt.batch_single_backtest(*columns, items, config=config)
        total += sum(int(result.metrics.total_trades) for _, result in done)
    return total


measure({"single": single, "sweep": sweep}[sys.argv[2]], int(sys.argv[3]))
