"""Figures of equity: drawdown, returns and ratios against formulas written separately."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]
from tests.unit.engine.report.builders import DAY, SECOND, START, a_random_run, a_run, some_bars, some_trades

from tradewright.engine.report import (
    FIGURES,
    Run,
    Trades,
    Undefined,
    build,
    deflated_sharpe,
    expected_best_sharpe,
    headline,
    probabilistic_sharpe,
)
from tradewright.engine.report import kernels as k
from tradewright.engine.report.calendar import Calendar, local
from tradewright.engine.report.figures_ratios import sharpe_of, sortino_of
from tradewright.engine.report.sharpe import student_p_value
from tradewright.engine.report.study import Study
from tradewright.engine.report.tables import drawdowns


def told(run: Run, name: str) -> object:
    return FIGURES[name].compute(Study(run))


CURVE = (1000.0, 1100.0, 990.0, 1045.0, 1100.0, 1200.0, 900.0, 1000.0)


def test_drawdown_anatomy_of_a_curve_worked_by_hand() -> None:
    run = a_run(equity=CURVE)

    first, second = drawdowns(Study(run))

    assert (first["depth"], first["depth_percent"]) == ("300", "25")
    assert (first["start"], first["trough"]) == ("2024-01-06T00:00:00Z", "2024-01-07T00:00:00Z")
    assert (first["recovery"], first["bars"], first["recovery_seconds"]) == (None, 2, None)
    assert (second["depth"], second["depth_percent"]) == ("110", "10")
    assert (second["recovery"], second["bars"]) == ("2024-01-05T00:00:00Z", 3)
    assert (second["fall_seconds"], second["recovery_seconds"]) == (86_400, 2 * 86_400)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("drawdown_max", 300.0),
        ("drawdown_max_percent", 25.0),
        ("drawdown_max_start", START + 5 * DAY),
        ("drawdown_max_trough", START + 6 * DAY),
        ("drawdown_max_recovery", Undefined("not recovered by the end")),
        ("drawdown_max_duration", 2 * 86_400),
        ("drawdown_average_percent", 17.5),
        ("drawdown_count", 2),
        ("under_water", 50.0),
        ("under_water_longest", 3 * 86_400),
        ("runup_max", 210.0),  # from 990 to 1200
        ("equity_highest", 1200.0),
        ("equity_lowest", 900.0),
        ("ulcer_index", 100 * math.sqrt((0.1**2 + 0.05**2 + 0.25**2 + (200 / 1200) ** 2) / 8)),
        ("day_worst", -25.0),
        ("day_best", 100 * (1000 / 900 - 1)),
        ("return_total", 0.0),
        ("recovery_factor", 0.0),
    ],
)
def test_curve_worked_by_hand(name: str, expected: float | Undefined) -> None:
    found = told(a_run(equity=CURVE), name)

    if isinstance(expected, Undefined):
        assert found == expected
    else:
        assert found == pytest.approx(expected)


def test_drawdown_agrees_with_numpy() -> None:
    run = a_random_run()
    curve = np.concatenate(([run.initial_capital], run.equity))
    peak, floor = np.maximum.accumulate(curve), np.minimum.accumulate(curve)

    assert told(run, "drawdown_max") == pytest.approx((peak - curve).max())
    assert told(run, "drawdown_max_percent") == pytest.approx(100 * ((peak - curve) / peak).max())
    assert told(run, "runup_max") == pytest.approx((curve - floor).max())
    assert told(run, "runup_max_percent") == pytest.approx(100 * ((curve - floor) / floor).max())
    assert told(run, "ulcer_index") == pytest.approx(100 * np.sqrt((((peak - curve) / peak)[1:] ** 2).mean()))
    assert told(run, "under_water") == pytest.approx(100 * (curve < peak)[1:].mean())


def test_machine_code_and_plain_python_agree() -> None:
    run = a_random_run(bars=600, trades=40)
    out, worst = np.zeros(16), np.zeros(50)

    k.scan_equity(run.equity, run.initial_capital, out, worst)

    study = Study(run)
    assert study.scan.tolist() == out.tolist()
    assert study.worst.ravel().tolist() == worst[: study.worst.size].tolist()


def test_drawdown_inside_bars_needs_extremes_and_uses_earlier_peaks() -> None:
    curve = [100.0, 110.0, 105.0]
    plain = a_run(equity=curve, capital=100.0)
    low, high = np.array([95.0, 99.0, 104.0]), np.array([108.0, 115.0, 112.0])
    kept = a_run(equity=curve, capital=100.0, equity_low=low, equity_high=high)

    assert told(plain, "drawdown_intrabar") == 5.0  # flat all along: the closes are all there is
    assert told(kept, "drawdown_intrabar") == pytest.approx(11.0)  # 115 of bar 1 to 104 of bar 2
    assert told(kept, "runup_intrabar") == pytest.approx(20.0)  # 95 of bar 0 to 115 of bar 1


def test_position_is_marked_at_each_bars_extremes_between_its_fills() -> None:
    closes = np.array([100.0, 100.0, 104.0, 100.0, 100.0])
    flat = some_bars(closes)
    bars = replace(flat, low=closes - 3.0, high=closes + 5.0)
    equity = 1000.0 + np.array([0.0, 0.0, -8.0, 0.0, 0.0])  # short 2 from bar 1 to bar 4
    run = Run(bars, some_trades((-1, 2.0, 1, 4, 100, 100, 0.0)), Trades.none(), equity, 1000.0)

    assert told(run, "drawdown_max") == 8.0
    assert told(run, "drawdown_intrabar") == 18.0  # at bar 2's high of 109; bar 3 marks 1006 at 97 only after
    assert told(run, "runup_intrabar") == 24.0  # from 982 in bar 2 to 1006 in bar 3


def test_daily_figures_agree_with_numpy() -> None:
    run = a_random_run()
    days = np.concatenate(([1000.0], run.equity[23::24], run.equity[-1:] if len(run.equity) % 24 else []))
    r = days[1:] / days[:-1] - 1
    rate = 0.02 / 365

    assert told(run, "volatility_daily") == pytest.approx(100 * np.std(r, ddof=1))
    assert told(run, "var_95") == pytest.approx(-100 * np.percentile(r, 5))
    assert told(run, "cvar_99") == pytest.approx(-100 * r[r <= np.percentile(r, 1)].mean())
    assert told(run, "sharpe_daily") == pytest.approx((r.mean() - rate) / np.std(r, ddof=1) * 365**0.5)
    below = np.clip(r - rate, None, 0)
    assert told(run, "sortino_daily") == pytest.approx(
        (r.mean() - rate) / np.sqrt((below**2).mean()) * 365**0.5
    )
    assert told(run, "omega") == pytest.approx(r[r > 0].sum() / -r[r < 0].sum())


def test_sharpe_is_tradingviews_published_example() -> None:
    """One month of 1 % and two of nothing at no risk-free rate: 0.577 (quant.stackexchange.com/questions/75572)."""
    returns = np.array([0.01, 0.0, 0.0])

    assert sharpe_of(returns, 0.0) == pytest.approx(0.577, abs=5e-4)
    assert sharpe_of(returns[:2], 0.0) == Undefined(
        "fewer than three months or days, returns that do not vary, or equity at zero or below"
    )


def test_sortino_by_hand() -> None:
    returns = np.array([0.03, -0.01, 0.04, -0.02])

    assert sortino_of(returns, 0.0) == pytest.approx(0.01 / math.sqrt((0.01**2 + 0.02**2) / 4))
    assert isinstance(sortino_of(np.array([0.1, 0.2, 0.3]), 0.0), Undefined)


def test_monthly_ratio_takes_months_from_three_on() -> None:
    curve = 1000.0 + np.arange(92) + 30 * np.sin(np.arange(92))  # 2024-01-01 to 2024-04-01
    ends = np.array([1000.0, curve[30], curve[59], curve[90], curve[91]])
    months = ends[1:] / ends[:-1] - 1

    found = told(a_run(equity=curve.tolist()), "sharpe")

    assert found == pytest.approx((months.mean() - 0.02 / 12) / np.std(months, ddof=1))


def test_growth_and_calmar_over_two_years() -> None:
    curve = [1000.0, 800.0, *np.linspace(800, 1210, 729)]
    run = a_run(equity=curve)
    years = 731 / 365.25

    growth = 100 * (1.21 ** (1 / years) - 1)

    assert told(run, "cagr") == pytest.approx(growth)
    assert told(run, "calmar") == pytest.approx(growth / 20.0)


def test_probabilistic_sharpe_agrees_with_scipys_moments() -> None:
    r = np.random.default_rng(3).gamma(2.0, 0.01, 250) - 0.019
    s = r.mean() / r.std(ddof=1)
    spread = 1 - stats.skew(r) * s + (stats.kurtosis(r, fisher=False) - 1) / 4 * s * s

    expected = stats.norm.cdf((s - 0.05) * math.sqrt(249) / math.sqrt(spread))

    assert probabilistic_sharpe(r, benchmark=0.05) == pytest.approx(expected, rel=1e-10)


def test_best_of_many_lucky_tries_is_what_simulation_shows() -> None:
    rng = np.random.default_rng(1)

    best = rng.normal(0.0, 0.1, (20_000, 50)).max(axis=1).mean()

    assert expected_best_sharpe(50, 0.01) == pytest.approx(best, rel=0.02)
    assert expected_best_sharpe(1, 0.01) == 0.0


def test_more_trials_make_the_same_returns_less_believable() -> None:
    r = np.random.default_rng(5).normal(0.001, 0.01, 300)
    found = [deflated_sharpe(r, trials=n) for n in (1, 10, 1000)]

    assert found[0] == probabilistic_sharpe(r)
    assert found == sorted(found, reverse=True)  # type: ignore[type-var]
    assert deflated_sharpe(r[:2], trials=1) is None


@pytest.mark.parametrize(
    ("t", "freedom"), [(0.0, 5), (0.3, 1), (1.96, 12), (-4.2, 30), (2.5, 6999), (40.0, 3)]
)
def test_p_value_agrees_with_scipy(t: float, freedom: int) -> None:
    assert student_p_value(t, freedom) == pytest.approx(2 * stats.t.sf(abs(t), freedom), rel=1e-9, abs=1e-300)


def test_ruin_leaves_reasons_for_ratios_and_numbers_for_the_fall() -> None:
    found = build(a_run(equity=[1000.0, 500.0, -200.0, -100.0, -150.0])).figures()

    assert found["risk"]["drawdown_max"] == 1200.0
    assert found["risk"]["drawdown_max_percent"] == pytest.approx(120.0)
    for name in ("cagr", "sharpe", "sharpe_daily", "sharpe_probabilistic", "calmar", "omega"):
        assert isinstance(found["ratios"][name], Undefined), name


def test_buy_and_hold_buys_at_the_first_entry() -> None:
    run = a_run((5.0, 5.0))  # closes 100, 101, 102; entered at 100

    assert told(run, "buy_hold_percent") == pytest.approx(2.0)
    assert told(run, "outperformance") == pytest.approx(10.0 - 20.0)


def test_headline_agrees_with_the_figures() -> None:
    run = a_random_run()

    found, figures = headline(run, Calendar.of(run.bars)), build(run).figures()

    assert found.net_profit == pytest.approx(figures["all"]["net_profit"])
    assert found.drawdown == figures["risk"]["drawdown_max"]
    assert 100 * found.drawdown_share == pytest.approx(figures["risk"]["drawdown_max_percent"])
    assert found.profit_factor == pytest.approx(figures["all"]["profit_factor"])
    assert headline(a_run((1, 2))).profit_factor is None


def test_days_are_those_of_the_exchange() -> None:
    bars = some_bars(range(100, 200), step=3600 * SECOND, start=START, timezone="America/New_York")

    days = Calendar.of(bars)

    assert days.last_bar.tolist() == [4, 28, 52, 76, 99]  # midnight in New York is 05:00 UTC in winter


def test_clock_changes_move_the_hours() -> None:
    noon = 1_710_000_000 * SECOND // DAY * DAY + 12 * 3600 * SECOND  # 2024-03-09
    times = np.array([noon, noon + DAY, noon + 2 * DAY])

    hours = local(times, "America/New_York") % DAY // (3600 * SECOND)

    assert hours.tolist() == [7, 8, 8]  # summer time began on 2024-03-10


def test_a_run_without_bars_has_figures_too() -> None:
    run = Run(some_bars([]), Trades.none(), Trades.none(), np.empty(0), 1000.0)

    found = build(run).figures()

    assert found["risk"]["drawdown_max"] == 0.0
    assert isinstance(found["ratios"]["buy_hold"], Undefined)
