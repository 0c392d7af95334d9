"""What luck and dearer markets would have made of the same trades. Seeded: the same run tells the same story."""

from __future__ import annotations

from typing import Any

import numpy as np

from tradewright.engine.report import kernels
from tradewright.engine.report.inputs import Floats
from tradewright.engine.report.study import Study
from tradewright.engine.report.text import decimal_or_none, decimal_text, time_text

RUNS = 1000
SEED = 20_140_101
SKIPPED = 0.1
"""Probability that a trade is missed in the second experiment."""
PERCENTILES = (5, 50, 95)
FEES = (0.0, 1.0, 2.0)
SLIPPAGE_TICKS = (0, 1, 2, 3)
REPRICED = (
    "re-priced from the trades made, not run again: with other costs some trades would not have happened"
)


def monte_carlo(study: Study, *, runs: int = RUNS, seed: int = SEED) -> dict[str, Any] | None:
    """Return percentiles of end result and drawdown over shuffled orders and over missed trades; None below two trades."""
    profits = np.ascontiguousarray(study.run.trades.profit)
    if len(profits) < 2 or runs < 1:
        return None
    capital, count = study.run.initial_capital, len(profits)
    ends, falls, deck = np.zeros(runs), np.zeros(runs), np.zeros(count)
    state = np.array([seed * 2 + 1], np.int64)
    where = [kernels.address(array) for array in (profits, deck, state, ends, falls)]
    kernels.orders_entry(where[0], count, capital, where[1], where[2], where[3], where[4], runs)
    shuffled = _percentiles(ends - capital, falls)
    missed = int(SKIPPED * 2**31)
    kernels.skips_entry(where[0], count, capital, missed, where[2], where[3], where[4], runs)
    return {
        "runs": runs,
        "seed": seed,
        "trade_order": shuffled,
        "skipped_trades": {"probability": decimal_text(SKIPPED), **_percentiles(ends - capital, falls)},
    }


def _percentiles(profits: Floats, falls: Floats) -> dict[str, Any]:
    names = [f"p{percent}" for percent in PERCENTILES]
    return {
        "net_profit": dict(zip(names, map(decimal_text, np.percentile(profits, PERCENTILES)), strict=True)),
        "drawdown_percent": dict(
            zip(names, map(decimal_text, np.percentile(100.0 * falls, PERCENTILES)), strict=True)
        ),
    }


def costs(study: Study) -> dict[str, Any]:
    """Return net profit and profit factor with other fees and more slippage (ticks on each of both fills)."""
    trades = study.run.trades
    tick = float(study.run.bars.tick) * study.point_value
    scenarios = []
    for fee in FEES:
        for ticks in SLIPPAGE_TICKS:
            profit = trades.profit + (1.0 - fee) * trades.commission - 2.0 * ticks * tick * trades.quantity
            gain, loss = float(profit[profit > 0.0].sum()), float(profit[profit < 0.0].sum())
            scenarios.append(
                {
                    "fee_factor": decimal_text(fee),
                    "slippage_ticks": ticks,
                    "net_profit": decimal_text(gain + loss),
                    "net_profit_percent": decimal_text(100.0 * (gain + loss) / study.run.initial_capital),
                    "profit_factor": decimal_or_none(gain / -loss if loss < 0.0 else None),
                }
            )
    return {"note": REPRICED, "scenarios": scenarios}


def in_and_out(study: Study, split: int) -> dict[str, Any]:
    """Return the trades entered before and from `split` (UTC nanoseconds) on, side by side."""
    trades = study.run.trades
    later = study.run.bars.time[trades.entry_bar] >= split
    return {
        "split": time_text(split),
        "in_sample": _sample(trades.profit[~later]),
        "out_of_sample": _sample(trades.profit[later]),
    }


def _sample(profit: Floats) -> dict[str, Any]:
    gain, loss = float(profit[profit > 0.0].sum()), float(profit[profit < 0.0].sum())
    count = len(profit)
    return {
        "trades": count,
        "net_profit": decimal_text(gain + loss),
        "average": decimal_or_none((gain + loss) / count if count else None),
        "percent_profitable": decimal_or_none(100.0 * float((profit > 0.0).mean()) if count else None),
        "profit_factor": decimal_or_none(gain / -loss if loss < 0.0 else None),
    }
