"""Figures of closed trades, for all, long and short: what TradingView's tester shows, and what it leaves out."""

from __future__ import annotations

import math

import numpy as np

from tradewright.engine.report.figure import OURS, Undefined, Value, figure
from tradewright.engine.report.inputs import Floats
from tradewright.engine.report.sharpe import sample_deviation, student_p_value
from tradewright.engine.report.study import Side

NO_TRADES = Undefined("no closed trades")
NO_WINS = Undefined("no winning trades")
NO_LOSSES = Undefined("no losing trades")
TOO_FEW = Undefined("fewer than two trades, or all the same")
THARP = "Van K. Tharp, Definitive Guide to Position Sizing (2008)"


def of_capital(side: Side, amount: float) -> float:
    """Return an amount in percent of the initial capital."""
    return 100.0 * amount / side.study.run.initial_capital


def mean(values: Floats, otherwise: Undefined) -> Value:
    """Return the average, or why there is none."""
    return float(values.mean()) if len(values) else otherwise


def middle(values: Floats, otherwise: Undefined) -> Value:
    """Return the median, or why there is none."""
    return float(np.median(values)) if len(values) else otherwise


@figure("Net profit", "money", "sum of the closed trades' profits, after commission")
def net_profit(side: Side) -> Value:
    return float(side.trades.profit.sum())


@figure("Net profit", "percent", "100 × net profit / initial capital")
def net_profit_percent(side: Side) -> Value:
    return of_capital(side, float(side.trades.profit.sum()))


@figure("Gross profit", "money", "sum of the profits of winning trades")
def gross_profit(side: Side) -> Value:
    return side.gross_profit


@figure("Gross profit", "percent", "100 × gross profit / initial capital")
def gross_profit_percent(side: Side) -> Value:
    return of_capital(side, side.gross_profit)


@figure("Gross loss", "money", "sum of the profits of losing trades (negative)")
def gross_loss(side: Side) -> Value:
    return side.gross_loss


@figure("Gross loss", "percent", "100 × gross loss / initial capital")
def gross_loss_percent(side: Side) -> Value:
    return of_capital(side, side.gross_loss)


@figure("Open profit", "money", "profit of positions still open, at the last close")
def open_profit(side: Side) -> Value:
    return float(side.open_trades.profit.sum())


@figure("Open profit", "percent", "100 × open profit / initial capital")
def open_profit_percent(side: Side) -> Value:
    return of_capital(side, float(side.open_trades.profit.sum()))


@figure("Commission paid", "money", "sum of both sides' commission, of closed and open trades")
def commission_paid(side: Side) -> Value:
    return float(side.trades.commission.sum() + side.open_trades.commission.sum())


@figure(
    "Slippage cost",
    "money",
    "sum over fills of |price filled − price due| × quantity × point value",
    source=OURS,
)
def slippage_cost(side: Side) -> Value:
    return float(side.trades.slippage.sum() + side.open_trades.slippage.sum())


@figure("Profit factor", "ratio", "gross profit / −gross loss")
def profit_factor(side: Side) -> Value:
    return side.gross_profit / -side.gross_loss if len(side.lost) else NO_LOSSES


@figure("Payoff ratio", "ratio", "average winner / −average loser (TradingView: ratio avg win / avg loss)")
def payoff_ratio(side: Side) -> Value:
    if not len(side.lost):
        return NO_LOSSES
    return float(side.won.mean() / -side.lost.mean()) if len(side.won) else NO_WINS


@figure("Expectancy", "money", "share won × average winner + share lost × average loser", source=THARP)
def expectancy(side: Side) -> Value:
    return mean(side.trades.profit, NO_TRADES)


@figure(
    "Expectancy",
    "ratio",
    "average profit in R; R is what the trade's initial stop put at stake, else the average loss",
    source=THARP,
)
def expectancy_r(side: Side) -> Value:
    r = side.r
    if not len(r):
        return NO_TRADES
    return (
        Undefined("no initial stop and no losing trade to measure R by")
        if np.isnan(r).any()
        else float(r.mean())
    )


@figure("Closed trades", "count", "number of closed trades, one for each pair of entry part and exit part")
def trades_total(side: Side) -> Value:
    return len(side.trades)


