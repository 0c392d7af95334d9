"""Binance's bars, read: rows of REST and frames of the kline stream. Pure."""

from __future__ import annotations

from typing import Any, Final

from tradewright.adapters.brokers.binance.addresses import Market
from tradewright.adapters.brokers.binance.symbols import from_venue
from tradewright.adapters.brokers.transport import Unreadable
from tradewright.adapters.brokers.transport.bar_fields import read_bar
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.market import Bar
from tradewright.domain.trading.ports.venue_bars import BarHeard

MINUTE: Final = "1m"
_COLUMNS: Final = ("t", "o", "h", "l", "c", "v")
"""What a row of REST begins with, by the names that the stream gives the same figures."""


def bars_of_rows(rows: Any, *, symbol: str, timeframe: str) -> list[Bar]:
    """Read an answer of klines, oldest first; the last may still be forming. Raises Unreadable."""
    if not isinstance(rows, list):
        raise Unreadable("klines are not a list")
    found = []
    for row in rows:
        if not isinstance(row, list) or len(row) < len(_COLUMNS):
            raise Unreadable("a kline is not a row of figures")
        found.append(_bar(Fields(dict(zip(_COLUMNS, row, strict=False))), symbol, timeframe))
    return found


def bar_of_frame(event: Fields, market: Market) -> BarHeard | None:
    """Read a frame of the stream of one-minute klines; None for any other frame. Raises Unreadable."""
    told = event.object("k") if event.text("e") == "kline" else None
    if told is None or told.text("i") != MINUTE:
        return None
    symbol = from_venue(event.need_text("s"), market)
    return BarHeard(_bar(told, symbol, MINUTE), is_closed=told.is_true("x"))


def _bar(told: Fields, symbol: str, timeframe: str) -> Bar:
    return read_bar(told, symbol, timeframe, told.millis("t"))
