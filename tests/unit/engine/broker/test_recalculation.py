"""calc_on_order_fills: the strategy decides again after a fill, at the point of the path where that fill left it."""

from __future__ import annotations

import pytest
from tests.unit.engine.broker.test_rules import FLAT, fills, tape

from tradewright.engine.coded import Strategy, long

pytestmark = pytest.mark.timeout(900)  # a machine without the kernels compiles them here


class InAndOut(Strategy):
    """Enters when flat, and takes a profit of one point on what it holds."""

    margin_long = 0
    margin_short = 0
    calc_on_order_fills = True
    once = False

    def on_bar(self) -> None:
        if self.position_size == 0 and not (self.once and len(self.closedtrades)):
            self.entry("L", long)
        if self.position_size > 0:
            self.exit("X", "L", profit=100)


class InOnce(InAndOut):
    once = True


RISING = (100.0, 103.0, 99.5, 102.0)
"""Walked open, low, high, close."""


def test_an_exit_placed_after_the_fill_acts_on_the_same_bar() -> None:
    bars = tape(FLAT, RISING, FLAT)

    with_it = InOnce(bars).run()
    without = InOnce(bars, calc_on_order_fills=False).run()

    assert fills(with_it) == [(1, 1, 100.0, 1, 101.0, 1.0)]
    assert [int(t["entry_bar"]) for t in without.trades] == [1]
    assert int(without.trades[0]["exit_bar"]) > 1


def test_an_order_of_a_recalculation_fills_where_the_path_stands() -> None:
    # In at the open; out at 101 on the way up; in again at the high, where that leg of the path ends.
    result = InAndOut(tape(FLAT, RISING)).run()

    assert fills(result) == [(1, 1, 100.0, 1, 101.0, 1.0)]
    assert [(int(t["entry_bar"]), float(t["entry_price"])) for t in result.open_trades] == [(1, 103.0)]


class EveryTime(Strategy):
    margin_long = 0
    calc_on_order_fills = True
    pyramiding = 100

    def on_bar(self) -> None:
        self.entry("L", long, qty=1)


def test_a_bar_has_four_places_to_decide_at() -> None:
    # The order of the bar before fills at the open; what the recalculations at open, near and far extreme place fills there.
    result = EveryTime(tape(FLAT, (100.0, 101.0, 98.0, 99.0), FLAT)).run()

    on_first = [float(t["entry_price"]) for t in result.open_trades if t["entry_bar"] == 1]
    assert on_first == [100.0, 100.0, 101.0, 98.0]


class Sized(Strategy):
    margin_long = 0
    calc_on_order_fills = True
    quantity_mode = "percent_of_equity"
    quantity_value = 50
    pyramiding = 2
    initial_capital = 1_000

    def on_bar(self) -> None:
        if len(self.opentrades) < 2:
            self.entry("L", long)


def test_a_recalculations_order_is_sized_at_the_price_the_path_has_reached() -> None:
    result = Sized(tape((100.0, 101.0, 99.0, 100.0), (125.0, 130.0, 120.0, 126.0))).run()

    # The first by its signal's close, 500 over 100; the second where the first has filled, 500 over the open of 125.
    assert [float(t["quantity"]) for t in result.open_trades] == pytest.approx([5.0, 4.0])


class LimitBeyond(Strategy):
    margin_long = 0
    calc_on_order_fills = True

    def on_bar(self) -> None:
        if self.bar_index == 0:
            self.entry("A", long)
        if self.position_size > 0 and not len(self.closedtrades):
            self.close_all()
        if self.position_size == 0 and len(self.closedtrades):
            self.entry("B", long, limit=200.0)


def test_a_limit_the_path_is_beyond_fills_at_the_point_it_stands_at() -> None:
    # In and out at the open; the recalculation at the next point, the low, places a limit that is marketable there.
    result = LimitBeyond(tape(FLAT, RISING, FLAT)).run()

    assert fills(result) == [(1, 1, 100.0, 1, 100.0, 1.0)]
    assert [(int(t["entry_bar"]), float(t["entry_price"])) for t in result.open_trades] == [(1, 99.5)]
