"""Why TradingView's profits are not price difference times quantity: they are that times one rate for each UTC day.

The account of the exports is in US dollars and the symbol in USDT. Were the ratio anything of a list's own (fees, rounding,
sizing), it could not be the same in fourteen unlike lists; a rate is the same for all that closed on one day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.scenario.tradingview.exports import Exported, exported, rates
from tests.scenario.tradingview.strategies import LISTS

FEES = {"order_percent_equity_cash_commission": Decimal(3)}
ROUNDING = Decimal("0.0055")
Span = tuple[Decimal, Decimal]


def day_of_exit(trade: Exported) -> date:
    return trade.exit_time.date()


def spans(names: Iterable[str], day_of: Callable[[Exported], date]) -> dict[date, Span]:
    """Return, for each day, between which rates every trade's profit to the cent follows from its prices."""
    found: dict[date, Span] = {}
    for name in names:
        fees = FEES.get(name, Decimal(0))
        for trade in exported(name):
            if trade.gross == 0:
                continue
            one, other = ((trade.profit + fees + by) / trade.gross for by in (-ROUNDING, ROUNDING))
            low, high = found.get(day_of(trade), (Decimal(0), Decimal(9)))
            found[day_of(trade)] = max(low, min(one, other)), min(high, max(one, other))
    return found


def contradictions(found: dict[date, Span]) -> int:
    return sum(low > high for low, high in found.values())


def test_one_rate_a_day_explains_the_profits_of_all_lists_together() -> None:
    found = spans(LISTS, day_of_exit)

    assert len(found) == 396
    assert contradictions(found) == 0
    tight = sum(high - low < Decimal("0.00002") for low, high in found.values())
    assert tight > 250  # the spans could hardly be narrower, so that none is empty says something


def test_no_rate_explains_them() -> None:
    off = [day for day, (low, high) in spans(LISTS, day_of_exit).items() if not low <= 1 <= high]

    assert len(off) > 300


@pytest.mark.parametrize("hours", [-8, -2, 2, 8])
def test_days_that_begin_at_another_hour_do_not_explain_them(hours: int) -> None:
    found = spans(LISTS, lambda trade: (trade.exit_time - timedelta(hours=hours)).date())

    assert contradictions(found) > 150


def test_the_rate_is_that_of_the_exit_and_not_of_the_entry() -> None:
    assert contradictions(spans(LISTS, lambda trade: trade.entry_time.date())) > 150


@pytest.mark.parametrize("name", sorted(LISTS))
def test_the_other_thirteen_lists_foretell_a_lists_profits(name: str) -> None:
    foretold = spans([other for other in LISTS if other != name], day_of_exit)
    own = spans([name], day_of_exit)

    checked = [day for day in own if day in foretold]
    assert len(checked) > 150
    for day in checked:
        assert own[day][0] <= foretold[day][1], day
        assert foretold[day][0] <= own[day][1], day


def test_the_rates_on_file_are_those_of_the_lists() -> None:
    on_file = rates().by_day

    for day, (low, high) in spans(LISTS, day_of_exit).items():
        assert low <= on_file[day] <= high, day
