"""The market as the executor sees it: instruments from the database, quotes from the bus."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import MarketView, Quote
from tradewright.features.brokerage import QuoteBoard
from tradewright.features.orders.executor import loader
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database

WARM_UP_S = 8.0
"""A feeder that takes over from a dead one needs up to six seconds."""


class Market:
    """Instruments and latest quotes, as one view that is always current. `on_quote` hears every quote (the paper venue)."""

    def __init__(
        self,
        db: Database,
        bus: Bus,
        board: QuoteBoard,
        *,
        on_quote: Callable[[Quote], None],
        warm_up_s: float = WARM_UP_S,
    ) -> None:
        self._db = db
        self._bus = bus
        self._board = board
        self._on_quote = on_quote
        self._warm_up_s = warm_up_s
        self._instruments: dict[str, Instrument] = {}
        self.view = MarketView(self._instruments, board.by_symbol)

    async def start(self) -> None:
        """Follow quotes and read the instruments; return when the market speaks, or after `warm_up_s` without a word.

        Signals wait meanwhile. Without this, a start after a crash would deny for want of a price that is a second away.
        """
        spoken = asyncio.Event()
        self._board.listen(lambda _: spoken.set())
        self._board.listen(self._on_quote)
        await self._board.start(self._bus)
        await self.refreshed()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._warm_up_s):
                await spoken.wait()

    async def close(self) -> None:
        await self._board.close()

    async def refreshed(self) -> MarketView:
        """Read the instruments again, so that what the feeder added since is known; return the view."""
        self._instruments.update(await loader.load_instruments(self._db))
        return self.view

    def find_instrument(self, symbol: str) -> Instrument | None:
        return self._instruments.get(symbol)
