"""Rules that show only where several orders meet; each was found by a random script (tests/scenario/order_scripts)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.unit.engine.broker.test_rules import FLAT, Plan, buy, fills, run

from tradewright.engine.broker.face import Broker, name_of

pytestmark = pytest.mark.timeout(900)  # a machine without the kernels compiles them here


def sell(broker: Broker) -> None:
    broker.entry("S", side=-1)


def test_a_stop_the_open_passed_is_sized_at_its_own_level() -> None:
    rows = [FLAT, (110.0, 111.0, 109.0, 110.0)]

    result = run(rows, {0: buy(stop=105.0)}, quantity_mode="cash", quantity_value=Decimal(1050))

    (trade,) = result.open_trades
    assert (float(trade["entry_price"]), float(trade["quantity"])) == (110.0, 10.0)


def test_a_close_ends_with_the_position_it_was_to_close() -> None:
    # Long since bar 1. On bar 1: reverse, and close the long. The reversal comes first; the close has nothing left.
    plan: Plan = {0: buy(), 1: lambda b: (sell(b), b.close("L"))[0]}

    result = run([FLAT] * 4, plan)

    assert [int(t["exit_bar"]) for t in result.trades] == [2]
    assert [(int(t["side"]), float(t["quantity"])) for t in result.open_trades] == [(-1, 1.0)]


def test_exits_of_a_short_that_is_closed_and_entered_anew_at_one_open_end_with_it() -> None:
    # What was measured on TradingView: such exits are carried over for longs only.
    def anew(side: int) -> Plan:
        def first(b: Broker) -> None:
            b.entry("E", side=side)
            b.exit("X", "E", loss=5000)

        def again(b: Broker) -> None:
            b.close("E")
            b.entry("E", side=side)

        return {0: first, 1: again, 2: lambda b: b.exit("Y", "E", loss=100)}

    moves = [FLAT, FLAT, FLAT, (100.0, 101.5, 98.5, 100.0)]
    shorts = run(moves, anew(-1))
    longs = run(moves, anew(1))

    assert name_of(shorts.names, int(shorts.trades[-1]["exit_id"])) == "Y"
    assert len(longs.trades) == 1  # X still holds the whole of the long, so Y has nothing to close


def test_a_trail_stands_on_a_tick() -> None:
    # 105.74 less 15 ticks is 105.59 in decimals, a hair less in floats: the close at 105.59 touches it.
    rows = [(105.0, 105.2, 104.9, 105.12), (105.12, 105.74, 104.9, 105.59)]

    plan: Plan = {0: lambda b: (b.entry("L", side=1), b.exit("X", "L", trail_points=12, trail_offset=15))[0]}

    assert fills(run(rows, plan)) == [(1, 1, 105.12, 1, 105.59, 1.0)]


def test_an_order_is_margined_by_the_last_close_and_not_by_the_close_to_come() -> None:
    # At the last close the account is worth 1,000 and holds 900: another 2 are too many, however well the bar ends.
    rows = [FLAT, FLAT, (100.0, 150.0, 99.0, 150.0), FLAT]

    def more(b: Broker) -> None:
        b.entry("M", side=1, qty=2.0, plain=True)

    result = run(rows, {0: buy(qty=9.0), 1: more}, initial_capital=Decimal(1000), margin_long=Decimal(100))

    assert [float(t["quantity"]) for t in result.open_trades] == [9.0]


def test_an_entry_that_fills_at_the_open_gives_its_exits_no_part_in_that_opens_gap() -> None:
    # The long fills at 105, where the short's limit waits and the long's own target is passed: the short takes it, once.
    rows = [FLAT, (105.0, 105.5, 104.5, 105.0), (105.0, 105.5, 104.5, 105.0)]

    def place(b: Broker) -> None:
        b.entry("S", side=-1, limit=104.0)
        b.entry("L", side=1)
        b.exit("X", "L", limit=103.0)

    result = run(rows, {0: place})

    assert [name_of(result.names, int(t["exit_id"])) for t in result.trades] == ["S"]


def test_quantities_that_floats_cannot_write_still_count_as_flat() -> None:
    # 200.1 and 200.9441 add up to a hair less than the position; the close leaves nothing, so an entry finds room.
    plan: Plan = {
        0: buy(qty=200.001),
        1: buy(qty=200.944),
        2: lambda b: (b.close("L"), b.entry("L", side=1, qty=1.0))[0],
    }

    result = run([FLAT] * 5, plan, pyramiding=2)

    assert [float(t["quantity"]) for t in result.open_trades] == [1.0]


def test_a_close_of_all_sells_what_was_held_when_it_was_placed() -> None:
    # Two are held; an order sells one at the same open, before the close of both: as on TradingView, one is sold short.
    def order_first(b: Broker) -> None:
        b.entry("O", side=-1, qty=1.0, plain=True)
        b.close(None)

    def close_first(b: Broker) -> None:
        b.close("L", qty=1.0)
        b.close(None)

    overshot = run([FLAT] * 4, {0: buy(qty=2.0), 1: order_first})
    closed = run([FLAT] * 4, {0: buy(qty=2.0), 1: close_first})

    assert [(int(t["side"]), float(t["quantity"])) for t in overshot.open_trades] == [(-1, 1.0)]
    assert len(closed.open_trades) == 0
