"""Figures of equity: how deep, how long, how rough."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from tradewright.engine.report import kernels as k
from tradewright.engine.report.figure import OURS, TRADINGVIEW, Undefined, Value
from tradewright.engine.report.figure import figure as any_figure
from tradewright.engine.report.figures_trades import held_at_fills
from tradewright.engine.report.inputs import Floats
from tradewright.engine.report.sharpe import sample_deviation
from tradewright.engine.report.study import Study, returns_of

figure = partial(any_figure, group="risk")
NO_FALL = Undefined("equity never fell below its peak")
NO_DAYS = Undefined("fewer than two days, or equity at zero or below")
NO_BARS = Undefined("no bars")


def time_at(study: Study, bar: float) -> Value:
    """Return the open time of a bar; the first bar's for -1, which stands for the start."""
    return int(study.run.bars.time[max(0, int(bar))])


@figure(
    "Maximum drawdown",
    "money",
    "largest peak − equity at the closes, the initial capital being the first peak",
)
def drawdown_max(study: Study) -> Value:
    return float(study.scan[k.DEPTH])


@figure("Maximum drawdown", "percent", "largest 100 × (peak − equity) / peak at the closes")
def drawdown_max_percent(study: Study) -> Value:
    return 100.0 * float(study.scan[k.DEPTH_SHARE])


@figure(
    "Maximum drawdown began", "time", "last bar at the peak before the maximum drawdown (money)", source=OURS
)
def drawdown_max_start(study: Study) -> Value:
    return time_at(study, study.scan[k.DEPTH_PEAK_BAR]) if study.scan[k.DEPTH] > 0.0 else NO_FALL


@figure("Maximum drawdown's trough", "time", "bar of its lowest close", source=OURS)
def drawdown_max_trough(study: Study) -> Value:
    return time_at(study, study.scan[k.DEPTH_TROUGH_BAR]) if study.scan[k.DEPTH] > 0.0 else NO_FALL


@figure("Maximum drawdown recovered", "time", "first bar that closed at the old peak or above", source=OURS)
def drawdown_max_recovery(study: Study) -> Value:
    if study.scan[k.DEPTH] <= 0.0:
        return NO_FALL
    end = study.scan[k.DEPTH_RECOVERY_BAR]
    return Undefined("not recovered by the end") if end < 0 else time_at(study, end)


@figure("Maximum drawdown lasted", "seconds", "from its peak to its recovery, or to the end", source=OURS)
def drawdown_max_duration(study: Study) -> Value:
    if study.scan[k.DEPTH] <= 0.0:
        return NO_FALL
    end = int(study.scan[k.DEPTH_RECOVERY_BAR])
    last = study.run.bars.time[end if end >= 0 else -1]
    return int(last - study.run.bars.time[max(0, int(study.scan[k.DEPTH_PEAK_BAR]))]) // 10**9


@figure(
    "Maximum drawdown inside bars",
    "money",
    "largest (peak of all earlier bars, extremes included) − a bar's lowest",
)
def drawdown_intrabar(study: Study) -> Value:
    return float(study.intrabar[k.INTRABAR_DEPTH])


@figure("Maximum drawdown inside bars", "percent", "the same, 100 × fall / that peak")
def drawdown_intrabar_percent(study: Study) -> Value:
    return 100.0 * float(study.intrabar[k.INTRABAR_SHARE])


@figure("Maximum run-up", "money", "largest equity − lowest equity before, at the closes")
def runup_max(study: Study) -> Value:
    return float(study.scan[k.RISE])


@figure("Maximum run-up", "percent", "largest 100 × (equity − lowest before) / lowest before, at the closes")
def runup_max_percent(study: Study) -> Value:
    return 100.0 * float(study.scan[k.RISE_SHARE])


@figure("Maximum run-up inside bars", "money", "largest bar's highest − lowest equity of all earlier bars")
def runup_intrabar(study: Study) -> Value:
    return float(study.intrabar[k.INTRABAR_RISE])


@figure("Maximum run-up inside bars", "percent", "the same, 100 × rise / that lowest equity")
def runup_intrabar_percent(study: Study) -> Value:
    return 100.0 * float(study.intrabar[k.INTRABAR_RISE_SHARE])


@figure("Average drawdown", "percent", "average depth of all drawdowns, 100 × fall / peak", source=OURS)
def drawdown_average_percent(study: Study) -> Value:
    count = study.scan[k.EPISODES]
    return 100.0 * float(study.scan[k.SHARES] / count) if count else NO_FALL


@figure("Drawdowns", "count", "times equity closed below its peak and came back, or did not", source=OURS)
def drawdown_count(study: Study) -> Value:
    return int(study.scan[k.EPISODES])


@figure("Time under water", "percent", "100 × bars that closed below the peak / bars", source=OURS)
def under_water(study: Study) -> Value:
    bars = len(study.run.equity)
    return 100.0 * float(study.scan[k.UNDER_WATER]) / bars if bars else NO_BARS


@figure(
    "Longest time under water",
    "seconds",
    "longest time from a peak to the next close at it or above",
    source=OURS,
)
def under_water_longest(study: Study) -> Value:
    times = study.run.bars.time
    if not len(times):
        return NO_BARS
    return int(times[int(study.scan[k.LONGEST_TO])] - times[max(0, int(study.scan[k.LONGEST_FROM]))]) // 10**9


