"""Figures of trades against numbers worked by hand, and against NumPy and SciPy written separately."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]
from tests.unit.engine.report.builders import a_random_run, a_run, some_bars, some_trades

from tradewright.engine.report import FIGURES, Run, Trades, Undefined, build
from tradewright.engine.report.study import Study

HAND = (10.0, -5.0, 20.0, -15.0, 0.0, 5.0)


def told(run: Run, name: str, side: str = "all") -> object:
    return FIGURES[name].compute(Study(run).sides[side])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("net_profit", 15.0),
        ("net_profit_percent", 1.5),
        ("gross_profit", 35.0),
        ("gross_loss", -20.0),
        ("profit_factor", 1.75),
        ("payoff_ratio", (35 / 3) / 10),
        ("expectancy", 2.5),
        ("expectancy_r", 0.25),  # R is the average loss of 10
        ("trades_total", 6),
        ("trades_won", 3),
        ("trades_lost", 2),
        ("trades_even", 1),
        ("percent_profitable", 50.0),
        ("median_trade", 2.5),
        ("average_trade_percent", 2.5),  # every trade is worth 100 at entry
        ("largest_win", 20.0),
        ("largest_win_share", 100 * 20 / 35),
        ("largest_loss", -15.0),
        ("largest_loss_share", 75.0),
        ("average_bars", 1.0),
        ("streak_won", 1),
        ("streak_lost", 1),
        ("contracts_held_max", 1.0),
        ("exposure", 100 * 6 / 7),
    ],
)
def test_hand_worked_case(name: str, expected: float) -> None:
    assert told(a_run(HAND), name) == pytest.approx(expected)


def test_mean_trade_is_judged_as_scipy_judges_it() -> None:
    run = a_random_run()

    expected = stats.ttest_1samp(run.trades.profit, 0.0)

    assert told(run, "t_statistic") == pytest.approx(expected.statistic, rel=1e-12)
    assert told(run, "p_value") == pytest.approx(expected.pvalue, rel=1e-9)
    assert told(run, "sqn") == pytest.approx(expected.statistic, rel=1e-12)


def test_sides_add_up_to_all() -> None:
    run = a_random_run()

    for name in ("net_profit", "gross_profit", "gross_loss", "commission_paid", "trades_total", "trades_won"):
        parts = [told(run, name, side) for side in ("long", "short")]
        assert told(run, name) == pytest.approx(sum(parts)), name  # type: ignore[arg-type]


def test_streaks_count_in_the_order_of_closing() -> None:
    run = a_run((1, 1, -1, 1, 1, 1, -1, -1, 0, -1))

    assert (told(run, "streak_won"), told(run, "streak_lost")) == (3, 2)


def test_exposure_and_position_agree_with_a_count_bar_by_bar() -> None:
    run = a_random_run()
    held, count = np.zeros(len(run.bars)), np.zeros(len(run.bars))
    for k in range(len(run.trades)):
        where = slice(run.trades.entry_bar[k], run.trades.exit_bar[k])
        held[where] += run.trades.quantity[k]
        count[where] += 1

    assert told(run, "exposure") == pytest.approx(100 * np.mean(count > 0))
    assert told(run, "contracts_held_max") >= held.max() - 1e-9


def test_a_reversal_in_one_bar_is_not_two_positions() -> None:
    trades = some_trades((1, 2.0, 0, 3, 100, 101, 2), (-1, 3.0, 3, 5, 101, 100, 3))
    run = Run(some_bars([100.0] * 8), trades, Trades.none(), np.full(8, 1000.0), 1000.0)

    assert told(run, "contracts_held_max") == 3.0


def test_r_is_measured_by_the_stop_where_one_is_known() -> None:
    trades = some_trades((1, 1, 0, 1, 100, 110, 10), (1, 1, 1, 2, 100, 95, -5), risk=np.array([5.0, 5.0]))
    run = Run(some_bars([100.0] * 4), trades, Trades.none(), np.full(4, 1000.0), 1000.0)

    assert told(run, "expectancy_r") == pytest.approx((2.0 - 1.0) / 2)


def test_no_trades_leave_reasons_not_numbers() -> None:
    found = build(a_run((), equity=[1000.0] * 5)).figures()["all"]

    assert found["net_profit"] == 0.0
    assert found["exposure"] == 0.0
    for name in ("profit_factor", "average_trade", "largest_win", "p_value", "percent_profitable", "mae_max"):
        assert isinstance(found[name], Undefined), name


def test_winners_alone_have_no_profit_factor_and_losers_alone_have_one_of_zero() -> None:
    assert told(a_run((1, 2, 3)), "profit_factor") == Undefined("no losing trades")
    assert told(a_run((-1, -2)), "profit_factor") == 0.0
    assert told(a_run((-1, -2)), "payoff_ratio") == Undefined("no winning trades")


def test_one_trade_has_no_deviation() -> None:
    assert isinstance(told(a_run((5,)), "t_statistic"), Undefined)
    assert isinstance(told(a_run((5, 5, 5)), "sqn"), Undefined)
