"""Quotes out of snapshots and of the data streams' frames."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tradewright.adapters.brokers.alpaca.quotes import Tape, quotes_of_snapshots
from tradewright.adapters.brokers.transport import Unreadable, load_json

SNAPSHOTS = b"""{"AAPL": {
  "latestQuote": {"ap": 172.70, "as": 5, "bp": 172.60, "bs": 2, "t": "2022-08-17T10:18:27.052763263Z"},
  "latestTrade": {"p": 172.61, "s": 160, "t": "2022-08-17T10:18:24.114694956Z"}}}"""


def test_shares_and_coins_are_told_apart_by_where_they_stand() -> None:
    document = load_json(SNAPSHOTS)

    (share,) = quotes_of_snapshots(document)
    (coin,) = quotes_of_snapshots({"snapshots": {"BTC/USD": document["AAPL"]}})

    assert (share.symbol, share.bid, share.ask) == ("AAPL", Decimal("172.60"), Decimal("172.70"))
    assert (coin.symbol, coin.last) == ("BTCUSD", Decimal("172.61"))


@pytest.mark.parametrize("side", ["bp", "ap"])
def test_a_market_without_one_side_has_no_quote(side: str) -> None:
    quote: dict[str, Any] = {"ap": "172.7", "bp": "172.6", "t": "2022-08-17T10:18:27Z", side: 0}

    assert quotes_of_snapshots({"AAPL": {"latestQuote": quote}}) == []
    assert Tape().read([{"T": "q", "S": "AAPL", **quote}]) == []


def test_a_quote_bears_the_last_trade_that_was_heard() -> None:
    tape = Tape()
    quote = {"T": "q", "S": "ETH/USD", "bp": "2000", "ap": "2001", "t": "2022-08-17T10:18:27Z"}

    (before,) = tape.read([quote])
    (after,) = tape.read([{"T": "t", "S": "ETH/USD", "p": "1999.5", "t": "2022-08-17T10:18:28Z"}, quote])

    assert (before.last, after.last) == (Decimal("2000.5"), Decimal("1999.5"))


def test_other_messages_are_let_by_and_broken_ones_are_told() -> None:
    assert Tape().read([{"T": "subscription", "quotes": ["AAPL"]}, {"T": "b", "S": "AAPL", "o": 1}]) == []
    with pytest.raises(Unreadable):
        Tape().read([{"T": "q", "S": "AAPL", "bp": "1", "ap": "2"}])
    with pytest.raises(Unreadable):
        Tape().read(["not a message"])
