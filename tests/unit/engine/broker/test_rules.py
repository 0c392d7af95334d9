"""One rule a test: a few bars worked by hand, and the fills TradingView's rules give."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tradewright.engine.bars import Bars
from tradewright.engine.broker import CLOSE_MODE, BrokerSettings, Result, RiskRules
from tradewright.engine.broker.face import Broker

pytestmark = pytest.mark.timeout(900)  # a machine without the kernels compiles them here

MINUTE = 60_000_000_000
Bar = tuple[float, float, float, float]
FLAT: Bar = (100.0, 101.0, 99.0, 100.0)
Plan = dict[int, Callable[[Broker], None]]


def tape(*rows: Bar, minutes: int = 60) -> Bars:
    o, h, low, c = (np.array(column, np.float64) for column in zip(*rows, strict=True))
    time = np.arange(len(rows), dtype=np.int64) * minutes * MINUTE
    return Bars(time, o, h, low, c, np.ones(len(rows)), tick=Decimal("0.01"), lot_step=Decimal("0.001"))


def run(rows: list[Bar], plan: Plan, **settings: Any) -> Result:
    chosen = {"margin_long": Decimal(0), "margin_short": Decimal(0), **settings}
    broker = Broker(BrokerSettings(**chosen), tape(*rows))
    for bar in range(len(rows)):
        broker.step(bar)
        if bar in plan:
            plan[bar](broker)
        broker.finish()
    return broker.result()


def fills(result: Result) -> list[tuple[int, int, float, int, float, float]]:
    return [
        (
            int(t["side"]),
            int(t["entry_bar"]),
            round(float(t["entry_price"]), 4),
            int(t["exit_bar"]),
            round(float(t["exit_price"]), 4),
            round(float(t["quantity"]), 6),
        )
        for t in result.trades
    ]


def buy(**given: Any) -> Callable[[Broker], None]:
    return lambda b: b.entry("L", side=1, **given)


def test_market_order_fills_at_the_next_open() -> None:
    rows = [FLAT, (102, 103, 101, 102), (105, 106, 104, 105)]

    result = run(rows, {0: buy(), 1: lambda b: b.close("L")})

    assert fills(result) == [(1, 1, 102.0, 2, 105.0, 1.0)]


def test_slippage_worsens_market_fills_and_never_limits() -> None:
    rows = [FLAT, (102, 103, 101, 102), (102, 110, 101, 109)]

    result = run(rows, {0: buy(), 1: lambda b: b.exit("X", "L", limit=108.0)}, slippage_ticks=3)

    assert fills(result) == [(1, 1, 102.03, 2, 108.0, 1.0)]


def test_the_nearer_extreme_comes_first_and_the_low_when_both_are_as_near() -> None:
    bracket: Plan = {0: lambda b: (b.entry("L", side=1), b.exit("X", "L", limit=102.0, stop=98.0))[0]}

    high_first = run([FLAT, (100, 102, 97, 99)], bracket)
    low_first = run([FLAT, (100, 103, 98, 99)], bracket)
    equally_near = run([FLAT, (100, 102, 98, 99)], bracket)

    assert fills(high_first) == [(1, 1, 100.0, 1, 102.0, 1.0)]
    assert fills(low_first) == [(1, 1, 100.0, 1, 98.0, 1.0)]
    assert fills(equally_near) == [(1, 1, 100.0, 1, 98.0, 1.0)]


def test_a_gap_through_stop_or_limit_fills_at_the_open() -> None:
    stopped = run([FLAT, FLAT, (95, 96, 94, 95)], {0: buy(), 1: lambda b: b.exit("X", "L", stop=98.0)})
    limited = run([FLAT, FLAT, (110, 111, 109, 110)], {0: buy(), 1: lambda b: b.exit("X", "L", limit=105.0)})

    assert fills(stopped) == [(1, 1, 100.0, 2, 95.0, 1.0)]
    assert fills(limited) == [(1, 1, 100.0, 2, 110.0, 1.0)]


def test_a_touch_fills_a_limit_unless_ticks_beyond_are_asked_for() -> None:
    rows = [FLAT, FLAT, (100, 101, 98.5, 100), (100, 101, 98.4, 100)]

    touched = run(rows, {0: buy(limit=98.5)})
    beyond = run(rows, {0: buy(limit=98.5)}, limit_fill_ticks=5)

    assert [(int(t["entry_bar"]), float(t["entry_price"])) for t in touched.open_trades] == [(2, 98.5)]
    assert [(int(t["entry_bar"]), float(t["entry_price"])) for t in beyond.open_trades] == [(3, 98.5)]


def test_a_stop_limit_waits_for_its_limit_after_its_stop() -> None:
    rows = [FLAT, (100, 103, 100, 103), (103, 103.5, 101.4, 102)]

    result = run(rows, {0: buy(stop=102.0, limit=101.5)})

    assert [(int(t["entry_bar"]), float(t["entry_price"])) for t in result.open_trades] == [(2, 101.5)]


def test_a_trail_follows_the_best_price_by_its_offset() -> None:
    rows = [FLAT, FLAT, (100, 104, 100, 103.5), (103.5, 105, 103, 103.2)]

    result = run(rows, {0: buy(), 1: lambda b: b.exit("T", "L", trail_points=200, trail_offset=150)})

    assert fills(result) == [(1, 1, 100.0, 3, 103.5, 1.0)]


def test_an_opposite_entry_reverses_at_one_price() -> None:
    rows = [FLAT, FLAT, (103, 104, 102, 103)]

    result = run(rows, {0: buy(), 1: lambda b: b.entry("S", side=-1, qty=2.0)})

    assert fills(result) == [(1, 1, 100.0, 2, 103.0, 1.0)]
    assert [(int(t["side"]), float(t["quantity"])) for t in result.open_trades] == [(-1, 2.0)]


def test_an_order_only_nets() -> None:
    result = run([FLAT] * 3, {0: buy(qty=3.0), 1: lambda b: b.entry("o", side=-1, qty=1.0, plain=True)})

    assert fills(result) == [(1, 1, 100.0, 2, 100.0, 1.0)]
    assert float(result.open_trades[0]["quantity"]) == 2.0


@pytest.mark.parametrize(("pyramiding", "held"), [(0, 1.0), (1, 1.0), (2, 2.0), (3, 3.0)])
def test_pyramiding_bounds_entries_in_one_direction(pyramiding: int, held: float) -> None:
    result = run([FLAT] * 6, dict.fromkeys(range(4), buy()), pyramiding=pyramiding)

    assert float(result.open_trades["quantity"].sum()) == held


@pytest.mark.parametrize(("rule", "closed"), [("fifo", "A"), ("any", "B")])
def test_which_entry_a_close_takes(rule: str, closed: str) -> None:
    plan: Plan = {
        0: lambda b: b.entry("A", side=1),
        1: lambda b: b.entry("B", side=1),
        2: lambda b: b.close("B"),
    }

    result = run([FLAT] * 5, plan, pyramiding=2, close_entries_rule=rule)

    assert [result.names[t["entry_id"]] for t in result.trades] == [closed]


def test_exits_share_an_entry_first_come_first_served_and_fire_once() -> None:
    def both(b: Broker) -> None:
        b.exit("A", "L", qty_percent=50, limit=102.0)
        b.exit("B", "L", limit=104.0)

    rows = [FLAT, FLAT, (100, 103, 100, 103), (103, 103, 101, 102), (102, 105, 102, 104)]

    result = run(rows, {0: buy(qty=2.0), 1: both, 2: both, 3: both})

    assert fills(result) == [(1, 1, 100.0, 2, 102.0, 1.0), (1, 1, 100.0, 4, 104.0, 1.0)]


def test_oca_cancel_drops_and_reduce_shortens_the_others() -> None:
    def two(kind: str) -> Callable[[Broker], None]:
        def place(b: Broker) -> None:
            b.entry("up", side=1, qty=1.0, stop=102.0, oca_name="g", oca_type=kind, plain=True)
            b.entry("down", side=-1, qty=3.0, stop=98.0, oca_name="g", oca_type=kind, plain=True)

        return place

    rows = [FLAT, (100, 103, 99, 102), (102, 102, 97, 98)]

    cancelled = run(rows, {0: two("cancel")})
    reduced = run(rows, {0: two("reduce")})

    assert [int(t["side"]) for t in cancelled.open_trades] == [1]
    assert [(int(t["side"]), float(t["quantity"])) for t in reduced.open_trades] == [(-1, 1.0)]


def test_the_same_id_replaces_and_cancel_withdraws() -> None:
    rows = [FLAT, FLAT, (100, 101, 96, 97), FLAT]

    replaced = run(rows, {0: buy(limit=97.0), 1: buy(limit=98.0)})
    withdrawn = run(rows, {0: buy(limit=97.0), 1: lambda b: b.cancel("L")})

    assert [float(t["entry_price"]) for t in replaced.open_trades] == [98.0]
    assert len(withdrawn.open_trades) == 0
    assert [line.status for line in withdrawn.orders] == ["cancelled"]


def test_levels_go_to_the_tick_that_is_harder_to_reach() -> None:
    rows = [FLAT, (100, 103, 97, 99)]

    buy_limit = run(rows, {0: buy(limit=98.017)})
    buy_stop = run(rows, {0: buy(stop=102.011)})

    assert float(buy_limit.open_trades[0]["entry_price"]) == 98.01
    assert float(buy_stop.open_trades[0]["entry_price"]) == 102.02


@pytest.mark.parametrize(
    ("mode", "value", "fee"),
    [("percent", "0.1", 0.202), ("per_order", "1.5", 3.0), ("per_contract", "2", 4.0)],
)
def test_commission_is_paid_on_both_sides(mode: str, value: str, fee: float) -> None:
    rows = [FLAT, FLAT, (102, 103, 101, 102)]

    result = run(
        rows, {0: buy(), 1: lambda b: b.close("L")}, commission_mode=mode, commission_value=Decimal(value)
    )

    assert float(result.trades[0]["commission"]) == pytest.approx(fee)
    assert float(result.trades[0]["profit"]) == pytest.approx(2.0 - fee)


def test_percent_of_equity_is_sized_at_the_signals_close() -> None:
    rows = [FLAT, (110, 111, 109, 110)]

    result = run(rows, {0: buy()}, quantity_mode="percent_of_equity", quantity_value=Decimal(50),
                 initial_capital=Decimal(10_000))  # fmt: skip

    assert float(result.open_trades[0]["quantity"]) == 50.0
    assert float(result.open_trades[0]["entry_price"]) == 110.0


def test_a_margin_call_takes_four_times_what_is_missing() -> None:
    rows = [FLAT, (100, 100, 80, 82)]

    result = run(rows, {0: buy(qty=19.0)}, initial_capital=Decimal(1000), margin_long=Decimal(50))

    # At 80: equity 1000 - 380 = 620, margin 760, missing 140 / 0.5 / 80 = 3.5 units, times four.
    assert fills(result)[0] == (1, 1, 100.0, 1, 80.0, 14.0)
    assert result.margin_calls == 1


def test_an_entry_that_cannot_be_margined_is_rejected() -> None:
    result = run([FLAT] * 3, {0: buy(qty=11.0)}, initial_capital=Decimal(1000), margin_long=Decimal(100))

    assert len(result.open_trades) == 0


@pytest.mark.parametrize("settings", [{"process_orders_on_close": True}, {"fill_mode": CLOSE_MODE}])
def test_market_orders_may_fill_at_the_signals_close(settings: dict[str, Any]) -> None:
    rows = [(100, 102, 99, 101.5), FLAT]

    result = run(rows, {0: buy()}, **settings)

    assert [(int(t["entry_bar"]), float(t["entry_price"])) for t in result.open_trades] == [(0, 101.5)]


def test_close_immediately_fills_at_this_close() -> None:
    rows = [FLAT, (100, 102, 99, 101.5), FLAT]

    result = run(rows, {0: buy(), 1: lambda b: b.close("L", immediately=True)})

    assert fills(result) == [(1, 1, 100.0, 1, 101.5, 1.0)]


def test_the_magnifier_walks_the_lower_timeframe() -> None:
    hour = [FLAT, (100, 103, 97, 100)]
    inner = tape(
        (100, 101, 99, 100), (100, 101, 99, 100), (100, 103, 100, 103), (103, 103, 97, 100), minutes=30
    )

    result = run(
        hour,
        {0: lambda b: (b.entry("L", side=1), b.exit("X", "L", limit=102.0, stop=98.0))[0]},
        magnifier=inner,
    )

    assert fills(result) == [(1, 1, 100.0, 1, 102.0, 1.0)]


def test_allow_entry_in_turns_a_reversal_into_an_exit() -> None:
    result = run(
        [FLAT] * 4, {0: buy(), 1: lambda b: b.entry("S", side=-1)}, risk=RiskRules(allow_entry_in="long")
    )

    assert fills(result) == [(1, 1, 100.0, 2, 100.0, 1.0)]
    assert len(result.open_trades) == 0


def test_the_days_most_orders_flatten_and_stop_until_tomorrow() -> None:
    risk = RiskRules(max_intraday_filled_orders=2)
    plan: Plan = {0: buy(), 1: lambda b: b.close("L"), 2: buy(), 3: buy(), 24: buy()}

    result = run([FLAT] * 30, plan, risk=risk)

    assert [int(t["entry_bar"]) for t in result.trades] == [1]
    assert [int(t["entry_bar"]) for t in result.open_trades] == [25]


def test_a_position_limit_trims_the_order() -> None:
    result = run([FLAT] * 3, {0: buy(qty=5.0)}, risk=RiskRules(max_position_size=Decimal(3)))

    assert float(result.open_trades[0]["quantity"]) == 3.0
