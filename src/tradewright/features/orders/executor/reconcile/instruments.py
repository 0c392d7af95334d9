"""What each venue trades and by which rules: read from the venue when it is old, kept in the database for all executors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from tradewright.domain.trading.instrument import Instrument, Lot
from tradewright.domain.trading.ports.broker import Broker, VenueInstrument
from tradewright.kernel.clock import Clock
from tradewright.platform.db import Database, statements

queries = statements(__package__)

REFRESH_AFTER = timedelta(hours=6)
"""Venues change tick sizes and minimums a few times a year, and list symbols every day."""
RULE_CODES = frozenset(
    {
        "price_off_grid",
        "quantity_off_grid",
        "quantity_below_minimum",
        "below_minimum_notional",
        "filter_failure",
    }
)
"""Refusals that say our copy of a rule is old: read the rules again at once."""


class VenueInstruments:
    """The instruments of venues by venue key ("alpaca:paper"), as last read. One for each executor."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._by_venue: dict[str, dict[str, Instrument]] = {}
        self._read_at: dict[str, datetime] = {}

    def of(self, venue: str) -> Mapping[str, Instrument]:
        """Return what is known of a venue now, without waiting; empty until `load` was called for it."""
        return self._by_venue.get(venue, {})

    async def load(self, venue: str, broker: Broker, *, anew: bool = False) -> Mapping[str, Instrument]:
        """Return the venue's instruments: from memory or the database while fresh, else (or `anew`) from the venue.

        Raises BrokerUnavailable when they must be read and cannot be, unless an older reading is at hand.
        """
        now = self._clock.now()
        known = self._read_at.get(venue)
        if known is not None and not anew and now - known < REFRESH_AFTER:
            return self._by_venue[venue]
        rows, read_at = await self._stored(venue)
        if read_at is not None and not anew and now - read_at < REFRESH_AFTER:
            return self._keep(venue, rows, read_at)
        fresh = await broker.instruments()
        await self._save(venue, fresh, now)
        rows, _ = await self._stored(venue)
        return self._keep(venue, rows, now)

    def _keep(self, venue: str, rows: Sequence[Instrument], at: datetime) -> Mapping[str, Instrument]:
        # One object for the life of the executor: a MarketView holds it and sees what is added.
        kept = self._by_venue.setdefault(venue, {})
        kept.update({one.symbol: one for one in rows})
        self._read_at[venue] = at
        return kept

    async def _stored(self, venue: str) -> tuple[list[Instrument], datetime | None]:
        async with self._db.open() as tx:
            rows = [read_instrument(row) async for row in queries.list_venue_instruments(tx, venue=venue)]
            return rows, await queries.venue_read_at(tx, venue=venue)

    async def _save(self, venue: str, found: Sequence[VenueInstrument], now: datetime) -> None:
        if not found:
            return
        columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
        for one in found:
            for name, value in zip(_COLUMNS, _row(venue, one, now), strict=True):
                columns[name].append(value)
        async with self._db.open() as tx:
            await queries.save_venue_instruments(tx, **columns)
            await queries.forget_venue_instruments(tx, venue=venue, before=now)


_COLUMNS = (
    "venues", "symbols", "venue_symbols", "names", "markets", "currencies", "bases", "ticks", "lot_steps", "lot_smallests",
    "multipliers", "notional_mins", "has_leverages", "lot_unitss", "pips", "is_tradables", "is_fractionables",
    "is_shortables", "updated_ats",
)  # fmt: skip


def _row(venue: str, one: VenueInstrument, now: datetime) -> tuple[Any, ...]:
    of = one.instrument
    return (
        venue, of.symbol, one.venue_symbol, of.name, of.market, of.currency, of.base, of.tick, of.lot.step, of.lot.smallest,
        of.multiplier, of.notional_min, of.has_leverage, of.lot_units, of.pip, one.is_tradable, one.is_fractionable,
        one.is_shortable, now,
    )  # fmt: skip


def read_instrument(row: asyncpg.Record) -> Instrument:
    """Return the instrument that a row of app.venue_instrument holds."""
    return Instrument(
        symbol=row["symbol"],
        name=row["name"],
        market=row["market"],
        currency=row["currency"],
        tick=row["tick"],
        lot=Lot(step=row["lot_step"], smallest=row["lot_smallest"]),
        multiplier=row["multiplier"],
        notional_min=row["notional_min"],
        base=row["base"],
        has_leverage=row["has_leverage"],
        lot_units=row["lot_units"],
        pip=row["pip"],
    )
