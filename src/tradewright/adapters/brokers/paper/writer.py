"""The paper venue's one writer: takes what has arrived, decides it, commits it, and only then tells.

When a commit fails its outcome may be unknown: what was asked for in it is answered `Unknown`, and the accounts'
books are read again from the database before anything else is decided about them. Once that worked, the
accounts hear `StreamGap`: fills may have been committed that nobody was told of.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import Final
from uuid import UUID

from tradewright.adapters.brokers.paper.admission import MarketView
from tradewright.adapters.brokers.paper.agenda import Agenda
from tradewright.adapters.brokers.paper.store import (
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
    Replace,
    Wake,
    Work,
    ids_asked,
)
from tradewright.domain.trading.ports.broker import BrokerEvent, DeniedLocally, StreamGap, Unknown
from tradewright.kernel.clock import Clock
from tradewright.kernel.ids import AccountId, UserId
from tradewright.platform.db import Database, Tx
from tradewright.platform.telemetry import logger

log = logger(__name__)

BATCH_MAX: Final = 512
"""Arrivals in one commit: long enough to share the flush to disk, short enough to stay under 100 ms."""
QUOTES_WAITING_MAX: Final = 4096
"""Beyond this the database must be gone; newer quotes will tell the same when it is back."""
RETRY_S: Final = 1.0
_NOBODY: Final = AccountId(UUID(int=0))

Sink = Callable[[AccountId, BrokerEvent], None]
Fence = Callable[[Tx, Collection[UserId]], Awaitable[None]]
"""Runs first in every transaction of the venue; raises when this process may not write for these users."""


class Writer:
    """Owns the accounts' books. `push` work, and it is decided in the order in which it came."""

    def __init__(self, *, db: Database, market: MarketView, clock: Clock, fence: Fence) -> None:
        self.accounts: dict[AccountId, Account] = {}
        self.listeners: dict[AccountId, list[Sink]] = {}
        self.stale: set[AccountId] = set()
        """Accounts whose book in memory may be behind the database."""
        self.agenda = Agenda(clock, lambda account_id, order_id: self.push(Wake(account_id, order_id)))
        self._db = db
        self._market = market
        self._clock = clock
        self._fence = fence
        self._queue: deque[Work] = deque()
        self._quotes_waiting = 0
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        return self._task is not None and not self._task.done()

    def start(self) -> None:
        if not self.is_running:
            self._task = asyncio.create_task(self._write_forever(), name="paper-venue")

    async def stop(self) -> None:
        """Stop at once: what is committed stands, the rest never was."""
        self.agenda.stop()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def push(self, work: Work) -> None:
        """Have `work` decided after everything that came before it. Quotes are dropped when far behind."""
        if isinstance(work, QuoteArrived):
            if self._quotes_waiting >= QUOTES_WAITING_MAX:
                return
            self._quotes_waiting += 1
        self._queue.append(work)
        self._arrived.set()

    async def flushed(self, account_id: AccountId = _NOBODY) -> None:
        """Return when everything that came before is decided and committed, or given up.

        With an account, its book has by then been read again if it was stale and the database let it.
        """
        if self.is_running:
            answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self.push(Refresh(account_id, answer))
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
        stale = [account for account in _distinct(aimed) if account.key.account_id in self.stale]
        asked = [name for work in batch for name in ids_asked(work)]
        if not asked and not stale and not self._draft(aimed, {}).has_changes:
            return  # quotes that move nobody's order need no transaction
        users = {account.key.user_id for account, _ in aimed}
        async with self._db.acting(users) as tx:
            await self._fence(tx, users)
            for account in stale:
                account.book = await load_book(
                    tx, account.key, config=account.config, instruments=self._market.instrument
                )
            draft = self._draft(aimed, await list_known(tx, asked))
            await insert_orders(tx, list(draft.created.values()))
            await update_orders(tx, list(draft.updated.values()))
            await insert_executions(tx, draft.fills)
        for account in stale:
            self._recover(account)
        self._settle(draft)

    def _draft(self, aimed: Iterable[tuple[Account, Work]], known: Mapping[OrderName, KnownOrder]) -> Draft:
        draft = Draft(market=self._market, now=self._clock.now(), known=known)
        for account, work in aimed:
            draft.take(account, work)
        return draft

    def _accounts_of(self, work: Work) -> list[Account]:
        if isinstance(work, QuoteArrived):
            watching = self.agenda.watchers(work.quote.symbol)
            return [self.accounts[account_id] for account_id in watching if account_id in self.accounts]
        account = self.accounts.get(work.account_id)
        if account is not None:
            return [account]
        if isinstance(work, (Place, Cancel, Replace)) and not work.answer.done():
            work.answer.set_result(DeniedLocally("account_not_open"))
        return []

    def _recover(self, account: Account) -> None:
        account_id = account.key.account_id
        self.stale.discard(account_id)
        if account_id in self.accounts:  # it may have been released meanwhile
            self.agenda.keep(account_id, account.book, account.config)
            gap = StreamGap("a commit's outcome was unknown; the book was read again")
            asyncio.get_running_loop().call_soon(self._tell, [(account_id, gap)])

    def _settle(self, draft: Draft) -> None:
        """Make the committed draft true: books, answers, then events."""
        for account_id, book in draft.books.items():
            account = self.accounts.get(account_id)
            if account is not None:
                account.book = book
                self.agenda.keep(account_id, book, account.config)
        for placed, outcome in draft.placed:
            if not placed.answer.done():
                placed.answer.set_result(outcome)
        for cancelled, result in draft.cancelled:
            if not cancelled.answer.done():
                cancelled.answer.set_result(result)
        for replaced, answer in draft.replaced:
            if not replaced.answer.done():
                replaced.answer.set_result(answer)
        # Not at once: whoever awaits an answer wakes in the next round, and hears it before the events.
        asyncio.get_running_loop().call_soon(self._tell, draft.events)

    def _tell(self, events: Iterable[tuple[AccountId, BrokerEvent]]) -> None:
        for account_id, event in events:
            for sink in tuple(self.listeners.get(account_id, ())):
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
            if isinstance(work, (Place, Cancel, Replace)) and not work.answer.done():
                work.answer.set_result(Unknown(text))
        self.stale |= involved
        for account_id in involved:
            asyncio.get_running_loop().call_later(RETRY_S, self.push, Refresh(account_id))


def _distinct(aimed: Iterable[tuple[Account, Work]]) -> Iterable[Account]:
    return {account.key: account for account, _ in aimed}.values()
