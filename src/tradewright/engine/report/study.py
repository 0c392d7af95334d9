"""What figures share: one pass over equity, daily and monthly returns, and the trades of each side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tradewright.engine.report import kernels
from tradewright.engine.report.calendar import DAY, Calendar
from tradewright.engine.report.inputs import Floats, Ints, Run, Trades

YEAR_DAYS = 365.25


@dataclass(frozen=True)
class Side:
    """The closed and open trades of all, long or short, with the sums that several figures use."""

    study: Study
    trades: Trades
    open_trades: Trades

    @cached_property
    def won(self) -> Floats:
        """Profits of the winners, account currency."""
        return self.trades.profit[self.trades.profit > 0.0]

    @cached_property
    def lost(self) -> Floats:
        """Profits of the losers, all negative."""
        return self.trades.profit[self.trades.profit < 0.0]

    @cached_property
    def gross_profit(self) -> float:
        """Sum of the winners."""
        return float(self.won.sum())

    @cached_property
    def gross_loss(self) -> float:
        """Sum of the losers; negative."""
        return float(self.lost.sum())

    @cached_property
    def bars(self) -> Ints:
        """Bars from entry to exit of each trade; 0 when both lie in one bar."""
        return self.trades.exit_bar - self.trades.entry_bar

    @cached_property
    def value(self) -> Floats:
        """Each trade's size at entry, account currency."""
        return self.trades.entry_price * self.trades.quantity * self.study.point_value

    @cached_property
    def percent(self) -> Floats:
        """Each trade's profit in percent of its value at entry; 0 where it had none."""
        value = self.value
        return np.divide(100.0 * self.trades.profit, value, out=np.zeros(len(value)), where=value != 0.0)

    @cached_property
    def r(self) -> Floats:
        """Each trade's profit in R: over what its initial stop risked, else over the average loss (NaN without one)."""
        unit = -float(self.lost.mean()) if len(self.lost) else np.nan
        risk = self.trades.risk
        known = risk > 0.0
        found: Floats = self.trades.profit / np.where(known, risk, unit)
        return found


@dataclass(frozen=True)
class Study:
    """A run under study. Everything is computed when first asked for, once."""

    run: Run
    trials: int = 1
    trial_variance: float | None = None

    @cached_property
    def point_value(self) -> float:
        """Account currency for one whole price point of one unit."""
        return float(self.run.bars.point_value)

    @cached_property
    def sides(self) -> dict[str, Side]:
        """The trades of `all`, `long` and `short`."""
        run = self.run
        long, open_long = run.trades.side > 0, run.open_trades.side > 0
        return {
            "all": Side(self, run.trades, run.open_trades),
            "long": Side(self, run.trades.where(long), run.open_trades.where(open_long)),
            "short": Side(self, run.trades.where(~long), run.open_trades.where(~open_long)),
        }

    @cached_property
    def calendar(self) -> Calendar:
        """The days that have bars."""
        return Calendar.of(self.run.bars)

    @cached_property
    def years(self) -> float:
        """Length of the run in years of 365.25 days, from the first bar's open to the last one's close."""
        time = self.run.bars.time
        if len(time) < 2:
            return 0.0
        step = int(np.median(np.diff(time[: min(len(time), 200)])))
        return (int(time[-1]) - int(time[0]) + step) / DAY / YEAR_DAYS

    @cached_property
    def scan(self) -> Floats:
        """The cells that `kernels.scan_equity` wrote."""
        return self._scanned[0]

    @cached_property
    def worst(self) -> Floats:
        """The deepest drawdowns, deepest first: rows of `kernels.FIELDS` cells."""
        cells, rows = self._scanned
        return rows.reshape(kernels.WORST, kernels.FIELDS)[: int(cells[kernels.KEPT])]

    @cached_property
    def _scanned(self) -> tuple[Floats, Floats]:
        out, worst = np.zeros(16), np.zeros(kernels.WORST * kernels.FIELDS)
        equity = self.run.equity
        kernels.equity_entry(
            kernels.address(equity),
            len(equity),
            self.run.initial_capital,
            kernels.address(out),
            kernels.address(worst),
        )
        return out, worst

    @cached_property
    def intrabar(self) -> Floats:
        """The cells of `kernels.scan_intrabar` over the run's own extremes, else those of `kernels.scan_marked`."""
        low, high = self.run.equity_low, self.run.equity_high
        out = np.zeros(4)
        if low is None or high is None:
            self._mark(out)
            return out
        lows, highs = np.ascontiguousarray(low, np.float64), np.ascontiguousarray(high, np.float64)
        where = [kernels.address(column) for column in (lows, highs, out)]
        kernels.intrabar_entry(where[0], where[1], len(lows), self.run.initial_capital, where[2])
        return out

    def _mark(self, out: Floats) -> None:
        run, bars = self.run, self.run.bars
        closed, opened = run.trades, run.open_trades
        size = closed.side * closed.quantity
        when = np.concatenate((closed.entry_bar, opened.entry_bar, closed.exit_bar))
        change = np.concatenate((size, opened.side * opened.quantity, -size)) * self.point_value
        order = np.argsort(when, kind="stable")
        when, change = when[order], change[order]
        columns = (run.equity, bars.low, bars.high, bars.close)
        kernels.marked_entry(
            *(kernels.address(column) for column in columns),
            len(run.equity),
            kernels.address(when),
            kernels.address(change),
            len(when),
            run.initial_capital,
            kernels.address(out),
        )

    @cached_property
    def day_equity(self) -> Floats:
        """Equity at the end of each day that has bars, after the initial capital at index 0."""
        return self._ends(self.calendar.last_bar)

    def period_equity(self, unit: str) -> Floats:
        """Equity at the end of each `W`, `M` or `Y`, after the initial capital at index 0."""
        return self._ends(self.calendar.last_bar[self.calendar.last_of(unit)])

    def _ends(self, bars: Ints) -> Floats:
        return np.concatenate(([self.run.initial_capital], self.run.equity[bars]))

    @cached_property
    def day_returns(self) -> Floats:
        """Daily returns as fractions; empty when equity ever closed a day at zero or below."""
        return returns_of(self.day_equity)

    @cached_property
    def month_returns(self) -> Floats:
        """Monthly returns as fractions; empty when equity ever ended a month at zero or below."""
        return returns_of(self.period_equity("M"))

    @cached_property
    def benchmark_entry(self) -> tuple[int, float] | None:
        """Where buy and hold buys: bar and price of the first entry; the first close when there is none."""
        run = self.run
        if not len(run.bars):
            return None
        every = np.concatenate((run.trades.entry_bar, run.open_trades.entry_bar))
        prices = np.concatenate((run.trades.entry_price, run.open_trades.entry_price))
        if not len(every):
            return 0, float(run.bars.close[0])
        first = int(every.argmin())
        return int(every[first]), float(prices[first])


def returns_of(equity: Floats) -> Floats:
    """Return equity[k] / equity[k-1] - 1; nothing when a denominator is not positive."""
    if len(equity) < 2 or float(equity[:-1].min()) <= 0.0:
        return np.empty(0)
    found: Floats = equity[1:] / equity[:-1] - 1.0
    return found
