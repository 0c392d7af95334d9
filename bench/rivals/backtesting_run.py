"""backtesting.py: one run with its statistics."""

from __future__ import annotations

import sys
import warnings

import numpy as np
import pandas as pd
from backtesting import Backtest, Strategy
from common import BELOW, FAST, FEE, LENGTH, SLOW, STOP, crosses, load, measure

warnings.filterwarnings("ignore")
bars = load()
frame = pd.DataFrame(
    {name.title(): bars[name] for name in ("open", "high", "low", "close", "volume")},
    index=pd.to_datetime(bars["time"]),
)


def rsi(close: pd.Series) -> np.ndarray:
    change = close.diff()
    up = change.clip(lower=0).ewm(alpha=1 / LENGTH, adjust=False).mean()
    down = (-change).clip(lower=0).ewm(alpha=1 / LENGTH, adjust=False).mean()
    return (100 - 100 / (1 + up / down)).to_numpy()


class Cross(Strategy):
    def init(self) -> None:
        close = pd.Series(self.data.Close)
        up, down = crosses(
            close.ewm(span=FAST, adjust=False).mean().to_numpy(),
            close.ewm(span=SLOW, adjust=False).mean().to_numpy(),
        )
        self.enter = self.I(lambda: up & (rsi(close) < BELOW), plot=False)
        self.leave = self.I(lambda: down, plot=False)

    def next(self) -> None:
        if self.position:
            if self.leave[-1]:
                self.position.close()
        elif self.enter[-1]:
            self.buy(sl=self.data.Close[-1] * (1 - STOP), size=0.99)


def single() -> int:
    made = Backtest(frame, Cross, cash=10_000_000, commission=FEE, finalize_trades=True).run()
    return int(made["# Trades"])


# One run warms nothing here, so it is measured as it is.
measure(single, int(sys.argv[3]))