@figure("Open trades", "count", "number of entries still open at the end")
def trades_open(side: Side) -> Value:
    return len(side.open_trades)


@figure("Winning trades", "count", "closed trades with profit > 0")
def trades_won(side: Side) -> Value:
    return len(side.won)


@figure("Losing trades", "count", "closed trades with profit < 0")
def trades_lost(side: Side) -> Value:
    return len(side.lost)


@figure("Break-even trades", "count", "closed trades with profit = 0")
def trades_even(side: Side) -> Value:
    return len(side.trades) - len(side.won) - len(side.lost)


@figure("Percent profitable", "percent", "100 × winning trades / closed trades")
def percent_profitable(side: Side) -> Value:
    return 100.0 * len(side.won) / len(side.trades) if len(side.trades) else NO_TRADES


@figure("Average trade", "money", "net profit / closed trades")
def average_trade(side: Side) -> Value:
    return mean(side.trades.profit, NO_TRADES)


@figure("Average trade", "percent", "average of 100 × profit / value at entry")
def average_trade_percent(side: Side) -> Value:
    return mean(side.percent, NO_TRADES)


@figure("Median trade", "money", "median profit", source=OURS)
def median_trade(side: Side) -> Value:
    return middle(side.trades.profit, NO_TRADES)


@figure("Average winner", "money", "gross profit / winning trades")
def average_win(side: Side) -> Value:
    return mean(side.won, NO_WINS)


@figure("Average winner", "percent", "average of 100 × profit / value at entry over winners")
def average_win_percent(side: Side) -> Value:
    return mean(side.percent[side.trades.profit > 0.0], NO_WINS)


@figure("Average loser", "money", "gross loss / losing trades")
def average_loss(side: Side) -> Value:
    return mean(side.lost, NO_LOSSES)


@figure("Average loser", "percent", "average of 100 × profit / value at entry over losers")
def average_loss_percent(side: Side) -> Value:
    return mean(side.percent[side.trades.profit < 0.0], NO_LOSSES)


@figure("Median winner", "money", "median profit of winners", source=OURS)
def median_win(side: Side) -> Value:
    return middle(side.won, NO_WINS)


@figure("Median loser", "money", "median profit of losers", source=OURS)
def median_loss(side: Side) -> Value:
    return middle(side.lost, NO_LOSSES)


@figure("Largest winner", "money", "largest profit of one trade")
def largest_win(side: Side) -> Value:
    return float(side.won.max()) if len(side.won) else NO_WINS


@figure("Largest winner", "percent", "largest of 100 × profit / value at entry")
def largest_win_percent(side: Side) -> Value:
    return float(side.percent.max()) if len(side.won) else NO_WINS


@figure("Largest winner's share of gross profit", "percent", "100 × largest winner / gross profit")
def largest_win_share(side: Side) -> Value:
    return 100.0 * float(side.won.max()) / side.gross_profit if len(side.won) else NO_WINS


@figure("Largest loser", "money", "lowest profit of one trade")
def largest_loss(side: Side) -> Value:
    return float(side.lost.min()) if len(side.lost) else NO_LOSSES


@figure("Largest loser", "percent", "lowest of 100 × profit / value at entry")
def largest_loss_percent(side: Side) -> Value:
    return float(side.percent.min()) if len(side.lost) else NO_LOSSES


@figure("Largest loser's share of gross loss", "percent", "100 × largest loser / gross loss")
def largest_loss_share(side: Side) -> Value:
    return 100.0 * float(side.lost.min()) / side.gross_loss if len(side.lost) else NO_LOSSES


@figure("Average bars in trades", "bars", "average of exit bar − entry bar")
def average_bars(side: Side) -> Value:
    return mean(side.bars.astype(np.float64), NO_TRADES)


@figure("Average bars in winners", "bars", "average of exit bar − entry bar over winners")
def average_bars_won(side: Side) -> Value:
    return mean(side.bars[side.trades.profit > 0.0].astype(np.float64), NO_WINS)


@figure("Average bars in losers", "bars", "average of exit bar − entry bar over losers")
def average_bars_lost(side: Side) -> Value:
    return mean(side.bars[side.trades.profit < 0.0].astype(np.float64), NO_LOSSES)


