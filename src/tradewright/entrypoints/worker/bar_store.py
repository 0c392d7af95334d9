"""What the feeder keeps in the database: instruments and bars, in a few large statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import Bar
from tradewright.platform.db import Database, statements

_sql = statements(__package__, "feeder.sql")

BARS_KEPT: Final = timedelta(days=3)
"""Minute bars older than this are pruned: 15 symbols are then 65,000 rows."""


class BarStore:
    """Instruments and minute bars of one source."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def save_instruments(
        self, instruments: Sequence[Instrument], *, source: str, now: datetime
    ) -> None:
        async with self._db.open() as tx:
            await _sql.upsert_instruments(
                tx,
                source=source,
                now=now,
                symbols=[one.symbol for one in instruments],
                names=[one.name for one in instruments],
                markets=[one.market for one in instruments],
                currencies=[one.currency for one in instruments],
                ticks=[one.tick for one in instruments],
                lot_steps=[one.lot.step for one in instruments],
                lot_smallests=[one.lot.smallest for one in instruments],
                multipliers=[one.multiplier for one in instruments],
                notional_mins=[one.notional_min for one in instruments],
            )

    async def save_bars(self, bars: Sequence[Bar]) -> None:
        """Store bars in one statement; storing one twice is harmless."""
        if not bars:
            return
        async with self._db.open() as tx:
            await _sql.upsert_bars(
                tx,
                symbols=[bar.symbol for bar in bars],
                timeframes=[bar.timeframe for bar in bars],
                opened_ats=[bar.opened_at for bar in bars],
                opens=[bar.open for bar in bars],
                highs=[bar.high for bar in bars],
                lows=[bar.low for bar in bars],
                closes=[bar.close for bar in bars],
                volumes=[bar.volume for bar in bars],
            )

    async def newest_bars(self, symbols: Sequence[str], *, timeframe: str) -> dict[str, datetime]:
        """Return when the newest stored bar of each symbol opened; symbols without bars are absent."""
        async with self._db.open() as tx:
            rows = _sql.list_newest_bars(tx, timeframe=timeframe, symbols=list(symbols))
            return {row["symbol"]: row["opened_at"] async for row in rows}

    async def prune(self, *, timeframe: str, now: datetime) -> int:
        """Delete bars older than `BARS_KEPT` and return how many they were."""
        async with self._db.open() as tx:
            deleted: int = await _sql.prune_bars(tx, timeframe=timeframe, before=now - BARS_KEPT)
            return deleted
