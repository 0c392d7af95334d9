"""A clock that steps back over midnight gives nobody a second day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tests.unit.domain.builders import BTC, a_quote, an_account

from tradewright.domain.trading.book import DayBook
from tradewright.domain.trading.market import MarketView

MIDNIGHT = datetime(2026, 3, 2, 5, tzinfo=UTC)  # in New York
MARKET = MarketView({BTC.symbol: BTC}, {BTC.symbol: a_quote(BTC.symbol)})


def test_a_days_counts_survive_a_clock_that_steps_back_over_midnight() -> None:
    account = replace(an_account(), timezone="America/New_York").rolled(MARKET, MIDNIGHT)
    assert account.day is not None
    traded = replace(account, day=replace(account.day, trades=3))

    stepped = traded.rolled(MARKET, MIDNIGHT - timedelta(seconds=2))
    again = stepped.rolled(MARKET, MIDNIGHT + timedelta(seconds=2))

    assert again.day == DayBook(account.day.date, Decimal(account.starting_cash), trades=3)


def test_a_quote_from_the_future_prices_nothing() -> None:
    quote = a_quote(BTC.symbol)
    market = MarketView({BTC.symbol: BTC}, {BTC.symbol: quote})

    assert market.fresh_quote(BTC.symbol, quote.at - timedelta(seconds=30)) is quote
    assert market.fresh_quote(BTC.symbol, quote.at - timedelta(hours=1)) is None