@figure("Longest winning streak", "count", "most winners in a row, in the order trades closed", source=OURS)
def streak_won(side: Side) -> Value:
    return longest_run(side.trades.profit > 0.0)


@figure("Longest losing streak", "count", "most losers in a row, in the order trades closed", source=OURS)
def streak_lost(side: Side) -> Value:
    return longest_run(side.trades.profit < 0.0)


def longest_run(held: np.ndarray) -> int:
    """Return how many True stand in a row at most."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], held, [False]))))
    return int((edges[1::2] - edges[::2]).max()) if len(edges) else 0


@figure("Average favourable excursion", "money", "average of the best open profit of each trade (MFE)")
def mfe_average(side: Side) -> Value:
    return mean(side.trades.mfe, NO_TRADES)


@figure(
    "Average adverse excursion", "money", "average of the worst open profit of each trade (MAE, negative)"
)
def mae_average(side: Side) -> Value:
    return mean(side.trades.mae, NO_TRADES)


@figure("Largest favourable excursion", "money", "best open profit of any trade")
def mfe_max(side: Side) -> Value:
    return float(side.trades.mfe.max()) if len(side.trades) else NO_TRADES


@figure("Largest adverse excursion", "money", "worst open profit of any trade (negative)")
def mae_max(side: Side) -> Value:
    return float(side.trades.mae.min()) if len(side.trades) else NO_TRADES


@figure("Most contracts held", "quantity", "largest quantity open at once")
def contracts_held_max(side: Side) -> Value:
    _, held = held_at_fills(side, np.concatenate((side.trades.quantity, side.open_trades.quantity)))
    return float(held.max()) if len(held) else 0.0


def held_at_fills(side: Side, sizes: Floats) -> tuple[np.ndarray, Floats]:
    """Return the bar of each fill and the sum of `sizes` open after it; in a bar exits come before entries."""
    last = len(side.study.run.bars)
    entry = np.concatenate((side.trades.entry_bar, side.open_trades.entry_bar))
    leave = np.concatenate((side.trades.exit_bar, np.full(len(side.open_trades), last, np.int64)))
    when = np.concatenate((2 * entry + 1, 2 * leave + 2 * (leave == entry)))
    order = np.argsort(when, kind="stable")
    held: Floats = np.cumsum(np.concatenate((sizes, -sizes))[order])
    return (when[order] - 1) // 2, held


@figure("Time in the market", "percent", "100 × bars at whose close a position was open / bars", source=OURS)
def exposure(side: Side) -> Value:
    run = side.study.run
    if not len(run.bars):
        return Undefined("no bars")
    entry = np.concatenate((side.trades.entry_bar, side.open_trades.entry_bar))
    leave = np.concatenate((side.trades.exit_bar, np.full(len(side.open_trades), len(run.bars), np.int64)))
    order = np.argsort(entry, kind="stable")
    entry, leave = entry[order], leave[order]
    covered = np.concatenate(([0], np.maximum.accumulate(leave)[:-1])) if len(leave) else leave
    return 100.0 * float(np.maximum(leave - np.maximum(entry, covered), 0).sum()) / len(run.bars)


@figure(
    "System quality number",
    "ratio",
    "√trades × average profit / its standard deviation (n − 1)",
    source=THARP,
)
def sqn(side: Side) -> Value:
    return t_value(side)


@figure(
    "t-statistic of the average trade",
    "ratio",
    "average profit / (standard deviation (n − 1) / √trades)",
    source="Student (1908)",
)
def t_statistic(side: Side) -> Value:
    return t_value(side)


def t_value(side: Side) -> float | Undefined:
    """Return Student's t of the hypothesis that the average trade is nothing."""
    profit = side.trades.profit
    deviation = sample_deviation(profit)
    return float(profit.mean()) / deviation * math.sqrt(len(profit)) if deviation > 0.0 else TOO_FEW


@figure(
    "p-value of the average trade",
    "probability",
    "two-sided, Student's t with trades − 1 degrees of freedom; trades are taken as independent",
    source="Student (1908)",
)
def p_value(side: Side) -> Value:
    t = t_value(side)
    return t if isinstance(t, Undefined) else student_p_value(t, len(side.trades) - 1)
