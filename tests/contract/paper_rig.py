"""A paper account under a test's control: its own trader, a market that is moved by hand, a clock that stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
from tests.support.servers import TestDatabase

from tradewright.adapters.brokers.paper import PaperBroker, PaperVenue
from tradewright.adapters.marketdata.simulated import UNIVERSE
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.ports.broker import BrokerEvent
from tradewright.kernel.ids import AccountId, ClientOrderId, UserId, new_uuid7
from tradewright.platform.db import Database

SYMBOL = "ETHUSDT"
NOTHING = ClientOrderId("NOTHING")
INSTRUMENTS = {listing.instrument.symbol: listing.instrument for listing in UNIVERSE}


class HandMarket:
    """Quotes and time as the test sets them."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
        self._quotes: dict[str, Quote] = {}

    def now(self) -> datetime:
        return self.moment

    def latest(self, symbol: str) -> Quote | None:
        return self._quotes.get(symbol)

    def set(self, bid: str, ask: str, *, symbol: str = SYMBOL) -> Quote:
        quote = Quote(symbol, Decimal(bid), Decimal(ask), Decimal(bid), self.moment)
        self._quotes[symbol] = quote
        return quote


class PaperRig:
    """The paper venue as a `Rig` of the broker contract."""

    def __init__(self, db: Database, user_id: UserId, config: dict[str, Any]) -> None:
        self.db = db
        self.market = HandMarket()
        self.user_id = user_id
        self.account_id = AccountId(new_uuid7())
        self.config = config
        self.heard: list[BrokerEvent] = []
        self.venue: PaperVenue
        self.broker: PaperBroker

    async def start(self) -> None:
        self.market.set("2000.00", "2000.10")
        await self._open()

    async def move(self, bid: str, ask: str) -> None:
        self.market.moment += timedelta(milliseconds=500)
        self.venue.on_quote(self.market.set(bid, ask))
        await self.settle()

    async def wait(self, seconds: float) -> None:
        """Let time pass without a quote."""
        self.market.moment += timedelta(seconds=seconds)
        self.venue.tick()
        await self.settle()

    async def settle(self) -> None:
        # A cancel of nothing is answered after everything before it is committed, and told before the next one.
        for _ in range(2):
            await self.broker.cancel(NOTHING)

    async def crash(self) -> None:
        """Drop the venue with no word of farewell, as a killed process would; then begin afresh."""
        await self.settle()
        await self.venue.abandon()
        await self._open()

    async def stop(self) -> None:
        await self.venue.close()

    async def _open(self) -> None:
        self.venue = PaperVenue(
            db=self.db, quotes=self.market, instruments=INSTRUMENTS.get, clock=self.market
        )
        await self.venue.start()
        self.broker = await self.venue.open_account(self.user_id, self.account_id, self.config, self._hear)

    def _hear(self, account_id: AccountId, event: BrokerEvent) -> None:
        assert account_id == self.account_id
        self.heard.append(event)


async def a_trader(database: TestDatabase) -> UserId:
    """Make a trader the venue's rows can belong to."""
    user_id = UserId(new_uuid7())
    connection = await asyncpg.connect(database.owner_dsn)
    try:
        await connection.execute(
            "insert into app.trader (user_id, email, email_key, password_hash, shard_id, created_at)"
            " values ($1, $2, $2, 'none', 0, now())",
            UUID(int=user_id.int),
            f"{user_id}@example.test",
        )
    finally:
        await connection.close()
    return user_id
