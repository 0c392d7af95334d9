"""Each curated system on a tape made to show its rules, and on a wandering one for what holds for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from tradewright.engine.bars import Bars
from tradewright.engine.broker import Result
from tradewright.engine.gurus import GURUS, GuruProfile

MINUTE = 60_000_000_000
DAY = 1440 * MINUTE
MIDNIGHT = 1_704_067_200_000_000_000  # 2024-01-01 00:00 UTC
EVERY = pytest.mark.parametrize("guru", list(GURUS.values()), ids=list(GURUS))
Candle = tuple[float, float, float, float]


def a_tape(candles: Sequence[Candle], *, start: int = MIDNIGHT, step: int = 15 * MINUTE) -> Bars:
    table = np.array(candles, dtype=np.float64)
    return Bars(
        time=start + step * np.arange(len(table), dtype=np.int64),
        open=table[:, 0],
        high=table[:, 1],
        low=table[:, 2],
        close=table[:, 3],
        volume=np.full(len(table), 1000.0),
        symbol="TAPE",
        timeframe="15m",
    )


def a_wandering_tape(bars: int = 3000, seed: int = 5) -> Bars:
    """A random walk in ticks, 15 minutes a bar, with a gap at each midnight."""
    draw = np.random.default_rng(seed)
    close = 1000.0 + np.cumsum(
        draw.normal(0.0, 2.0, bars) + (np.arange(bars) % 96 == 0) * draw.normal(0.0, 8.0, bars)
    )
    gaps = np.where(np.arange(bars) % 96 == 0, np.diff(close, prepend=close[0]) * 1.2, 0.0)
    opened = np.concatenate(([close[0]], close[:-1])) + gaps
    high = np.maximum(opened, close) + draw.exponential(1.0, bars)
    low = np.minimum(opened, close) - draw.exponential(1.0, bars)
    return a_tape([tuple(row) for row in np.round(np.column_stack((opened, high, low, close)), 2)])


def run(key: str, tape: Bars, **inputs: Any) -> Result:
    return GURUS[key].strategy(tape, inputs=inputs).run()


def entries(result: Result) -> list[tuple[int, int, float]]:
    """Return side, bar and price of each trade's entry."""
    return [(int(t["side"]), int(t["entry_bar"]), round(float(t["entry_price"]), 4)) for t in result.trades]


def exits(result: Result) -> list[tuple[int, float]]:
    return [(int(t["exit_bar"]), round(float(t["exit_price"]), 4)) for t in result.trades]


@EVERY
def test_a_profile_tells_what_a_trader_must_know(guru: GuruProfile) -> None:
    assert guru.name and guru.biography and guru.era and guru.markets
    assert len(guru.rules) >= 3 and guru.risks and guru.sources
    assert guru.inputs and guru.settings.fill_mode.name == "tradingview"


@EVERY
def test_it_trades_on_a_wandering_market(guru: GuruProfile) -> None:
    assert len(guru.strategy(a_wandering_tape()).run().trades) > 2


@EVERY
def test_the_future_does_not_change_the_past(guru: GuruProfile) -> None:
    whole, cut = a_wandering_tape(), 1777

    full = guru.strategy(whole).run()
    part = guru.strategy(whole.slice(0, cut)).run()

    assert np.array_equal(full.equity[:cut], part.equity)
    assert np.array_equal(full.trades[full.trades["exit_bar"] < cut], part.trades)


@EVERY
def test_bar_by_bar_is_the_same_as_in_one_go(guru: GuruProfile) -> None:
    tape = a_wandering_tape(1500)
    live = guru.strategy(tape)
    for bar in range(len(tape)):
        live.advance(bar)

    once = guru.strategy(tape).run()

    assert np.array_equal(live.result().trades, once.trades)
    assert np.array_equal(live.result().equity, once.equity)


def test_turtles_buy_the_breakout_add_half_an_n_higher_and_leave_together() -> None:
    quiet: list[Candle] = [(100, 101, 99, 100)] * 60  # N is 2
    tape = a_tape(
        [*quiet, (100.5, 101.5, 100.2, 101.4), (101.4, 102.5, 101.3, 102.2), (100, 100, 98, 98.5)], step=DAY
    )

    result = run("turtle", tape, system="two")

    assert entries(result) == [(1, 60, 101.01), (1, 61, 102.01)]
    assert exits(result) == [(62, 98.99), (62, 98.99)]  # the 20-bar low, nearer than 2 N
    assert [float(t["quantity"]) for t in result.trades] == [5000.0, 5000.0]  # 1 % of a million in one N


def test_turtles_skip_the_breakout_after_a_winner() -> None:
    quiet: list[Candle] = [(100, 101, 99, 100)] * 60
    rise: list[Candle] = [(100 + i, 102 + i, 99.5 + i, 101.5 + i) for i in range(1, 30)]
    fall: list[Candle] = [(115, 116, 113, 114)] * 12
    next_one: Candle = (114, 116.5, 114, 116.2)  # above the last bars, far below the 55-bar high
    tape = a_tape(
        [*quiet, *rise, *fall, *([(114.5, 115.5, 113.5, 114.5)] * 25), next_one, (116, 117, 115.5, 116.5)],
        step=DAY,
    )

    taken = entries(run("turtle", tape))

    assert taken[0][0] == 1
    assert all(bar < 100 for _, bar, _ in taken)


