"""Figures that set return against risk, and against luck."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from tradewright.engine.report import kernels as k
from tradewright.engine.report.figure import OURS, TRADINGVIEW, Undefined, Value
from tradewright.engine.report.figure import figure as any_figure
from tradewright.engine.report.inputs import Floats
from tradewright.engine.report.sharpe import deflated_sharpe, probabilistic_sharpe, sample_deviation
from tradewright.engine.report.study import Study

figure = partial(any_figure, group="ratios")
PERIODS_LEAST = 3
MONTHS = 12
TOO_SHORT = Undefined("fewer than three months or days, returns that do not vary, or equity at zero or below")
NO_DOWNSIDE = Undefined("no return below the risk-free rate")
NO_DRAWDOWN = Undefined("no drawdown")
LOST_ALL = Undefined("the initial capital was lost, or there is no time to measure")
SHARPE = "TradingView help 43000681694; sample deviation as in quant.stackexchange.com/questions/75572"
SORTINO = "TradingView help 43000681697"


def periods(study: Study) -> tuple[Floats, float]:
    """Return the returns TradingView takes (monthly from three months on, else daily) and the rate for one period."""
    months, rate = study.month_returns, study.run.risk_free_rate
    if len(months) >= PERIODS_LEAST:
        return months, rate / MONTHS
    return study.day_returns, rate / study.calendar.days_per_year


def sharpe_of(returns: Floats, rate: float) -> Value:
    """Return (average − rate) / standard deviation (n − 1)."""
    deviation = sample_deviation(returns)
    if len(returns) < PERIODS_LEAST or deviation <= 0.0:
        return TOO_SHORT
    return (float(returns.mean()) - rate) / deviation


def sortino_of(returns: Floats, rate: float) -> Value:
    """Return (average − rate) / √ average of min(0, return − rate)²."""
    if len(returns) < PERIODS_LEAST:
        return TOO_SHORT
    below = np.minimum(returns - rate, 0.0)
    downside = math.sqrt(float((below * below).mean()))
    return (float(returns.mean()) - rate) / downside if downside > 0.0 else NO_DOWNSIDE


def yearly(value: Value, days: int) -> Value:
    """Annualise a daily ratio."""
    return value * math.sqrt(days) if isinstance(value, float) else value


@figure(
    "Sharpe ratio",
    "ratio",
    "(average monthly return − risk-free rate / 12) / standard deviation; not annualised; daily below three months",
    source=SHARPE,
)
def sharpe(study: Study) -> Value:
    return sharpe_of(*periods(study))


@figure(
    "Sortino ratio",
    "ratio",
    "(average monthly return − risk-free rate / 12) / √ average of min(0, return − rate)²; daily below three months",
    source=SORTINO,
)
def sortino(study: Study) -> Value:
    return sortino_of(*periods(study))


@figure(
    "Sharpe ratio, daily",
    "ratio",
    "√d × (average daily return − rate / d) / standard deviation, d = 365 (252 on an exchange)",
    source="Sharpe, The Sharpe Ratio (1994)",
)
def sharpe_daily(study: Study) -> Value:
    days = study.calendar.days_per_year
    return yearly(sharpe_of(study.day_returns, study.run.risk_free_rate / days), days)


@figure(
    "Sortino ratio, daily",
    "ratio",
    "√d × (average daily return − rate / d) / √ average of min(0, return − rate / d)²",
    source="Sortino and Price (1994)",
)
def sortino_daily(study: Study) -> Value:
    days = study.calendar.days_per_year
    return yearly(sortino_of(study.day_returns, study.run.risk_free_rate / days), days)


def end_of(study: Study) -> float:
    """Return the last equity, open profit included."""
    return float(study.run.equity[-1]) if len(study.run.equity) else study.run.initial_capital


@figure(
    "Return on initial capital", "percent", "100 × (last equity / initial capital − 1), open profit included"
)
def return_total(study: Study) -> Value:
    return 100.0 * (end_of(study) / study.run.initial_capital - 1.0)


@figure("Annual growth (CAGR)", "percent", "100 × ((last equity / initial capital) ^ (1 / years) − 1)")
def cagr(study: Study) -> Value:
    growth = end_of(study) / study.run.initial_capital
    if growth <= 0.0 or study.years <= 0.0:
        return LOST_ALL
    power = math.log(growth) / study.years
    return Undefined("too short a run to speak of years") if power > 50.0 else 100.0 * math.expm1(power)


def holding(study: Study) -> float | None:
    """Return what buying and holding made of one unit of money."""
    bought = study.benchmark_entry
    return None if bought is None or bought[1] <= 0.0 else float(study.run.bars.close[-1]) / bought[1] - 1.0


NO_PRICE = Undefined("no bars, or a first price of zero or below")


@figure(
    "Buy and hold", "money", "initial capital × (last close / price of the first entry − 1), without costs"
)
def buy_hold(study: Study) -> Value:
    held = holding(study)
    return NO_PRICE if held is None else held * study.run.initial_capital


@figure("Buy and hold", "percent", "100 × (last close / price of the first entry − 1)")
def buy_hold_percent(study: Study) -> Value:
    held = holding(study)
    return NO_PRICE if held is None else 100.0 * held


@figure("Outperformance", "money", "last equity − initial capital − buy and hold")
def outperformance(study: Study) -> Value:
    held = holding(study)
    capital = study.run.initial_capital
    return NO_PRICE if held is None else end_of(study) - capital - held * capital


@figure(
    "Market change", "percent", "100 × (last close / first open − 1)", source="Freqtrade, backtesting report"
)
def market_change(study: Study) -> Value:
    bars = study.run.bars
    if not len(bars) or bars.open[0] <= 0.0:
        return NO_PRICE
    return 100.0 * (float(bars.close[-1] / bars.open[0]) - 1.0)


@figure(
    "Calmar ratio",
    "ratio",
    "CAGR / maximum drawdown in percent, whole run",
    source="Young, Calmar Ratio (1991)",
)
def calmar(study: Study) -> Value:
    growth, depth = cagr(study), 100.0 * float(study.scan[k.DEPTH_SHARE])
    return (
        growth
        if isinstance(growth, Undefined)
        else growth / depth
        if depth > 0.0 and growth is not None
        else NO_DRAWDOWN
    )


@figure(
    "Omega ratio",
    "ratio",
    "sum of daily gains / sum of daily losses, threshold 0",
    source="Keating and Shadwick (2002)",
)
def omega(study: Study) -> Value:
    days = study.day_returns
    losses = -float(days[days < 0.0].sum())
    return float(days[days > 0.0].sum()) / losses if losses > 0.0 else Undefined("no losing day")


@figure(
    "Recovery factor", "ratio", "net profit / maximum drawdown (TradingView: return of max equity drawdown)"
)
def recovery_factor(study: Study) -> Value:
    depth = float(study.scan[k.DEPTH])
    return float(study.run.trades.profit.sum()) / depth if depth > 0.0 else NO_DRAWDOWN


@figure(
    "Martin ratio", "ratio", "(CAGR − 100 × risk-free rate) / ulcer index", source="Martin and McCann (1989)"
)
def martin(study: Study) -> Value:
    growth, squares = cagr(study), float(study.scan[k.SQUARES])
    if isinstance(growth, Undefined) or growth is None:
        return growth
    if squares <= 0.0:
        return NO_DRAWDOWN
    return (growth - 100.0 * study.run.risk_free_rate) / (100.0 * math.sqrt(squares / len(study.run.equity)))


@figure(
    "Probabilistic Sharpe ratio",
    "probability",
    "Φ(S √(n − 1) / √(1 − γ₃ S + (γ₄ − 1) S² / 4)), S the daily Sharpe ratio, γ₃ skew, γ₄ kurtosis",
    source="Bailey and López de Prado, The Sharpe Ratio Efficient Frontier (2012)",
)
def sharpe_probabilistic(study: Study) -> Value:
    found = probabilistic_sharpe(study.day_returns)
    return TOO_SHORT if found is None else found


@figure(
    "Deflated Sharpe ratio",
    "probability",
    "the probabilistic one against √V ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))), N trials, V their variance",
    source="Bailey and López de Prado, The Deflated Sharpe Ratio (2014)",
)
def sharpe_deflated(study: Study) -> Value:
    found = deflated_sharpe(study.day_returns, trials=study.trials, variance=study.trial_variance)
    return TOO_SHORT if found is None else found


@figure("Trials", "count", "parameter sets ever tried on this strategy, this one included", source=OURS)
def trials(study: Study) -> Value:
    return study.trials


@figure("Days", "count", "days that have bars, in the bars' time zone", source=OURS)
def days_count(study: Study) -> Value:
    return len(study.calendar.day)


__all__ = ["TRADINGVIEW", "sharpe_of", "sortino_of"]
