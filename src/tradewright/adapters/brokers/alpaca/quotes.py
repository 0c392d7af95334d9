"""Alpaca's quotes: snapshots by REST and messages of the data streams, read. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tradewright.adapters.brokers.alpaca.symbols import from_venue
from tradewright.adapters.brokers.transport import Unreadable
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.market import Quote
from tradewright.kernel.money import ZERO


def quotes_of_snapshots(document: Any) -> list[Quote]:
    """Return the quotes of a snapshots answer, of shares (by symbol) or of coins (under `snapshots`).

    A symbol without both sides is left out: there is nobody to trade with.
    """
    fields = Fields.of(document, what="snapshots")
    inner = fields.object("snapshots") or fields
    found = []
    for name in inner.values:
        snapshot = inner.object(name)
        told = snapshot.object("latestQuote") if snapshot else None
        if snapshot is None or told is None:
            continue
        trade = snapshot.object("latestTrade")
        quote = _quote(from_venue(name), told, trade.number("p") if trade else None)
        if quote is not None:
            found.append(quote)
    return found


class Tape:
    """The last trade of each symbol, so that a quote message becomes a whole quote."""

    def __init__(self) -> None:
        self._last: dict[str, Decimal] = {}

    def read(self, messages: Iterable[Any]) -> list[Quote]:
        """Return the quotes in one frame of a data stream; trades are remembered. Raises Unreadable."""
        quotes = []
        for value in messages:
            message = Fields.of(value, what="data message")
            kind, name = message.text("T"), message.text("S")
            if name is None or kind not in ("q", "t"):
                continue
            symbol = from_venue(name)
            if kind == "t":
                self._last[symbol] = message.need_number("p")
                continue
            quote = _quote(symbol, message, self._last.get(symbol))
            if quote is not None:
                quotes.append(quote)
        return quotes


def _quote(symbol: str, told: Fields, last: Decimal | None) -> Quote | None:
    bid, ask, at = told.number_or_zero("bp"), told.number_or_zero("ap"), told.moment("t")
    if at is None:
        raise Unreadable("a quote without a time")
    if bid <= ZERO or ask <= ZERO:
        return None
    return Quote(symbol, bid=bid, ask=ask, last=(bid + ask) / 2 if last is None else last, at=at)
