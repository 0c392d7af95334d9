"""Comparing two trade lists."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tradewright.targets.parity import Difference, Grid, KnownDifference, compare

GRID = Grid(tick=0.01, lot_step=0.001, warmup_bars=5)


@dataclass(frozen=True)
class Row:
    side: str = "long"
    quantity: float = 1.0
    entry_bar: int = 10
    exit_bar: int = 20
    entry_price: float = 100.0
    exit_price: float = 101.0
    profit: float = 1.0
    entry_id: str | None = "Long"
    exit_id: str | None = "Long SL"


def test_lists_that_differ_by_less_than_half_a_tick_are_the_same() -> None:
    parity = compare([Row()], [Row(exit_price=101.004, quantity=1.0004)], grid=GRID)

    assert parity.differences == ()
    assert parity.identical == parity.compared == 1


def test_each_kind_of_difference_has_its_cause_and_its_bar() -> None:
    causes = {
        Row(exit_bar=21): ("timing", 20),
        Row(exit_price=101.01): ("price rounding", 20),
        Row(entry_price=100.5): ("path", 10),
        Row(quantity=1.002): ("size", 10),
        Row(profit=1.001): ("cost", 20),
        Row(exit_id="Long TP1"): ("id", 20),
    }

    for other, expected in causes.items():
        first = compare([Row()], [other], grid=GRID).first
        assert first is not None
        assert (first.cause, first.bar) == expected


def test_a_trade_that_only_one_side_made_is_unexplained() -> None:
    parity = compare([Row(), Row(entry_bar=40, exit_bar=50)], [Row()], grid=GRID)

    assert [(d.bar, d.cause) for d in parity.unexplained] == [(40, "unexplained")]


def test_a_trade_one_bar_later_is_called_timing_and_still_fails() -> None:
    parity = compare([Row(entry_bar=10)], [Row(entry_bar=11)], grid=GRID)

    assert {d.cause for d in parity.differences} == {"timing"}
    assert len(parity.unexplained) == 2


def test_parts_of_one_entry_are_paired_by_the_exit_they_left_through() -> None:
    first, second = Row(quantity=0.5, exit_bar=15, exit_id="Long TP1"), Row(quantity=0.5)

    assert compare([first, second], [second, first], grid=GRID).differences == ()


def test_a_known_difference_names_its_rule() -> None:
    def same_open(difference: Difference) -> bool:
        return difference.field == "exit_price"

    known = KnownDifference("two stops at one open", "path", same_open)
    ours = Row()

    parity = compare([ours], [replace(ours, exit_price=103.0)], grid=GRID, known=[known])

    assert parity.unexplained == ()
    assert parity.first is not None and parity.first.rule == "two stops at one open"
