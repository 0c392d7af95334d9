"""Quotes read: two sides, a last trade that is never outside them, and when it was so."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.unit.adapters.virtual_time import NOON

from tradewright.adapters.brokers.binance.quotes import price_of, quote_of_book, quote_of_frame
from tradewright.adapters.brokers.transport import Unreadable
from tradewright.adapters.brokers.transport.fields import Fields

SPOT = {"u": 400900217, "s": "BNBUSDT", "b": "25.35190000", "B": "31.21", "a": "25.36520000", "A": "40.66"}
FUTURES = {**SPOT, "e": "bookTicker", "E": 1568014460893, "T": 1568014460891}


@pytest.mark.parametrize(
    ("last", "told"), [("25.36", "25.36"), ("24", "25.3519"), ("26", "25.3652"), (None, "25.35855")]
)
def test_the_last_trade_is_drawn_to_the_present_book(last: str | None, told: str) -> None:
    quote = quote_of_frame(Fields(SPOT), "spot", last=None if last is None else Decimal(last), now=NOON)

    assert quote is not None
    assert (quote.symbol, quote.last, quote.at) == ("BNBUSDT", Decimal(told), NOON)


def test_futures_tell_when() -> None:
    quote = quote_of_frame(Fields(FUTURES), "usdm", last=None, now=NOON)

    assert quote is not None
    assert (quote.symbol, quote.at.isoformat()) == ("BNBUSDT.P", "2019-09-09T07:34:20.891000+00:00")


@pytest.mark.parametrize("change", [{"b": "0.00000000"}, {"a": None}, {"s": None}])
def test_half_a_book_is_no_quote(change: dict[str, Any]) -> None:
    assert quote_of_frame(Fields({**SPOT, **change}), "spot", last=None, now=NOON) is None


def test_an_answer_is_the_book_of_the_moment_whenever_it_last_changed() -> None:
    row = {"symbol": "BNBUSDT", "bidPrice": "25.1", "askPrice": "25.2", "time": 1568014460893}

    quote = quote_of_book(row, "usdm", last=price_of({"symbol": "BNBUSDT", "price": "25.15"}), now=NOON)

    assert quote is not None
    assert (quote.at, quote.last) == (NOON, Decimal("25.15"))


def test_what_is_no_book_says_so() -> None:
    with pytest.raises(Unreadable):
        quote_of_book([], "spot", last=None, now=NOON)
