"""Minutes made of a data stream's messages: drawn from trades while they form, Alpaca's own once they are over."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tradewright.adapters.brokers.alpaca.bars import BarTape
from tradewright.adapters.brokers.transport import Unreadable
from tradewright.domain.trading.market import Bar

WANTED = {"AAPL", "ETHUSD"}


def a_trade(price: str, *, at: str = "15:30:10", size: int = 1, symbol: str = "AAPL") -> dict[str, Any]:
    return {"T": "t", "S": symbol, "p": Decimal(price), "s": size, "t": f"2026-03-02T{at}.123456789Z"}


def a_minute(kind: str, *, close: str = "201", symbol: str = "AAPL") -> dict[str, Any]:
    prices = {"o": Decimal(200), "h": Decimal(202), "l": Decimal(199), "c": Decimal(close)}
    return {"T": kind, "S": symbol, **prices, "v": 900, "t": "2026-03-02T15:30:00Z"}


def figures(bar: Bar) -> list[str]:
    return [str(one) for one in (bar.open, bar.high, bar.low, bar.close, bar.volume)]


def test_a_minute_grows_with_its_trades_and_the_next_begins_anew() -> None:
    tape = BarTape()

    trades = [a_trade("200"), a_trade("203", size=4), a_trade("198"), a_trade("201", at="15:31:00")]
    heard = tape.read(trades, WANTED)

    third, fourth = heard[2].bar, heard[3].bar
    assert [one.is_closed for one in heard] == [False] * 4
    assert figures(third) == ["200", "203", "198", "198", "6"]
    assert third.opened_at == datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
    assert figures(fourth) == ["201", "201", "201", "201", "1"]


def test_a_trade_that_comes_after_its_minute_changes_nothing() -> None:
    tape = BarTape()
    tape.read([a_trade("201", at="15:31:00")], WANTED)

    assert tape.read([a_trade("150", at="15:30:59")], WANTED) == []


@pytest.mark.parametrize("kind", ["b", "u"])
def test_alpacas_own_minute_is_closed_as_it_says(kind: str) -> None:
    heard = BarTape().read([a_minute(kind)], WANTED)

    assert [one.is_closed for one in heard] == [True]
    assert figures(heard[0].bar) == ["200", "202", "199", "201", "900"]


def test_coins_go_by_our_name_and_what_nobody_wants_is_left_out() -> None:
    messages = [a_minute("b", symbol="ETH/USD"), a_minute("b", symbol="MSFT"), a_trade("1", symbol="TSLA")]

    heard = BarTape().read([*messages, {"T": "subscription", "bars": ["AAPL"]}], WANTED)

    assert [one.bar.symbol for one in heard] == ["ETHUSD"]


def test_a_symbol_watched_again_begins_with_a_fresh_minute() -> None:
    tape = BarTape()
    tape.read([a_trade("300")], WANTED)

    tape.forget(["AAPL"])
    heard = tape.read([a_trade("200")], WANTED)

    assert heard[0].bar.high == 200


def test_a_bar_without_a_price_is_told_as_unreadable() -> None:
    with pytest.raises(Unreadable):
        BarTape().read([a_minute("b") | {"c": None}], WANTED)
