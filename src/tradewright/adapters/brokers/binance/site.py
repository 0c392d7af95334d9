"""What everybody who talks to one Binance host from here shares: the address's rate limit, the host's clock, its rules and
its public quotes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from tradewright.adapters.brokers.binance.accounts import prices_of
from tradewright.adapters.brokers.binance.addresses import Market
from tradewright.adapters.brokers.binance.instruments import WEIGHT, instruments_of
from tradewright.adapters.brokers.binance.limits import LIMITS
from tradewright.adapters.brokers.transport import Buckets, ClockOffset, Rate
from tradewright.domain.trading.ports.broker import VenueInstrument
from tradewright.kernel.clock import Clock

if TYPE_CHECKING:
    from tradewright.adapters.brokers.binance.quote_stream import QuoteHub

RULES_LIFE_S: Final = 600.0
PRICES_LIFE_S: Final = 10.0


class Site:
    """One market on one host. Limits are the address's, so whoever uses them up uses them up for all."""

    def __init__(
        self, market: Market, clock: Clock, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.market = market
        self.weights = Buckets({WEIGHT: LIMITS[market].weight})
        self.clock = ClockOffset(clock)
        self._monotonic = monotonic
        self._rules: dict[str, VenueInstrument] = {}
        self._rules_until = 0.0
        self.limits: Mapping[str, Rate] = {}
        """What exchangeInfo told of limits: "weight" of the address, "orders:<seconds>" of each account."""
        self.quotes: QuoteHub | None = None
        """Of all accounts that are connected here; None while there is none."""
        self._prices: dict[str, Decimal] = {}
        self._prices_until = 0.0
        self.reading_rules = asyncio.Lock()
        """Held while somebody reads them: one of all who start at once fetches fifteen megabytes, the others wait."""

    @property
    def rules(self) -> Mapping[str, VenueInstrument]:
        """The instruments by our symbol as last read; empty when nobody has read them."""
        return self._rules

    @property
    def has_fresh_rules(self) -> bool:
        return self._monotonic() < self._rules_until

    def forget_rules(self) -> None:
        """Have the rules read anew on the next occasion: an order has just run into one that we did not know."""
        self._rules_until = 0.0

    async def learn_rules(self, exchange_info: Any, limits: Mapping[str, Rate]) -> None:
        """Keep the instruments in an exchangeInfo, and the limits it told. Raises Unreadable."""
        # Thousands of symbols take tens of milliseconds: too long for a loop that has orders to send.
        found = await asyncio.to_thread(instruments_of, exchange_info, self.market)
        self._rules = {one.instrument.symbol: one for one in found}
        self._rules_until = self._monotonic() + RULES_LIFE_S
        if WEIGHT in limits and limits.get(WEIGHT) != self.limits.get(WEIGHT):
            self.weights.set_rate(WEIGHT, limits[WEIGHT])
        self.limits = limits

    @property
    def prices(self) -> Mapping[str, Decimal] | None:
        """Last prices by Binance's symbols, or None when they must be read anew."""
        return self._prices if self._monotonic() < self._prices_until else None

    def learn_prices(self, document: Any) -> Mapping[str, Decimal]:
        """Keep last prices. Raises Unreadable."""
        self._prices = prices_of(document)
        self._prices_until = self._monotonic() + PRICES_LIFE_S
        return self._prices


class Sites:
    """The sites of this process by address."""

    def __init__(self) -> None:
        self._sites: dict[tuple[Market, str], Site] = {}

    def at(self, market: Market, address: str, clock: Clock) -> Site:
        """Return the site there, made on first use; the first clock stays."""
        site = self._sites.get((market, address))
        if site is None:
            site = self._sites[market, address] = Site(market, clock)
        return site


SITES: Final = Sites()
"""The process's own: a rate limit that belongs to an address is one for all who share it."""
