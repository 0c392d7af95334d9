"""One account's part in the quotes of its host: public prices come once for all accounts there, and no key goes with them.

The hub is made for the first account of a host and ends with the last one; whoever leaves takes only his own wishes along.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from tradewright.adapters.brokers.binance.api import Api
from tradewright.adapters.brokers.binance.dialect import Dialect
from tradewright.adapters.brokers.binance.quote_stream import QuoteHub
from tradewright.domain.trading.market import Quote


class QuoteShare:
    """Quotes of the wanted symbols for one account. `url` is where the host's market stream is."""

    def __init__(self, url: str, api: Api, dialect: Dialect, on_quote: Callable[[Quote], None]) -> None:
        site = api.site
        if site.quotes is None:
            site.quotes = QuoteHub(url, site, dialect)
        self._hub = site.quotes
        self._hub.join(api)
        self._api = api
        self._on_quote = on_quote
        self._is_open = True

    async def watch(self, symbols: Collection[str]) -> None:
        """Want exactly these from now on; others of this market's symbols are not."""
        if self._is_open:
            self._hub.want(self._on_quote, symbols)

    async def ask(self, symbol: str) -> Quote | None:
        """Return the quote of the moment; None for a symbol that has none. Raises BrokerUnavailable."""
        return await self._hub.ask(symbol)

    async def close(self) -> None:
        """Leave; the last one ends the hub."""
        if not self._is_open:
            return
        self._is_open = False
        self._hub.want(self._on_quote, ())
        self._hub.leave(self._api)
        if self._hub.is_deserted:
            self._api.site.quotes = None  # first: whoever comes while it ends makes one of his own
            await self._hub.close()
