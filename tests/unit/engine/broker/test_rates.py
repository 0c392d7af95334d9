"""An account in another currency than the symbol's: what is converted, and at which day's rate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from tests.unit.engine.broker.test_rules import FLAT, buy, run, tape

from tradewright.engine.broker import AccountRates
from tradewright.kernel.errors import Invalid

pytestmark = pytest.mark.timeout(900)  # a machine without the kernels compiles them here
NEW_YEAR, NEXT_DAY, THIRD_DAY = date(1970, 1, 1), date(1970, 1, 2), date(1970, 1, 3)


def test_a_profit_is_worth_the_rate_of_the_day_it_was_taken_on() -> None:
    # Hourly bars from midnight: the entry fills on bar 22 of the first day, the exit on bar 25, the next day.
    rows = [FLAT] * 23 + [(102.0, 103.0, 101.0, 102.0)] * 4
    rates = AccountRates({NEW_YEAR: Decimal(1), NEXT_DAY: Decimal("1.5")})

    result = run(rows, {21: buy(qty=2.0), 24: lambda b: b.close("L")}, rates=rates)

    (trade,) = result.trades
    assert (trade["entry_bar"], trade["exit_bar"]) == (22, 25)
    assert trade["profit"] == pytest.approx((102 - 100) * 2 * 1.5)
    assert result.equity[23] == pytest.approx(1_000_000 + 4)
    assert result.equity[24] == pytest.approx(1_000_000 + 6)


def test_a_size_by_equity_is_worked_out_at_the_rate_of_its_signal() -> None:
    rows = [FLAT] * 26
    rates = AccountRates({NEW_YEAR: Decimal("0.8"), NEXT_DAY: Decimal(2)})
    settings = {"quantity_mode": "percent_of_equity", "quantity_value": Decimal(10), "rates": rates}

    result = run(rows, {23: buy()}, **settings)

    (trade,) = result.open_trades
    assert trade["entry_bar"] == 24
    assert trade["quantity"] == pytest.approx(1_000_000 * 0.1 / (100 * 0.8))


def test_fees_by_the_order_are_in_the_accounts_currency_and_those_in_percent_are_converted() -> None:
    rows = [FLAT] * 4
    plan = {0: buy(), 1: lambda b: b.close("L")}
    rates = AccountRates({NEW_YEAR: Decimal(3)})

    flat = run(rows, plan, rates=rates, commission_mode="per_order", commission_value=Decimal(2))
    share = run(rows, plan, rates=rates, commission_mode="percent", commission_value=Decimal(1))

    assert flat.trades[0]["commission"] == pytest.approx(4)
    assert share.trades[0]["commission"] == pytest.approx(2 * 100 * 0.01 * 3)


def test_a_day_without_a_rate_keeps_the_one_before_it() -> None:
    bars = tape(*[FLAT] * 72)
    rates = AccountRates({NEW_YEAR: Decimal("1.1"), THIRD_DAY: Decimal("1.3")})

    column = rates.of_bars(bars)

    assert np.array_equal(column, np.repeat([1.1, 1.1, 1.3], 24))


def test_bars_before_the_first_rate_are_refused() -> None:
    with pytest.raises(Invalid) as refused:
        AccountRates({NEXT_DAY: Decimal(1)}).of_bars(tape(FLAT))

    assert refused.value.faults[0].path == "$.rates"
