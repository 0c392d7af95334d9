"""Reference data of the market: what can be traded, and bars as history."""

from __future__ import annotations

from uuid import UUID

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import PLATFORM, Bar
from tradewright.features.brokerage import market_store, store
from tradewright.features.brokerage.errors import AccountNotFound, InstrumentNotFound
from tradewright.platform.context import Context

BARS_MAX = 1000


async def list_instruments(
    cx: Context, *, account_id: UUID | None, words: str | None, after: str, at_most: int
) -> tuple[list[Instrument], bool]:
    """Return instruments by symbol, from the one after `after`, and whether there are more.

    With an account those of its venue, else the platform's own. `words` begin a symbol or stand in a name. Raises
    AccountNotFound.
    """
    async with cx.transaction() as tx:
        venue = PLATFORM
        if account_id is not None:
            account = await store.find_account(tx, cx.user_id, account_id)
            if account is None:
                raise AccountNotFound("There is no such broker account.")
            venue = account.venue
        found = await market_store.list_instruments(
            tx, venue=venue, words=words, after=after, at_most=at_most + 1
        )
    return found[:at_most], len(found) > at_most


async def list_bars(cx: Context, *, symbol: str, timeframe: str, at_most: int) -> list[Bar]:
    """Return the newest `at_most` closed bars, oldest first. Raises InstrumentNotFound."""
    async with cx.db.open() as tx:
        if not await market_store.has_instrument(tx, symbol):
            raise InstrumentNotFound("There is no such instrument.", symbol=symbol)
        return await market_store.list_bars(tx, symbol=symbol, timeframe=timeframe, at_most=at_most)
