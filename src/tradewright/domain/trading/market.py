"""What the market says: quotes now, bars as history, and the view of both that a decision is made on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from tradewright.domain.trading.instrument import Instrument

QUOTE_AGE_MAX_S = 60
"""Older than this a quote proves nothing: a frozen feed on a live socket must not price an order (faults 61,
63).
"""


PLATFORM = "paper"
"""The venue key of accounts that trade on the platform's own quotes."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Best bid and ask and the last trade of one symbol; `at` is the source's time, aware UTC."""

    symbol: str
    bid: Decimal
    ask: Decimal
    last: Decimal
    at: datetime

    @property
    def mid(self) -> Decimal:
        return (self.bid + self.ask) / 2

    @property
    def is_sound(self) -> bool:
        """Whether both sides are positive and not crossed."""
        return self.bid > 0 and self.ask >= self.bid

    def age_s(self, now: datetime) -> float:
        return (now - self.at).total_seconds()


@dataclass(frozen=True, slots=True)
class Bar:
    """One candle, known by its open time (`opened_at`), usable from its close. Prices in quote currency."""

    symbol: str
    timeframe: str
    opened_at: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal


@dataclass(frozen=True, slots=True)
class MarketView:
    """The instruments and latest quotes a decision may use; the mappings are read, never changed or copied.

    The platform's own are for paper accounts. `venues` holds each venue's own rules and quotes, by venue key
    ("alpaca:paper"); an order with real money is never priced by another market's quote. `ranges` holds average true
    ranges (14, Wilder) by symbol and timeframe.
    """

    instruments: Mapping[str, Instrument]
    quotes: Mapping[str, Quote]
    quote_age_max_s: float = QUOTE_AGE_MAX_S
    venues: Mapping[str, MarketView] = field(default_factory=dict)
    ranges: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)

    def of(self, venue: str) -> MarketView:
        """Return the view that accounts at `venue` decide by; one that knows nothing when the venue has not spoken yet."""
        return self if venue == PLATFORM else self.venues.get(venue, NOTHING_KNOWN)

    def fresh_quote(self, symbol: str, now: datetime) -> Quote | None:
        """Return the quote of `symbol` when it is sound and fresh enough to decide by, else None."""
        quote = self.quotes.get(symbol)
        # One from the future is as bad: after a clock that stepped back, a frozen feed would look fresh for as long.
        if quote is None or not quote.is_sound or abs(quote.age_s(now)) > self.quote_age_max_s:
            return None
        return quote

    def mark(self, symbol: str, now: datetime) -> Decimal | None:
        """Return the price positions in `symbol` are valued at (mid of a fresh quote), or None."""
        quote = self.fresh_quote(symbol, now)
        return None if quote is None else quote.mid


NOTHING_KNOWN = MarketView({}, {})
