"""Alpaca's bars: asked for by REST, and read from the data streams' messages.

A minute is told when it is over ("b"), and again when a late trade has changed it ("u"). In between it is drawn from the
trades as they come: near enough for the eye, and replaced by Alpaca's own bar when the minute ends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from tradewright.adapters.brokers.alpaca.api import Api, readable
from tradewright.adapters.brokers.alpaca.symbols import from_venue, is_coin, to_venue
from tradewright.adapters.brokers.transport import Unreadable
from tradewright.adapters.brokers.transport.bar_fields import read_bar
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.market import Bar
from tradewright.domain.trading.ports.venue_bars import BarHeard

MINUTE: Final = "1m"
_LENGTHS: Final = {
    "1m": ("1Min", timedelta(minutes=1)),
    "5m": ("5Min", timedelta(minutes=5)),
    "15m": ("15Min", timedelta(minutes=15)),
    "1h": ("1Hour", timedelta(hours=1)),
    "4h": ("4Hour", timedelta(hours=4)),
    "1d": ("1Day", timedelta(days=1)),
}
HOURS_SHARE: Final = 6
"""Shares trade a fifth of the week's hours: so many times the wanted span is looked back, and a long weekend more."""
LONG_WEEKEND: Final = timedelta(days=4)
PAGES_MAX: Final = 4
"""The newest come first and a page holds all that are wanted; this ends tokens that lead in a circle."""


async def ask_bars(api: Api, symbol: str, timeframe: str, *, at_most: int, now: datetime) -> list[Bar]:
    """Return the newest bars by REST, oldest first, adjusted for splits. Raises BrokerUnavailable, KeyError for a length
    that nobody offers.
    """
    unit, length = _LENGTHS[timeframe]
    coins, name = is_coin(symbol), to_venue(symbol)
    span = length * at_most * (2 if coins or length >= timedelta(days=1) else HOURS_SHARE)
    query = {
        "symbols": name,
        "timeframe": unit,
        "start": (now - span - LONG_WEEKEND).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "limit": str(at_most),
        "sort": "desc",
    } | ({} if coins else {"feed": "iex", "adjustment": "split"})
    path = "/v1beta3/crypto/us/bars" if coins else "/v2/stocks/bars"
    found: list[Bar] = []
    for _ in range(PAGES_MAX):
        document = await api.read_data(path, query)
        with readable("bars"):
            page = Fields.of(document, what="bars")
            rows = page.object("bars")
            found += [] if rows is None else [bar_of(row, symbol, timeframe) for row in rows.objects(name)]
            token = page.text("next_page_token")
        if token is None or len(found) >= at_most:
            break
        query["page_token"] = token
    return found[:at_most][::-1]


def bar_of(row: Fields, symbol: str, timeframe: str) -> Bar:
    """Read one bar. Raises Unreadable."""
    return read_bar(row, symbol, timeframe, row.moment("t"))


class BarTape:
    """Makes one-minute bars of a data stream's messages, for the symbols that are wanted."""

    def __init__(self) -> None:
        self._forming: dict[str, Bar] = {}

    def read(self, messages: Iterable[Any], wanted: Collection[str]) -> list[BarHeard]:
        """Return what the messages of one frame say of bars. Raises Unreadable."""
        heard = []
        for value in messages:
            message = Fields.of(value, what="data message")
            kind, name = message.text("T"), message.text("S")
            symbol = "" if name is None else from_venue(name)
            if symbol not in wanted:
                continue
            if kind in ("b", "u"):
                heard.append(BarHeard(bar_of(message, symbol, MINUTE), is_closed=True))
            elif kind == "t" and (forming := self._trade(symbol, message)) is not None:
                heard.append(BarHeard(forming, is_closed=False))
        return heard

    def _trade(self, symbol: str, message: Fields) -> Bar | None:
        """Return the present minute with this trade in it; None for a trade of a minute that is over."""
        at, price, size = message.moment("t"), message.need_number("p"), message.number_or_zero("s")
        if at is None:
            raise Unreadable("a trade without a time")
        opened_at, before = at.replace(second=0, microsecond=0), self._forming.get(symbol)
        if before is not None and opened_at < before.opened_at:
            return None
        if before is None or opened_at > before.opened_at:
            forming = Bar(symbol, MINUTE, opened_at, price, price, price, price, size)
        else:
            forming = _joined(before, price, size)
        self._forming[symbol] = forming
        return forming

    def forget(self, symbols: Iterable[str]) -> None:
        """Drop the present minutes of symbols that nobody watches any more."""
        for symbol in symbols:
            self._forming.pop(symbol, None)


def _joined(bar: Bar, price: Decimal, size: Decimal) -> Bar:
    return replace(
        bar, high=max(bar.high, price), low=min(bar.low, price), close=price, volume=bar.volume + size
    )