def test_the_opening_range_is_bought_above_and_left_at_the_sessions_end() -> None:
    opening: list[Candle] = [(100.5, 101, 100, 100.5)] * 6
    later: list[Candle] = [(100.8, 101.6, 100.7, 101.5), *[(101.5, 102, 101.2, 101.8)] * 8]
    tape = a_tape([*opening, *later], start=MIDNIGHT + 570 * MINUTE, step=5 * MINUTE)

    result = run("opening_range_breakout", tape, session_minutes=60)

    assert entries(result) == [(1, 6, 101.01)]
    assert exits(result) == [
        (13, 101.5)
    ]  # decided on the first bar after the session, filled at the next open


def test_the_other_side_of_the_opening_range_is_the_stop() -> None:
    opening: list[Candle] = [(100.5, 101, 100, 100.5)] * 6
    tape = a_tape(
        [*opening, (100.8, 101.6, 100.7, 101.5), (101, 101, 99, 99.5), (99.5, 99.6, 98, 98.5)],
        start=MIDNIGHT + 570 * MINUTE,
        step=5 * MINUTE,
    )

    result = run("opening_range_breakout", tape)

    assert entries(result) == [(1, 6, 101.01)]
    assert exits(result) == [(7, 99.99)]


def test_rsi_two_buys_the_dip_of_a_rising_market_and_sells_the_bounce() -> None:
    closes = [*range(100, 120), 117, 115, 119, 121]
    tape = a_tape([(c, c + 1, c - 1, c) for c in closes], step=DAY)

    result = run("rsi_two", tape, trend_length=20, exit_length=3, oversold=35.0)

    assert entries(result) == [(1, 21, 115.0)]  # signal at the close of 117
    assert exits(result) == [(23, 121.0)]  # 119 closed above the average of three


def test_a_broken_high_is_bought_when_the_price_comes_back_to_it() -> None:
    candles: list[Candle] = [
        (100, 101, 99, 100),
        (100, 105, 99.5, 104),  # swing high 105
        (104, 104.5, 100, 101),
        (101, 102, 98, 101),  # swing low 98
        (101, 104, 100, 103.5),
        (103.5, 107, 103, 106.5),  # closes above 105
        (106.5, 107, 106, 106.8),
        (106.8, 107, 104.5, 105.5),  # comes back: filled at 105
        (105.5, 112, 105, 111),
        (111, 120, 110, 119.5),  # 105 + 2 * 7
    ]

    result = run("break_of_structure", a_tape(candles), swing_bars=1)

    assert entries(result) == [(1, 7, 105.0)]
    assert exits(result) == [(9, 119.0)]


def test_a_break_without_pullback_is_given_up() -> None:
    candles: list[Candle] = [
        (100, 101, 99, 100),
        (100, 105, 99.5, 104),
        (104, 104.5, 100, 101),
        (101, 102, 98, 101),
        (101, 104, 100, 103.5),
        (103.5, 107, 103, 106.5),
        *[(106.5 + i, 107.5 + i, 106 + i, 107 + i) for i in range(4)],
        (108, 108, 104, 104.2),  # too late
    ]

    result = run("break_of_structure", a_tape(candles), swing_bars=1, patience=3)

    assert len(result.trades) == 0 and len(result.open_trades) == 0


def test_a_failed_run_below_a_swing_low_is_bought() -> None:
    candles: list[Candle] = [
        *[(100.0, 101.0, 99.0, 100.0)] * 3,
        (100, 101, 95, 99),  # swing low 95
        (99, 100, 98, 99),
        (98, 99, 94.5, 96),  # below 95, closes above
        (96.2, 97, 96, 96.8),
        (96.8, 99.5, 96.5, 99.2),
    ]

    result = run("liquidity_sweep", a_tape(candles), swing_bars=1, buffer=0.0, atr_length=1)

    assert entries(result) == [(1, 6, 96.2)]
    assert exits(result) == [(7, 99.0)]  # 96 + 2 * (96 - 94.5)


def test_a_small_gap_up_is_sold_and_covered_at_yesterdays_close() -> None:
    yesterday: list[Candle] = [(100, 100.5, 99.5, 100)] * 4
    today: list[Candle] = [
        (101, 101.2, 100.5, 100.6),
        (100.6, 100.7, 100.3, 100.4),
        (100.4, 100.5, 99.8, 99.9),
    ]
    tape = a_tape([*yesterday, *today], start=MIDNIGHT + DAY - 60 * MINUTE)

    result = run("gap_fade", tape)

    assert entries(result) == [(-1, 5, 100.6)]
    assert exits(result) == [(6, 100.0)]


@pytest.mark.parametrize(("opened", "closed"), [(105.0, 104.5), (101.0, 101.5), (100.1, 100.05)])
def test_large_gaps_gaps_that_go_on_and_tiny_gaps_are_left_alone(opened: float, closed: float) -> None:
    yesterday: list[Candle] = [(100, 100.5, 99.5, 100)] * 4
    first: Candle = (opened, opened + 0.6, min(opened, closed) - 0.1, closed)
    tape = a_tape([*yesterday, first, (closed, closed, closed, closed)], start=MIDNIGHT + DAY - 60 * MINUTE)

    result = run("gap_fade", tape)

    assert len(result.trades) == 0 and len(result.open_trades) == 0
