"""The simulated market as a source of history for the bar store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from tradewright.adapters.marketdata.simulated.source import SimulatedSource
from tradewright.adapters.marketdata.timeframe import get_minutes
from tradewright.domain.trading.market import Bar
from tradewright.domain.trading.ports.market_data import SeriesFacts
from tradewright.kernel.errors import NotFound

_BARS_A_SPAN = 1_440
"""Of one-minute bars a day: some ten milliseconds of work each, so that progress is seen."""


class SimulatedHistory:
    """The history port over invented prices."""

    name = "simulated"

    def __init__(self, source: SimulatedSource) -> None:
        self._source = source

    async def connect(self) -> None:
        await self._source.connect()

    async def close(self) -> None:
        await self._source.close()

    async def facts(self, symbol: str) -> SeriesFacts:
        found = next((one for one in await self._source.instruments() if one.symbol == symbol), None)
        if found is None:
            raise NotFound(f"the simulated market has no {symbol!r}", symbol=symbol)
        # Every simulated market is open always, whatever its namesake does: the session of crypto.
        return SeriesFacts("crypto", found.tick, found.lot.step, found.multiplier)

    async def began_at(self, symbol: str, *, timeframe: str) -> datetime | None:
        return datetime(2000, 1, 1, tzinfo=UTC)

    def span_max(self, timeframe: str) -> timedelta:
        return timedelta(minutes=get_minutes(timeframe)) * _BARS_A_SPAN

    async def history(
        self, symbol: str, *, timeframe: str, start: datetime, end: datetime, limit: int
    ) -> Sequence[Bar]:
        return await self._source.history(symbol, timeframe=timeframe, start=start, end=end, limit=limit)
