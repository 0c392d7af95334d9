"""The market-data port: every source, simulated, replayed or real, gives these."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from tradewright.domain.trading.instrument import Instrument
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
