"""The few figures a sweep compares, at about a nanosecond a bar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tradewright.engine.report import kernels
from tradewright.engine.report.calendar import Calendar
from tradewright.engine.report.inputs import Floats, Run
from tradewright.engine.report.sharpe import sample_deviation
from tradewright.engine.report.study import returns_of


@dataclass(frozen=True, slots=True)
class Headline:
    """Money in account currency, drawdown as a positive share of its peak, ratios None where they have no meaning.

    `sharpe` is of daily returns without a risk-free rate, annualised; the same as the figure `sharpe_daily` at rate 0;
    `sortino` likewise, as `sortino_daily`.
    """

    net_profit: float
    trades: int
    won: int
    gross_profit: float
    gross_loss: float
    drawdown: float
    drawdown_share: float
    equity_end: float
    sharpe: float | None
    sortino: float | None = None

    @property
    def profit_factor(self) -> float | None:
        """Gross profit over gross loss; None without a loss."""
        return self.gross_profit / -self.gross_loss if self.gross_loss < 0.0 else None


def headline(run: Run, calendar: Calendar | None = None) -> Headline:
    """Return the headline of a whole run."""
    return headline_of(run.trades.profit, run.equity, run.initial_capital, calendar or Calendar.of(run.bars))


def headline_of(profit: Floats, equity: Floats, initial_capital: float, days: Calendar) -> Headline:
    """Return the headline of trades with these profits and an account with this equity at each bar's close.

    A sweep over the same bars makes their `Calendar` once.
    """
    won = profit > 0.0
    net, gross = float(profit.sum()), float(profit[won].sum())
    out = np.zeros(2)
    kernels.fall_entry(kernels.address(equity), len(equity), initial_capital, kernels.address(out))
    returns = returns_of(np.concatenate(([initial_capital], equity[days.last_bar])))
    deviation = sample_deviation(returns)
    yearly = days.days_per_year**0.5
    below = np.minimum(returns, 0.0)
    downside = float((below * below).mean()) ** 0.5 if len(returns) else 0.0
    return Headline(
        net_profit=net,
        trades=len(profit),
        won=int(np.count_nonzero(won)),
        gross_profit=gross,
        gross_loss=float(profit[profit < 0.0].sum()),
        drawdown=float(out[0]),
        drawdown_share=float(out[1]),
        equity_end=float(equity[-1]) if len(equity) else initial_capital,
        sharpe=float(returns.mean()) / deviation * yearly if deviation > 0.0 else None,
        sortino=float(returns.mean()) / downside * yearly if downside > 0.0 else None,
    )
