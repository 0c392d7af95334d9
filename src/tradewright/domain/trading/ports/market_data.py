"""The market-data port: every source, simulated, replayed or real, gives these."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from tradewright.domain.trading.instrument import Instrument, Market
from tradewright.domain.trading.market import Bar, Quote


class MarketDataSource(Protocol):
    """A source of instruments, live quotes, live bars and history. Times are aware UTC."""

    @property
    def name(self) -> str: ...

    async def connect(self) -> None: ...
    async def close(self) -> None: ...

    async def instruments(self) -> Sequence[Instrument]: ...

    async def history(
        self, symbol: str, *, timeframe: str, start: datetime, end: datetime, limit: int
    ) -> Sequence[Bar]:
        """Return closed bars with `start <= opened_at < end`, oldest first, at most `limit` (the newest
        ones).
        """
        ...

    def quotes(self, symbols: Sequence[str]) -> AsyncIterator[Quote]:
        """Yield live quotes of `symbols` for ever, in time order for each symbol."""
        ...

    def bars(self, symbols: Sequence[str], *, timeframe: str) -> AsyncIterator[Bar]:
        """Yield each bar once, when it closes."""
        ...


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """What a source of history knows about a symbol; None where only its prices can tell."""

    market: Market
    tick: Decimal | None = None
    lot_step: Decimal | None = None
    point_value: Decimal = Decimal(1)


class HistorySource(Protocol):
    """A source of past bars, asked span by span. Times are aware UTC.

    Every call raises NotFound for a symbol it does not know, Invalid, Denied or Unauthenticated when it refuses, and
    Unavailable when it stays silent after the source's own retries.
    """

    @property
    def name(self) -> str: ...

    async def connect(self) -> None: ...
    async def close(self) -> None: ...

    async def facts(self, symbol: str) -> SeriesFacts: ...

    async def began_at(self, symbol: str, *, timeframe: str) -> datetime | None:
        """Return when the first bar opened, None when the source cannot say."""
        ...

    def span_max(self, timeframe: str) -> timedelta:
        """Return the longest span that one `history` call should ask for."""
        ...

    async def history(
        self, symbol: str, *, timeframe: str, start: datetime, end: datetime, limit: int
    ) -> Sequence[Bar]:
        """Return closed bars as `MarketDataSource.history` does."""
        ...
