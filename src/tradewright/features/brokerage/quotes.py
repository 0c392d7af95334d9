"""The board: the latest quote of every symbol, as the bus told it. One for each process.

Reading is a dictionary look-up and never waits. A symbol nobody has quoted since this process and the feeder
started is simply absent; how old a quote is, it says itself (`Quote.at`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from tradewright.domain.trading.market import Quote
from tradewright.kernel.errors import Unavailable
from tradewright.platform.bus import Bus, Message, Subscription, subjects
from tradewright.platform.telemetry import logger

log = logger(__name__)

SNAPSHOT_TIMEOUT_S = 2.0
_decode = msgspec.json.Decoder(float_hook=Decimal).decode


class QuoteBoard:
    """Latest quotes by symbol. `version` counts changes, so that a reader can ask only for what is new to it."""

    def __init__(self) -> None:
        self._quotes: dict[str, Quote] = {}
        self._changed: dict[str, int] = {}
        self._listeners: list[Callable[[Quote], None]] = []
        self._subscription: Subscription | None = None
        self.version = 0

    async def start(self, bus: Bus) -> None:
        """Follow the market: subscribe, then ask for the latest of every symbol.

        When no feeder answers, the board starts empty and fills with what comes. Failing open is right here: who
        needs a price that is not there says so itself.
        """
        self._subscription = await bus.subscribe(subjects.ALL_QUOTES, self._on_quote)
        try:
            answer = await bus.request(subjects.SNAPSHOT, timeout_s=SNAPSHOT_TIMEOUT_S)
        except Unavailable:
            log.info("quotes.no_snapshot")
            return
        for document in _decode(answer)["quotes"]:
            self.put(read_quote(document))

    async def close(self) -> None:
        if self._subscription is not None:
            await self._subscription.close()
            self._subscription = None

    def put(self, quote: Quote) -> None:
        """Keep this quote unless a newer one of its symbol is here: a snapshot may overtake the stream."""
        present = self._quotes.get(quote.symbol)
        if present is not None and present.at > quote.at:
            return
        self.version += 1
        self._quotes[quote.symbol] = quote
        self._changed[quote.symbol] = self.version
        for hear in self._listeners:
            hear(quote)

    @property
    def by_symbol(self) -> Mapping[str, Quote]:
        """The latest quotes themselves, always current; for reading only."""
        return self._quotes

    def listen(self, hear: Callable[[Quote], None]) -> None:
        """Call `hear` with every newer quote from now on."""
        self._listeners.append(hear)

    def latest(self, symbol: str) -> Quote | None:
        return self._quotes.get(symbol)

    def mark(self, symbol: str) -> Decimal | None:
        """Return the price to value a holding at: the middle of bid and ask, or None without a quote."""
        quote = self._quotes.get(symbol)
        return None if quote is None else quote.mid

    def quotes(self, symbols: Iterable[str] | None = None) -> list[Quote]:
        """Return the latest of `symbols` (None: of all), by symbol; absent ones are left out."""
        wanted = sorted(self._quotes) if symbols is None else symbols
        return [quote for symbol in wanted if (quote := self._quotes.get(symbol)) is not None]

    def changed_since(self, version: int) -> list[Quote]:
        """Return the latest of every symbol that changed after `version`, by symbol."""
        return [self._quotes[symbol] for symbol, at in sorted(self._changed.items()) if at > version]

    @property
    def newest_at(self) -> datetime | None:
        """When the most recent quote of any symbol was made."""
        return max((quote.at for quote in self._quotes.values()), default=None)

    async def _on_quote(self, message: Message) -> None:
        self.put(read_quote(_decode(message.data)))


def read_quote(document: Mapping[str, Any]) -> Quote:
    """Read the bus form of a quote: decimals as strings, time as ISO 8601."""
    return Quote(
        symbol=document["symbol"],
        bid=Decimal(document["bid"]),
        ask=Decimal(document["ask"]),
        last=Decimal(document["last"]),
        at=datetime.fromisoformat(document["at"]),
    )
