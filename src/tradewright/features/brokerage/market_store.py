"""Rows of market reference data: instruments and bars."""

from __future__ import annotations

from tradewright.domain.trading.instrument import Instrument, Lot
from tradewright.domain.trading.market import PLATFORM, Bar
from tradewright.platform.db import Tx, statements

_sql = statements(__package__, "market.sql")


async def list_instruments(
    tx: Tx, *, venue: str, words: str | None, after: str, at_most: int
) -> list[Instrument]:
    """Return what can be traded at `venue`, by symbol; `words` begin a symbol or stand in a name."""
    if venue == PLATFORM:
        rows = _sql.list_instruments(tx, words=words, after=after, at_most=at_most)
    else:
        rows = _sql.list_venue_instruments(tx, venue=venue, words=words, after=after, at_most=at_most)
    return [
        Instrument(
            symbol=row["symbol"],
            name=row["name"],
            market=row["market"],
            currency=row["currency"],
            tick=row["tick"],
            lot=Lot(step=row["lot_step"], smallest=row["lot_smallest"]),
            multiplier=row["multiplier"],
            notional_min=row["notional_min"],
        )
        async for row in rows
    ]


async def has_instrument(tx: Tx, symbol: str) -> bool:
    return bool(await _sql.has_instrument(tx, symbol=symbol))


async def list_bars(tx: Tx, *, symbol: str, timeframe: str, at_most: int) -> list[Bar]:
    return [
        Bar(
            symbol=symbol,
            timeframe=timeframe,
            opened_at=row["opened_at"],
            open=row["open"],
            high=row["high"],
            low=row["low"],
            close=row["close"],
            volume=row["volume"],
        )
        async for row in _sql.list_bars(tx, symbol=symbol, timeframe=timeframe, at_most=at_most)
    ]
