"""Making a quote out of one price: a spread of whole ticks around it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from tradewright.domain.trading.market import Quote


def quote_around(*, symbol: str, ticks: int, tick: Decimal, spread_ticks: int, at: datetime) -> Quote:
    """Return the quote whose last trade is `ticks` × `tick`, with bid < ask and bid <= last <= ask.

    `spread_ticks` is the distance from bid to ask, at least one.
    """
    width = max(spread_ticks, 1)
    bid = ticks - width // 2
    return Quote(symbol=symbol, bid=bid * tick, ask=(bid + width) * tick, last=ticks * tick, at=at)
