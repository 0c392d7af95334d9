"""The paper venue of one executor process: many accounts, one writer, shared commits.

Everything that arrives (orders, cancels, quotes, timers) goes into one queue. The writer takes what is there,
decides it in the pure core, commits all of it in one transaction and only then answers and tells. So an
accepted order is a committed order, and what arrives during a commit shares the next one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

from tradewright.adapters.brokers.paper.admission import MarketView
from tradewright.adapters.brokers.paper.book import Book
from tradewright.adapters.brokers.paper.broker import PaperBroker
from tradewright.adapters.brokers.paper.config import parse_config
from tradewright.adapters.brokers.paper.store import AccountKey, load_book
from tradewright.adapters.brokers.paper.work import Account, Cancel, Place, QuoteArrived, Replace
from tradewright.adapters.brokers.paper.writer import Fence, Sink, Writer
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.ports.broker import (
    CancelOutcome,
    DeniedLocally,
    OrderChange,
    OrderRequest,
    PlaceOutcome,
    ReplaceOutcome,
)
from tradewright.kernel.clock import Clock
from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import AccountId, ClientOrderId, UserId
from tradewright.platform.db import Database, Tx


class Quotes(Protocol):
    """Where the venue looks up the present market."""

    def latest(self, symbol: str) -> Quote | None: ...


async def no_fence(_: Tx, __: Collection[UserId]) -> None:
    """The fence of a process that has no rival (tests, tools)."""


class PaperVenue:
    """Holds the books of the accounts this process owns. `start` it, feed it quotes, `close` it."""

    def __init__(
        self,
        *,
        db: Database,
        quotes: Quotes,
        instruments: Callable[[str], Instrument | None],
        clock: Clock,
        fence: Fence = no_fence,
    ) -> None:
        self.market = MarketView(instrument=instruments, quote=quotes.latest)
        self.db = db
        self._fence = fence
        self._leaving: set[AccountId] = set()
        self._is_closing = False
        self._writer = Writer(db=db, market=self.market, clock=clock, fence=fence)

    async def start(self) -> None:
        """Begin to work. Accounts may be opened before or after."""
        self._writer.start()

    async def close(self) -> None:
        """Finish what has arrived, then stop. Skipping this loses nothing that was answered."""
        self._is_closing = True
        await self._writer.flushed()
        await self._writer.stop()

    async def abandon(self) -> None:
        """Stop at once, as a killed process does: what is committed stands, the rest never was."""
        self._is_closing = True
        await self._writer.stop()

    async def open_account(
        self, user_id: UserId, account_id: AccountId, config: Mapping[str, Any], sink: Sink | None = None
    ) -> PaperBroker:
        """Load an account's book from the database and return its broker.

        Opening an open account changes its terms and adds the sink. `sink` hears every event after its
        commit, from the event loop, and must not block. Raises Invalid for bad terms, Unavailable when the
        database does not answer.
        """
        terms = parse_config(config)
        key = AccountKey(user_id, account_id)
        account = self._writer.accounts.get(account_id)
        if account is not None:
            change = terms.starting_cash - account.config.starting_cash
            account.config = terms
            account.book = Book(account.book.cash + change, account.book.holdings, account.book.orders)
        else:
            async with self.db.acting([user_id]) as tx:
                await self._fence(tx, [user_id])
                book = await load_book(tx, key, config=terms, instruments=self.market.instrument)
            self._writer.accounts[account_id] = Account(key, terms, book)
            self._writer.listeners[account_id] = []
            self._leaving.discard(account_id)
            self._writer.agenda.keep(account_id, book, terms)
        if sink is not None and sink not in self._writer.listeners[account_id]:
            self._writer.listeners[account_id].append(sink)
        return PaperBroker(self, key)

    async def release_account(self, account_id: AccountId) -> None:
        """Let an account go after its work under way is done; later calls for it are denied locally."""
        if account_id not in self._writer.accounts:
            return
        self._leaving.add(account_id)
        await self._writer.flushed()
        self._writer.accounts.pop(account_id, None)
        self._writer.listeners.pop(account_id, None)
        self._writer.stale.discard(account_id)
        self._writer.agenda.forget(account_id)

    def on_quote(self, quote: Quote) -> None:
        """Tell the venue of one quote. Cheap when no live order waits for its symbol."""
        if self._writer.agenda.watchers(quote.symbol):
            self._writer.push(QuoteArrived(quote))

    def tick(self) -> None:
        """Wake every order whose time has come; a timer calls this, and tests that move the clock do."""
        self._writer.agenda.tick()

    async def place(self, account_id: AccountId, request: OrderRequest) -> PlaceOutcome:
        if not self._takes(account_id):
            return DeniedLocally("account_not_open")
        answer: asyncio.Future[PlaceOutcome] = asyncio.get_running_loop().create_future()
        self._writer.push(Place(account_id, request, answer))
        return await answer

    async def cancel(self, account_id: AccountId, client_order_id: ClientOrderId) -> CancelOutcome:
        if not self._takes(account_id):
            return DeniedLocally("account_not_open")
        answer: asyncio.Future[CancelOutcome] = asyncio.get_running_loop().create_future()
        self._writer.push(Cancel(account_id, client_order_id, answer))
        return await answer

    async def replace(
        self, account_id: AccountId, client_order_id: ClientOrderId, change: OrderChange
    ) -> ReplaceOutcome:
        if not self._takes(account_id):
            return DeniedLocally("account_not_open")
        answer: asyncio.Future[ReplaceOutcome] = asyncio.get_running_loop().create_future()
        self._writer.push(Replace(account_id, client_order_id, change, answer))
        return await answer

    def _takes(self, account_id: AccountId) -> bool:
        is_working = self._writer.is_running and not self._is_closing
        return is_working and account_id in self._writer.accounts and account_id not in self._leaving

    async def book_of(self, account_id: AccountId) -> Book:
        """Return the account's book as last committed; raise Unavailable when it cannot be known now."""
        if account_id in self._writer.stale:
            await self._writer.flushed(account_id)
        account = self._writer.accounts.get(account_id)
        if account is None or account_id in self._writer.stale:
            raise Unavailable("the paper account's book is not known now", account_id=str(account_id))
        return account.book

    def listen(self, account_id: AccountId, sink: Sink) -> Callable[[], None]:
        """Have `sink` hear the account's events; the returned function ends it."""
        listeners = self._writer.listeners.get(account_id)
        if listeners is None:
            raise Unavailable("the paper account is not open here", account_id=str(account_id))
        listeners.append(sink)
        return lambda: listeners.remove(sink) if sink in listeners else None
