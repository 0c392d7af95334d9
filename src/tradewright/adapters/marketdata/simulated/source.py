"""The simulated market-data source: quotes, bars and history of the universe, out of pure price paths."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from decimal import Decimal

from tradewright.adapters.marketdata.pace import Pace
from tradewright.adapters.marketdata.simulated.path import SAMPLES, PricePath
from tradewright.adapters.marketdata.simulated.universe import UNIVERSE, Listing
from tradewright.adapters.marketdata.spread import quote_around
from tradewright.adapters.marketdata.timeframe import (
    bar_span,
    from_microseconds,
    get_minutes,
    minute_time,
    to_microseconds,
)
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import Bar, Quote
from tradewright.kernel.errors import NotFound

_MINUTE_US = 60_000_000
STEP_US = _MINUTE_US // SAMPLES
"""Quotes come on this grid: every 468,750 µs, 128 a minute. Bars are made of exactly these prices."""
_BARS_BETWEEN_YIELDS = 32


class SimulatedSource:
    """The market-data port over invented prices. Same seed, same market, whenever and wherever asked."""

    name = "simulated"

    def __init__(self, *, seed: int, pace: Pace, universe: Sequence[Listing] = UNIVERSE) -> None:
        self._pace = pace
        self._listings = {listing.instrument.symbol: listing for listing in universe}
        # Two symbols on one path share its cache when they also share their volatility.
        paths: dict[tuple[str, float], PricePath] = {}
        for listing in universe:
            key = (listing.path, listing.volatility)
            paths.setdefault(key, PricePath(seed=seed, name=listing.path, volatility=listing.volatility))
        self._paths = {
            listing.instrument.symbol: paths[(listing.path, listing.volatility)] for listing in universe
        }

    async def connect(self) -> None:
        """Nothing to connect to."""

    async def close(self) -> None:
        """Nothing to close."""

    async def instruments(self) -> Sequence[Instrument]:
        return [listing.instrument for listing in self._listings.values()]

    def quote_at(self, symbol: str, moment: datetime) -> Quote:
        """Return the quote in force at `moment`; its `at` is the step it appeared on."""
        listing = self._get(symbol)
        step = to_microseconds(moment) // STEP_US
        minute, place = divmod(step, SAMPLES)
        price = listing.price * math.exp(self._paths[symbol].samples(minute)[place])
        tick = float(listing.instrument.tick)
        return quote_around(
            symbol=symbol,
            ticks=round(price / tick),
            tick=listing.instrument.tick,
            spread_ticks=round(price * listing.spread_bps / 10_000 / tick),
            at=from_microseconds(step * STEP_US),
        )

    def bar_at(self, symbol: str, *, timeframe: str, minute: int) -> Bar:
        """Return the bar that opens `minute` minutes after the epoch: the OHLC of that span's last prices."""
        listing = self._get(symbol)
        path = self._paths[symbol]
        minutes = get_minutes(timeframe)
        lowest, highest = path.extremes(minute, minutes)
        traded = listing.volume * sum(path.activity(minute + n) for n in range(minutes))
        step = listing.instrument.lot.step
        return Bar(
            symbol=symbol,
            timeframe=timeframe,
            opened_at=minute_time(minute),
            open=_price(listing, path.knot(minute)),
            high=_price(listing, highest),
            low=_price(listing, lowest),
            close=_price(listing, path.samples(minute + minutes - 1)[-1]),
            volume=max(round(traded / float(step)), 1) * step,
        )

    async def history(
        self, symbol: str, *, timeframe: str, start: datetime, end: datetime, limit: int
    ) -> Sequence[Bar]:
        self._get(symbol)
        span = bar_span(timeframe=timeframe, start=start, end=end, now=self._pace.now(), limit=limit)
        bars: list[Bar] = []
        for minute in span:
            bars.append(self.bar_at(symbol, timeframe=timeframe, minute=minute))
            if len(bars) % _BARS_BETWEEN_YIELDS == 0:
                await asyncio.sleep(0)  # a day of bars takes tens of milliseconds: let quotes through
        return bars

    async def quotes(self, symbols: Sequence[str]) -> AsyncIterator[Quote]:
        """Yield every symbol's quote each step; a slow consumer gets the newest, not the backlog."""
        step = to_microseconds(self._pace.now()) // STEP_US
        while True:
            step = max(step + 1, to_microseconds(self._pace.now()) // STEP_US)
            moment = from_microseconds(step * STEP_US)
            await self._pace.until(moment)
            for symbol in symbols:
                yield self.quote_at(symbol, moment)

    async def bars(self, symbols: Sequence[str], *, timeframe: str) -> AsyncIterator[Bar]:
        minutes = get_minutes(timeframe)
        opened = to_microseconds(self._pace.now()) // (_MINUTE_US * minutes) * minutes
        while True:
            await self._pace.until(minute_time(opened + minutes))
            for symbol in symbols:
                yield self.bar_at(symbol, timeframe=timeframe, minute=opened)
            opened += minutes

    def _get(self, symbol: str) -> Listing:
        try:
            return self._listings[symbol]
        except KeyError:
            raise NotFound(f"the simulated market has no {symbol!r}", symbol=symbol) from None


def _price(listing: Listing, logarithm: float) -> Decimal:
    """Return the price on the tick: the one place where the walk's float becomes a decimal."""
    tick = listing.instrument.tick
    return round(listing.price * math.exp(logarithm) / float(tick)) * tick
