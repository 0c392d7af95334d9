"""Binance's quotes, read. Pure.

The best bid and ask come by themselves; the last trade does not come with them. What was asked for once is kept, and a price
outside the present bid and ask is older than they are, so it is drawn to the nearer of the two.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from tradewright.adapters.brokers.binance.addresses import Market
from tradewright.adapters.brokers.binance.symbols import from_venue
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.market import Quote


def quote_of_book(value: Any, market: Market, *, last: Decimal | None, now: datetime) -> Quote | None:
    """Read a bookTicker answer of REST; None when a side is empty.

    It is the book as it stands `now`; the time that futures tell is of its last change, which may be long ago.
    """
    book = Fields.of(value, what="book ticker")
    symbol = from_venue(book.need_text("symbol"), market)
    return _quote(symbol, book.positive("bidPrice"), book.positive("askPrice"), last=last, at=now)


def quote_of_frame(event: Fields, market: Market, *, last: Decimal | None, now: datetime) -> Quote | None:
    """Read a bookTicker frame; None for frames that are none, or with an empty side. Spot tells no time: `now` stands in."""
    name = event.text("s")
    if name is None or "b" not in event.values or "a" not in event.values:
        return None
    at = event.millis("T") or event.millis("E") or now
    return _quote(from_venue(name, market), event.positive("b"), event.positive("a"), last=last, at=at)


def price_of(value: Any) -> Decimal | None:
    """Read the last price in a ticker/price answer."""
    return Fields.of(value, what="price").positive("price")


def _quote(
    symbol: str, bid: Decimal | None, ask: Decimal | None, *, last: Decimal | None, at: datetime
) -> Quote | None:
    if bid is None or ask is None:
        return None
    traded = (bid + ask) / 2 if last is None else min(max(last, bid), ask)
    return Quote(symbol, bid=bid, ask=ask, last=traded, at=at)
