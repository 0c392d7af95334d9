"""strategy.risk.*: what stops, at which price, and until when. Bars are hours, so a day is 24 of them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.unit.engine.broker.test_rules import FLAT, Bar, Plan, buy, fills, run

from tradewright.engine.broker import RiskRules
from tradewright.engine.broker.face import Broker, name_of

pytestmark = pytest.mark.timeout(900)  # a machine without the kernels compiles them here


def sell_out(broker: Broker) -> None:
    broker.close("L")


def at(price: float) -> Bar:
    return (price, price + 0.5, price - 0.5, price)


def test_the_days_loss_closes_at_the_extreme_that_reached_it_and_the_next_day_trades_again() -> None:
    rows = [FLAT, FLAT, (100.0, 100.5, 90.0, 95.0), *[FLAT] * 30]
    plan: Plan = {0: buy(qty=10.0), 3: buy(), 24: buy()}

    result = run(rows, plan, risk=RiskRules(max_intraday_loss=Decimal(50), max_intraday_loss_in="cash"))

    assert fills(result) == [(1, 1, 100.0, 2, 90.0, 10.0)]
    assert name_of(result.names, int(result.trades[0]["exit_id"])) == "Risk management close"
    assert [int(t["entry_bar"]) for t in result.open_trades] == [25]


def test_the_days_loss_is_of_the_days_first_equity_in_percent_and_its_close_slips() -> None:
    rows = [FLAT, FLAT, (100.0, 100.5, 90.0, 95.0), FLAT]
    chosen = {"initial_capital": Decimal(1_000), "slippage_ticks": 2}

    within = run(rows, {0: buy(qty=5.0)}, risk=RiskRules(max_intraday_loss=Decimal(6)), **chosen)
    beyond = run(rows, {0: buy(qty=5.0)}, risk=RiskRules(max_intraday_loss=Decimal(5)), **chosen)

    assert len(within.trades) == 0
    assert fills(beyond) == [(1, 1, 100.02, 2, 89.98, 5.0)]


def test_losses_taken_already_stop_the_day_too() -> None:
    rows = [FLAT, at(100), at(97), at(97), at(94), at(94), *[at(94)] * 30]
    plan: Plan = {0: buy(), 1: sell_out, 2: buy(), 3: sell_out, 4: buy(), 24: buy()}

    result = run(rows, plan, risk=RiskRules(max_intraday_loss=Decimal(6), max_intraday_loss_in="cash"))

    # Two losses of three: the third entry of the day is refused although nothing is open.
    assert [(int(t["entry_bar"]), float(t["profit"])) for t in result.trades] == [(1, -3.0), (3, -3.0)]
    assert [int(t["entry_bar"]) for t in result.open_trades] == [25]


def test_a_drawdown_is_judged_when_a_trade_closes_and_ends_trading_for_good() -> None:
    rows = [FLAT, FLAT, *[at(90)] * 40]
    plan: Plan = {0: buy(qty=10.0), 4: lambda b: b.close("L", qty=1.0), 6: buy(), 30: buy()}
    risk = RiskRules(max_drawdown=Decimal(50), max_drawdown_in="cash")

    carried = run(rows, {0: buy(qty=10.0)}, risk=risk)
    result = run(rows, plan, risk=risk)

    assert len(carried.trades) == 0  # an open loss alone does not stop it
    assert fills(result) == [(1, 1, 100.0, 5, 90.0, 1.0), (1, 1, 100.0, 5, 90.0, 9.0)]
    assert len(result.open_trades) == 0


def test_a_drawdown_in_percent_is_of_the_highest_equity_that_trades_have_left() -> None:
    # 1,000 grows to 2,000; the fall to 1,450 is 27.5 % of that, but 55 % of the start.
    rows = [FLAT, at(100), at(200), at(200), at(200), at(145), at(145), at(145), at(145)]
    plan: Plan = {0: buy(qty=10.0), 1: sell_out, 3: buy(qty=10.0), 4: lambda b: b.close("L", qty=5.0)}
    chosen = {"initial_capital": Decimal(1_000)}

    within = run(rows, plan, risk=RiskRules(max_drawdown=Decimal(28)), **chosen)
    beyond = run(rows, plan, risk=RiskRules(max_drawdown=Decimal(27)), **chosen)

    assert [float(t["quantity"]) for t in within.open_trades] == [5.0]
    assert len(beyond.open_trades) == 0


def days(*profits: float) -> tuple[list[Bar], Plan]:
    """Return bars and a plan with one trade a day that ends with that profit."""
    rows: list[Bar] = []
    plan: Plan = {}
    for day, profit in enumerate(profits):
        rows += [at(100)] * 10 + [at(100 + profit)] * 14
        plan |= {day * 24 + 1: buy(), day * 24 + 12: sell_out}
    return rows, plan


def test_losing_days_in_a_row_end_trading_for_good() -> None:
    rows, plan = days(-1, -1, 1, 1)

    result = run(rows, plan, risk=RiskRules(max_cons_loss_days=2))

    assert [float(t["profit"]) for t in result.trades] == [-1.0, -1.0]


def test_a_day_without_loss_starts_the_count_anew() -> None:
    rows, plan = days(-1, 1, -1, -1, 1)

    result = run(rows, plan, risk=RiskRules(max_cons_loss_days=2))

    assert [float(t["profit"]) for t in result.trades] == [-1.0, 1.0, -1.0, -1.0]


def test_losing_days_close_what_is_open_when_the_next_day_begins() -> None:
    rows, plan = days(-1, -1, 1)
    plan[40] = buy()  # late on the second day, and kept

    result = run(rows, plan, risk=RiskRules(max_cons_loss_days=2))

    assert fills(result)[-1] == (1, 41, 99.0, 48, 100.0, 1.0)
    assert len(result.open_trades) == 0


def test_the_position_limit_and_the_direction_do_not_bind_plain_orders() -> None:
    risk = RiskRules(max_position_size=Decimal(3), allow_entry_in="long")

    result = run([FLAT] * 3, {0: lambda b: b.entry("S", side=-1, qty=5.0, plain=True)}, risk=risk)

    assert [(int(t["side"]), float(t["quantity"])) for t in result.open_trades] == [(-1, 5.0)]


def test_a_position_limit_bounds_what_a_reversal_opens() -> None:
    plan: Plan = {0: buy(), 1: lambda b: b.entry("S", side=-1, qty=5.0)}

    result = run([FLAT] * 4, plan, risk=RiskRules(max_position_size=Decimal(3)))

    assert [(int(t["side"]), float(t["quantity"])) for t in result.open_trades] == [(-1, 3.0)]
