"""A floor of executors with one more venue: an account elsewhere, under the test's own hand, looked at every moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

import asyncpg
import pytest
from tests.store.executor import conftest as executor_floor
from tests.store.executor.conftest import Floor, PaperFactory, Running, floor
from tests.store.reconcile.venue import ACME, PRICE, SYMBOL, HandVenue
from tests.support.eventually import eventually

from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.ports.broker import Broker
from tradewright.domain.trading.signal import Intent, Remedy, Sizing
from tradewright.features.orders.executor import loop
from tradewright.features.orders.executor.reconcile import patience, reconciler
from tradewright.features.orders.executor.venues import Sink
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import AccountId, SignalId, UserId, new_uuid7

__all__ = ["floor"]
VENUE_KEY = "elsewhere:paper"


@dataclass
class Elsewhere:
    """One trader with an account at the hand-made venue (and one on paper), and the floor it runs on."""

    floor: Floor
    venue: HandVenue
    user_id: UserId
    account_id: AccountId
    paper_id: AccountId
    running: Running | None = None

    async def start(self) -> None:
        self.running = await self.floor.start_executor()
        self.quote()

    def quote(self) -> None:
        """Have the venue's own price known here."""
        assert self.running is not None
        market = self.running.executor._market
        market.add_venue(VENUE_KEY, {SYMBOL: ACME})
        market.hear(VENUE_KEY, Quote(SYMBOL, PRICE, PRICE, PRICE, SystemClock().now()))

    async def ask(self, intent: Intent) -> SignalId:
        self.quote()
        return await self.floor.ask(self.user_id, self.account_id, intent)

    async def buy(self, quantity: str, **more: Any) -> SignalId:
        return await self.ask(Intent("buy", SYMBOL, sizing=Sizing("fixed", Decimal(quantity)), **more))

    async def answer(self, discrepancy: asyncpg.Record, remedy: Remedy) -> asyncpg.Record:
        intent = Intent("resolve", SYMBOL, discrepancy_id=discrepancy["discrepancy_id"], remedy=remedy)
        return await self.floor.decided(await self.ask(intent))

    async def row(
        self, sql: str, *values: Any, where: Callable[[asyncpg.Record], bool] = lambda _: True
    ) -> asyncpg.Record:
        """Return the first row for which `where` holds, once there is one."""

        async def look() -> asyncpg.Record | None:
            rows = await self.floor.owner.fetch(sql, *values)
            return next((row for row in rows if where(row)), None)

        return await eventually(look)

    async def discrepancy(self, state: str = "open") -> asyncpg.Record:
        return await self.row("select * from app.discrepancy", where=lambda row: bool(row["state"] == state))

    async def position(self) -> Decimal:
        return await self.floor.position(self.account_id, SYMBOL)

    async def holds(self, quantity: str) -> None:
        """Return once our books hold so many."""
        sql = "select quantity from app.position where account_id = $1"
        await self.row(sql, self.account_id, where=lambda row: bool(row["quantity"] == Decimal(quantity)))

    async def in_sync(self) -> None:
        """Return once the account has been looked at and entries are allowed."""
        assert self.running is not None
        books = self.running.executor._books

        async def look() -> bool:
            desk = books.find_desk(self.account_id)
            return desk is not None and "*" not in desk.book.accounts[self.account_id].blocked

        await eventually(look)


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that waits for seconds waits for tenths."""
    tenth = timedelta(seconds=0.1)
    # By name: the package's own names for what these modules hold hide the modules.
    inquiry, watch, compare, orders = (
        import_module(f"tradewright.domain.trading.reconcile.{name}")
        for name in ("inquiry", "watch", "compare", "orders")
    )
    monkeypatch.setattr(inquiry, "LOOK_AFTER_S", (0.1, 0.2, 0.4, 0.6))
    monkeypatch.setattr(inquiry, "LOOK_EVERY_S", 0.2)
    monkeypatch.setattr(inquiry, "MISSES_APART", tenth / 10)
    for module, name in (
        (watch, "QUIET"), (compare, "QUIET"), (orders, "QUIET"), (watch, "CONFIRM_AFTER"), (compare, "CONFIRM_AFTER"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, tenth)
    monkeypatch.setattr(reconciler, "LOOKS_APART", tenth)
    monkeypatch.setattr(patience, "REFUSED_AGAIN", tenth)
    monkeypatch.setattr(loop, "SETTLE_EVERY_S", 0.3)
    monkeypatch.setattr(loop, "DOUBT_EVERY_S", 0.05)


@pytest.fixture
async def elsewhere(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    venue = HandVenue()

    class Factory(PaperFactory):
        async def open(
            self,
            user_id: UserId,
            account_id: AccountId,
            *,
            broker: str,
            config: dict[str, Any],
            sink: Sink,
            **more: Any,
        ) -> Broker:
            if broker != "elsewhere":
                return await super().open(user_id, account_id, broker=broker, config=config, sink=sink)
            venue.say = lambda event: sink(account_id, event)
            await venue.connect()
            return venue

        async def release(self, account_id: AccountId) -> None:
            if account_id != made.account_id:
                await super().release(account_id)

    monkeypatch.setattr(executor_floor, "PaperFactory", Factory)
    user_id, [paper_id] = await floor.add_trader()
    account_id = AccountId(new_uuid7())
    await floor.owner.execute(
        """insert into app.account (user_id, account_id, broker, label, environment, currency, created_at)
           values ($1, $2, 'elsewhere', 'By hand', 'paper', 'USD', now())""",
        user_id,
        account_id,
    )
    await floor.owner.execute(
        "insert into app.account_book (user_id, account_id, starting_cash, updated_at) values ($1, $2, 100000, now())",
        user_id,
        account_id,
    )
    made = Elsewhere(floor, venue, user_id, account_id, paper_id)
    return made
