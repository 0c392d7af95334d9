"""Reference data of the market: what can be traded, and bars as history."""

from __future__ import annotations

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import Bar
from tradewright.features.brokerage import store
from tradewright.features.brokerage.errors import InstrumentNotFound
from tradewright.platform.context import Context

BARS_MAX = 1000


async def list_instruments(cx: Context, *, after: str, at_most: int) -> tuple[list[Instrument], bool]:
    """Return instruments by symbol, from the one after `after`, and whether there are more."""
    async with cx.db.open() as tx:
        found = await store.list_instruments(tx, after=after, at_most=at_most + 1)
    return found[:at_most], len(found) > at_most


async def list_bars(cx: Context, *, symbol: str, timeframe: str, at_most: int) -> list[Bar]:
    """Return the newest `at_most` closed bars, oldest first. Raises InstrumentNotFound."""
    async with cx.db.open() as tx:
        if not await store.has_instrument(tx, symbol):
            raise InstrumentNotFound("There is no such instrument.", symbol=symbol)
        return await store.list_bars(tx, symbol=symbol, timeframe=timeframe, at_most=at_most)
