"""A venue's bar, read by the letters that all of them call its figures by. Pure."""

from __future__ import annotations

from datetime import datetime

from tradewright.adapters.brokers.transport.answers import Unreadable
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.market import Bar


def read_bar(told: Fields, symbol: str, timeframe: str, opened_at: datetime | None) -> Bar:
    """Read one bar; when it opened each venue writes in its own way. Raises Unreadable."""
    if opened_at is None:
        raise Unreadable("a bar without a time")
    return Bar(
        symbol,
        timeframe,
        opened_at,
        open=told.need_number("o"),
        high=told.need_number("h"),
        low=told.need_number("l"),
        close=told.need_number("c"),
        volume=told.number_or_zero("v"),
    )