@figure(
    "Ulcer index",
    "percent",
    "√ of the average of (100 × fall / peak)² over bars",
    source="Martin and McCann, The Investor's Guide to Fidelity Funds (1989)",
)
def ulcer_index(study: Study) -> Value:
    bars = len(study.run.equity)
    return 100.0 * math.sqrt(float(study.scan[k.SQUARES]) / bars) if bars else NO_BARS


@figure("Highest equity", "money", "highest equity at a close, the initial capital included", source=OURS)
def equity_highest(study: Study) -> Value:
    return float(study.scan[k.HIGHEST])


@figure("Lowest equity", "money", "lowest equity at a close, the initial capital included", source=OURS)
def equity_lowest(study: Study) -> Value:
    return float(study.scan[k.LOWEST])


@figure("Daily volatility", "percent", "100 × standard deviation (n − 1) of daily returns", source=OURS)
def volatility_daily(study: Study) -> Value:
    days = study.day_returns
    return 100.0 * sample_deviation(days) if len(days) > 1 else NO_DAYS


@figure("Annual volatility", "percent", "daily volatility × √(365, or 252 on an exchange)", source=OURS)
def volatility_annual(study: Study) -> Value:
    days = study.day_returns
    if len(days) < 2:
        return NO_DAYS
    return 100.0 * sample_deviation(days) * math.sqrt(study.calendar.days_per_year)


def value_at_risk(study: Study, level: float) -> Value:
    """Return the loss in percent that a day exceeds with probability `level`; positive means a loss."""
    days = study.day_returns
    return -100.0 * float(np.quantile(days, level)) if len(days) > 1 else NO_DAYS


def expected_shortfall(study: Study, level: float) -> Value:
    """Return the average loss in percent of the days at or below that quantile."""
    days = study.day_returns
    return -100.0 * float(days[days <= np.quantile(days, level)].mean()) if len(days) > 1 else NO_DAYS


VAR = "historical: J.P. Morgan, RiskMetrics (1996)"
CVAR = "Rockafellar and Uryasev (2000)"


@figure(
    "Value at risk 95 %", "percent", "−100 × 5 % quantile of daily returns (linear between ranks)", source=VAR
)
def var_95(study: Study) -> Value:
    return value_at_risk(study, 0.05)


@figure(
    "Value at risk 99 %", "percent", "−100 × 1 % quantile of daily returns (linear between ranks)", source=VAR
)
def var_99(study: Study) -> Value:
    return value_at_risk(study, 0.01)


@figure(
    "Expected shortfall 95 %",
    "percent",
    "−100 × average of daily returns at or below the 5 % quantile",
    source=CVAR,
)
def cvar_95(study: Study) -> Value:
    return expected_shortfall(study, 0.05)


@figure(
    "Expected shortfall 99 %",
    "percent",
    "−100 × average of daily returns at or below the 1 % quantile",
    source=CVAR,
)
def cvar_99(study: Study) -> Value:
    return expected_shortfall(study, 0.01)


def extreme(returns: Floats, *, best: bool) -> Value:
    """Return the best or worst of some returns, in percent."""
    if not len(returns):
        return NO_DAYS
    return 100.0 * float(returns.max() if best else returns.min())


@figure("Best day", "percent", "highest daily return", source=OURS)
def day_best(study: Study) -> Value:
    return extreme(study.day_returns, best=True)


@figure("Worst day", "percent", "lowest daily return", source=OURS)
def day_worst(study: Study) -> Value:
    return extreme(study.day_returns, best=False)


@figure("Best week", "percent", "highest weekly return, Monday to Sunday", source=OURS)
def week_best(study: Study) -> Value:
    return extreme(returns_of(study.period_equity("W")), best=True)


@figure("Worst week", "percent", "lowest weekly return, Monday to Sunday", source=OURS)
def week_worst(study: Study) -> Value:
    return extreme(returns_of(study.period_equity("W")), best=False)


@figure("Best month", "percent", "highest monthly return", source=OURS)
def month_best(study: Study) -> Value:
    return extreme(study.month_returns, best=True)


@figure("Worst month", "percent", "lowest monthly return", source=OURS)
def month_worst(study: Study) -> Value:
    return extreme(study.month_returns, best=False)


@figure(
    "Peak leverage",
    "ratio",
    "largest (value at entry of all that is open) / equity at that bar's close, at fills",
    source=OURS,
)
def leverage_peak(study: Study) -> Value:
    side = study.sides["all"]
    open_value = side.open_trades.entry_price * side.open_trades.quantity * study.point_value
    bars, held = held_at_fills(side, np.concatenate((side.value, open_value)))
    if not len(held):
        return 0.0
    equity = study.run.equity[np.clip(bars, 0, len(study.run.equity) - 1)]
    if float(equity.min()) <= 0.0:
        return Undefined("equity at zero or below")
    return float((held / equity).max())


@figure("Margin calls", "count", "forced closings for want of margin", source=TRADINGVIEW)
def margin_calls(study: Study) -> Value:
    return study.run.margin_calls


@figure("Orders rejected", "count", "orders the emulator refused", source=OURS)
def orders_rejected(study: Study) -> Value:
    return study.run.count("rejected")


@figure("Orders expired", "count", "orders that lapsed unfilled", source=OURS)
def orders_expired(study: Study) -> Value:
    return study.run.count("expired")
