"""The feeder: runs one market source, and gives its quotes and bars to everybody.

One feeder leads (lease `feeder:<source>`), the others stand by. Quotes go out on the bus and are never
stored; closed minute bars are stored and then announced. A leader that takes over first fills the hole that
its predecessor's death left in the bars.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from tradewright.adapters.marketdata.pace import Pace
from tradewright.domain.trading.market import Bar, Quote
from tradewright.domain.trading.ports.market_data import MarketDataSource
from tradewright.entrypoints.worker.bar_store import BarStore
from tradewright.platform.bus import Bus, subjects
from tradewright.platform.db import Database
from tradewright.platform.leases import Lease
from tradewright.platform.telemetry import logger

log = logger(__name__)

TIMEFRAME: Final = "1m"
BACKFILL: Final = timedelta(hours=24)
BACKFILL_BARS_MAX: Final = 1440
PRUNE_EVERY_S: Final = 3600.0
LEASE_S: Final = 4.0
"""A dead leader is replaced after this and a third more: shorter than the age at which quotes count as stale."""
GATHER_S: Final = 0.05
"""Bars of all symbols close together; waiting this long stores them in one statement."""

_encode = msgspec.json.Encoder().encode


class Feeder:
    """One source's feeder. `lead` does the work while this process is the leader."""

    def __init__(self, *, db: Database, bus: Bus, source: MarketDataSource, pace: Pace) -> None:
        self._db = db
        self._bus = bus
        self._source = source
        self._pace = pace
        self._store = BarStore(db)
        self._latest: dict[str, Quote] = {}

    async def run(self, holder: UUID) -> None:
        """Wait for the lease, lead while it is ours, and so on until cancelled. `holder` is this process."""
        await Lease(self._db, f"feeder:{self._source.name}", holder=holder, ttl_s=LEASE_S).lead(self.lead)

    async def lead(self) -> None:
        """Feed until cancelled. Raises when the source ends or breaks."""
        await self._source.connect()
        try:
            instruments = await self._source.instruments()
            symbols = [one.symbol for one in instruments]
            await self._store.save_instruments(instruments, source=self._source.name, now=self._pace.now())
            snapshot = await self._bus.serve(subjects.SNAPSHOT, self._answer_snapshot)
            log.info("feeder.leading", source=self._source.name, symbols=len(symbols))
            try:
                closed: asyncio.Queue[Bar] = asyncio.Queue()
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._feed_quotes(symbols))
                    tasks.create_task(self._hear_bars(symbols, closed))
                    tasks.create_task(self._feed_bars(closed))
                    tasks.create_task(self._backfill(symbols))
                    tasks.create_task(self._prune_hourly())
            finally:
                await snapshot.close()
        finally:
            await self._source.close()

    async def _feed_quotes(self, symbols: Sequence[str]) -> None:
        async for quote in self._source.quotes(symbols):
            self._latest[quote.symbol] = quote
            await self._bus.publish(subjects.quote(quote.symbol), _encode(quote))

    async def _hear_bars(self, symbols: Sequence[str], closed: asyncio.Queue[Bar]) -> None:
        async for bar in self._source.bars(symbols, timeframe=TIMEFRAME):
            closed.put_nowait(bar)

    async def _feed_bars(self, closed: asyncio.Queue[Bar]) -> None:
        while True:
            bars = [await closed.get()]
            await asyncio.sleep(GATHER_S)
            while not closed.empty():
                bars.append(closed.get_nowait())
            try:
                await self._store.save_bars(bars)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as cause:
                # Policy: a minute missing from the charts must not stop the quotes; the next leader, or the
                # next start, fills the hole from history.
                log.warning("feeder.bars_not_stored", cause=repr(cause), bars=len(bars))
                continue
            await self._bus.publish_many((subjects.bar(bar.symbol), _encode(bar)) for bar in bars)

    async def _backfill(self, symbols: Sequence[str]) -> None:
        """Store the bars of the last day that are missing, each symbol in one statement."""
        newest = await self._store.newest_bars(symbols, timeframe=TIMEFRAME)
        now = self._pace.now()
        stored = 0
        for symbol in symbols:
            start = max(newest.get(symbol, now - BACKFILL), now - BACKFILL)
            bars = await self._source.history(
                symbol, timeframe=TIMEFRAME, start=start, end=now, limit=BACKFILL_BARS_MAX
            )
            await self._store.save_bars(bars)
            stored += len(bars)
        log.info("feeder.backfilled", source=self._source.name, bars=stored)

    async def _prune_hourly(self) -> None:
        while True:
            await self._store.prune(timeframe=TIMEFRAME, now=self._pace.now())
            await asyncio.sleep(PRUNE_EVERY_S)

    async def _answer_snapshot(self, _: bytes) -> bytes:
        return _encode({"quotes": list(self._latest.values())})
