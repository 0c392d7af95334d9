"""The few figures a sweep compares, at about a nanosecond a bar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tradewright.engine.report import kernels
from tradewright.engine.report.calendar import Calendar
from tradewright.engine.report.inputs import Run
from tradewright.engine.report.sharpe import sample_deviation
from tradewright.engine.report.study import returns_of


@dataclass(frozen=True, slots=True)
class Headline:
    """Money in account currency, drawdown as a positive share of its peak, ratios None where they have no meaning.

    `sharpe` is of daily returns without a risk-free rate, annualised; the same as the figure `sharpe_daily` at rate 0.
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

    @property
    def profit_factor(self) -> float | None:
        """Gross profit over gross loss; None without a loss."""
        return self.gross_profit / -self.gross_loss if self.gross_loss < 0.0 else None


def headline(run: Run, calendar: Calendar | None = None) -> Headline:
    """Return the headline. A sweep over the same bars hands in their `Calendar`, which is then made once."""
    profit = run.trades.profit
    won = profit > 0.0
    net, gross = float(profit.sum()), float(profit[won].sum())
    out = np.zeros(2)
    equity = run.equity
    kernels.fall_entry(kernels.address(equity), len(equity), run.initial_capital, kernels.address(out))
    days = calendar or Calendar.of(run.bars)
    returns = returns_of(np.concatenate(([run.initial_capital], equity[days.last_bar])))
    deviation = sample_deviation(returns)
    return Headline(
        net_profit=net,
        trades=len(profit),
        won=int(np.count_nonzero(won)),
        gross_profit=gross,
        gross_loss=float(profit[profit < 0.0].sum()),
        drawdown=float(out[0]),
        drawdown_share=float(out[1]),
        equity_end=float(equity[-1]) if len(equity) else run.initial_capital,
        sharpe=float(returns.mean()) / deviation * days.days_per_year**0.5 if deviation > 0.0 else None,
    )
