"""The paper venue of one executor process: many accounts, one writer, shared commits.

Everything that arrives (orders, cancels, quotes, timers) goes into one queue. The writer takes what is there,
decides it in the pure core, commits all of it in one transaction and only then answers and tells. So an
accepted order is a committed order, and what arrives during a commit shares the next one.

When a commit fails its outcome may be unknown: places in it answer `Unknown`, the accounts hear `StreamGap`,
and their books are read again from the database before anything else is decided about them.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import Any, Final, Protocol
from uuid import UUID

import structlog

from tradewright.adapters.brokers.paper.admission import MarketView
from tradewright.adapters.brokers.paper.agenda import Agenda
from tradewright.adapters.brokers.paper.book import Book
from tradewright.adapters.brokers.paper.broker import PaperBroker
from tradewright.adapters.brokers.paper.config import parse_config
from tradewright.adapters.brokers.paper.store import (
    AccountKey,
    KnownOrder,
    insert_executions,
    insert_orders,
    list_known,
    load_book,
    update_orders,
)
from tradewright.adapters.brokers.paper.work import (
    Account,
    Cancel,
    Draft,
    OrderName,
    Place,
    QuoteArrived,
    Refresh,
    Wake,
    Work,
    ids_asked,
)
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.ports.broker import (
    BrokerEvent,
    CancelOutcome,
    DeniedLocally,
    OrderRequest,
    PlaceOutcome,
    StreamGap,
    Unknown,
)
from tradewright.kernel.clock import Clock
from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import AccountId, ClientOrderId, UserId
from tradewright.platform.db import Database, Tx

log = structlog.get_logger(__name__)

BATCH_MAX: Final = 512
"""Arrivals in one commit: long enough to share the flush to disk, short enough to stay under 100 ms."""
QUOTES_WAITING_MAX: Final = 4096
"""Beyond this the database must be gone; newer quotes will tell the same when it is back."""
RETRY_S: Final = 1.0
_NOBODY: Final = AccountId(UUID(int=0))

Sink = Callable[[AccountId, BrokerEvent], None]
Fence = Callable[[Tx, Collection[UserId]], Awaitable[None]]
"""Runs first in every transaction of the venue; raises when this process may not write for these users."""


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
        self._clock = clock
        self._fence = fence
        self._accounts: dict[AccountId, Account] = {}
        self._listeners: dict[AccountId, list[Sink]] = {}
        self._stale: set[AccountId] = set()
        self._leaving: set[AccountId] = set()
        self._agenda = Agenda(clock, lambda account_id, order_id: self._push(Wake(account_id, order_id)))
        self._queue: deque[Work] = deque()
        self._quotes_waiting = 0
        self._arrived = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self._is_closing = False

    async def start(self) -> None:
        """Begin to work. Accounts may be opened before or after."""
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_forever(), name="paper-venue")

    async def close(self) -> None:
        """Finish what has arrived, then stop. Skipping this loses nothing that was answered."""
        if self._writer is None:
            return
        self._is_closing = True
        await self._flushed()
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)
        self._writer = None
        self._agenda.stop()

    def abandon(self) -> None:
        """Stop at once, as a killed process does: what is committed stands, the rest never was."""
        self._is_closing = True
        if self._writer is not None:
            self._writer.cancel()
        self._agenda.stop()

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
        account = self._accounts.get(account_id)
        if account is not None:
            change = terms.starting_cash - account.config.starting_cash
            account.config = terms
            account.book = Book(account.book.cash + change, account.book.holdings, account.book.orders)
        else:
            async with self.db.acting([user_id]) as tx:
                await self._fence(tx, [user_id])
                book = await load_book(tx, key, config=terms, instruments=self.market.instrument)
            self._accounts[account_id] = Account(key, terms, book)
            self._listeners[account_id] = []
            self._leaving.discard(account_id)
            self._agenda.keep(account_id, book, terms)
        if sink is not None and sink not in self._listeners[account_id]:
            self._listeners[account_id].append(sink)
        return PaperBroker(self, key)

    async def release_account(self, account_id: AccountId) -> None:
        """Let an account go after its work under way is done; later calls for it are denied locally."""
        if account_id not in self._accounts:
            return
        self._leaving.add(account_id)
        await self._flushed()
        self._accounts.pop(account_id, None)
        self._listeners.pop(account_id, None)
        self._stale.discard(account_id)
        self._agenda.forget(account_id)

    def on_quote(self, quote: Quote) -> None:
        """Tell the venue of one quote. Cheap when no live order waits for its symbol."""
        if self._agenda.watchers(quote.symbol) and self._quotes_waiting < QUOTES_WAITING_MAX:
            self._quotes_waiting += 1
            self._push(QuoteArrived(quote))

    def tick(self) -> None:
        """Wake every order whose time has come; a timer calls this, and tests that move the clock do."""
        self._agenda.tick()

    # What the brokers of the accounts use -----------------------------------------------------------------

    async def place(self, account_id: AccountId, request: OrderRequest) -> PlaceOutcome:
        if not self._takes(account_id):
            return DeniedLocally("account_not_open")
        answer: asyncio.Future[PlaceOutcome] = asyncio.get_running_loop().create_future()
        self._push(Place(account_id, request, answer))
        return await answer

    async def cancel(self, account_id: AccountId, client_order_id: ClientOrderId) -> CancelOutcome:
        if not self._takes(account_id):
            return DeniedLocally("account_not_open")
        answer: asyncio.Future[CancelOutcome] = asyncio.get_running_loop().create_future()
        self._push(Cancel(account_id, client_order_id, answer))
        return await answer

    def _takes(self, account_id: AccountId) -> bool:
        is_working = self._writer is not None and not self._is_closing
        return is_working and account_id in self._accounts and account_id not in self._leaving

    async def book_of(self, account_id: AccountId) -> Book:
        """Return the account's book as last committed; raise Unavailable when it cannot be known now."""
        if account_id in self._stale:
            answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._push(Refresh(account_id, answer))
            await answer
        account = self._accounts.get(account_id)
        if account is None or account_id in self._stale:
            raise Unavailable("the paper account's book is not known now", account_id=str(account_id))
        return account.book

    def listen(self, account_id: AccountId, sink: Sink) -> Callable[[], None]:
        """Have `sink` hear the account's events; the returned function ends it."""
        listeners = self._listeners.get(account_id)
        if listeners is None:
            raise Unavailable("the paper account is not open here", account_id=str(account_id))
        listeners.append(sink)
        return lambda: listeners.remove(sink) if sink in listeners else None

    # The writer -------------------------------------------------------------------------------------------

    def _push(self, work: Work) -> None:
        self._queue.append(work)
        self._arrived.set()

    async def _flushed(self) -> None:
        """Return when everything that has arrived before is decided and committed."""
        if self._writer is None or self._writer.done():
            return
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._push(Refresh(_NOBODY, answer))
        await answer

    async def _write_forever(self) -> None:
        while True:
            await self._arrived.wait()
            batch = [self._queue.popleft() for _ in range(min(len(self._queue), BATCH_MAX))]
            if not self._queue:
                self._arrived.clear()
            self._quotes_waiting -= sum(isinstance(work, QuoteArrived) for work in batch)
            try:
                await self._commit(batch)
            except Exception as cause:
                # Policy: whatever went wrong, nobody is told that something happened or did not; the truth is
                # read again from the database. Work that was asked for is answered Unknown, never repeated.
                log.warning("paper.commit_failed", arrivals=len(batch), exc_info=True)
                self._give_up(batch, cause)
            for work in batch:
                if isinstance(work, Refresh) and work.answer is not None and not work.answer.done():
                    work.answer.set_result(None)

    async def _commit(self, batch: list[Work]) -> None:
        aimed = [(account, work) for work in batch for account in self._accounts_of(work)]
        stale = {account.key.account_id for account, _ in aimed} & self._stale
        asked = [name for work in batch for name in ids_asked(work)]
        if not asked and not stale and not self._draft(aimed, {}).has_changes:
            return  # quotes that move nobody's order need no transaction
        users = {account.key.user_id for account, _ in aimed}
        async with self.db.acting(users) as tx:
            await self._fence(tx, users)
            for account_id in stale:
                account = self._accounts[account_id]
                account.book = await load_book(
                    tx, account.key, config=account.config, instruments=self.market.instrument
                )
            draft = self._draft(aimed, await list_known(tx, asked))
            await insert_orders(tx, list(draft.created.values()))
            await update_orders(tx, list(draft.updated.values()))
            await insert_executions(tx, draft.fills)
        for account_id in stale:
            self._stale.discard(account_id)
            account = self._accounts[account_id]
            self._agenda.keep(account_id, account.book, account.config)
        self._settle(draft)

    def _draft(self, aimed: Iterable[tuple[Account, Work]], known: Mapping[OrderName, KnownOrder]) -> Draft:
        draft = Draft(market=self.market, now=self._clock.now(), known=known)
        for account, work in aimed:
            draft.take(account, work)
        return draft

    def _accounts_of(self, work: Work) -> list[Account]:
        if isinstance(work, QuoteArrived):
            return [self._accounts[account_id] for account_id in self._agenda.watchers(work.quote.symbol)]
        account = self._accounts.get(work.account_id)
        if account is not None:
            return [account]
        if isinstance(work, (Place, Cancel)) and not work.answer.done():
            work.answer.set_result(DeniedLocally("account_not_open"))
        return []

    def _settle(self, draft: Draft) -> None:
        """Make the committed draft true: books, answers, then events."""
        for account_id, book in draft.books.items():
            account = self._accounts.get(account_id)
            if account is not None:
                account.book = book
                self._agenda.keep(account_id, book, account.config)
        for placed, outcome in draft.placed:
            if not placed.answer.done():
                placed.answer.set_result(outcome)
        for cancelled, result in draft.cancelled:
            if not cancelled.answer.done():
                cancelled.answer.set_result(result)
        # Not at once: whoever awaits an answer wakes in the next round, and hears it before the events.
        asyncio.get_running_loop().call_soon(self._tell, draft.events)

    def _tell(self, events: Iterable[tuple[AccountId, BrokerEvent]]) -> None:
        for account_id, event in events:
            for sink in tuple(self._listeners.get(account_id, ())):
                try:
                    sink(account_id, event)
                except Exception:
                    # Policy: one listener's bug must not leave the others without their fills.
                    log.exception("paper.listener_failed", account_id=str(account_id))

    def _give_up(self, batch: list[Work], cause: Exception) -> None:
        text = f"{type(cause).__name__}: {cause}"
        involved: set[AccountId] = set()
        for work in batch:
            involved.update(account.key.account_id for account in self._accounts_of(work))
            if isinstance(work, (Place, Cancel)) and not work.answer.done():
                work.answer.set_result(Unknown(text))
        self._stale |= involved
        gap = StreamGap(f"a commit's outcome is unknown: {text}")
        loop = asyncio.get_running_loop()
        loop.call_soon(self._tell, [(account_id, gap) for account_id in involved])
        for account_id in involved:
            loop.call_later(RETRY_S, self._push, Refresh(account_id))
