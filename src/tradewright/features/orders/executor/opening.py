"""Bringing users' books into memory: read them, open their accounts, settle what was left open; and dropping them again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from tradewright.domain.trading.keeper.scene import is_heir
from tradewright.features.orders.executor import loader
from tradewright.features.orders.executor.agenda import Agenda
from tradewright.features.orders.executor.background import cancelled
from tradewright.features.orders.executor.books import Books
from tradewright.features.orders.executor.connecting import Connecting
from tradewright.features.orders.executor.controls import load_controls
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.inbox import Inbox, PredecessorEnded
from tradewright.features.orders.executor.market import Market
from tradewright.features.orders.executor.reconcile.reconciler import Reconciler
from tradewright.features.orders.executor.shards import ShardLease
from tradewright.features.orders.executor.trouble import RETRY_AFTER_S
from tradewright.features.orders.executor.venues import Venues
from tradewright.kernel.clock import Clock
from tradewright.kernel.ids import AccountId, UserId
from tradewright.platform import telemetry
from tradewright.platform.db import Database

log = telemetry.logger(__name__)

RETRY_AFTER_S_MAX = 15.0
"""The longest wait before books that cannot be read are tried again."""


class Opening:
    """Loads desks in tasks of their own, so that a user whose books are hard to read delays nobody."""

    def __init__(
        self, *, db: Database, clock: Clock, lease: ShardLease, market: Market, books: Books, venues: Venues, inbox: Inbox,
        reconciler: Reconciler, agenda: Agenda, connecting: Connecting,
    ) -> None:  # fmt: skip
        self._db = db
        self._clock = clock
        self._lease = lease
        self._market = market
        self._books = books
        self._venues = venues
        self._inbox = inbox
        self._reconciler = reconciler
        self._agenda = agenda
        self._connecting = connecting
        self._loading: dict[UserId, asyncio.Task[None]] = {}
        self._outdated: set[UserId] = set()
        """Users whose books changed while they were being read: what is read may be from before."""
        self._sought: dict[UserId, AccountId] = {}

    @property
    def under_way(self) -> list[UserId]:
        """Users whose books are on their way."""
        return list(self._loading)

    def load_soon(self, user_id: UserId, *, after_s: float = 0.0) -> None:
        if user_id not in self._loading and not self._books.is_leaving(user_id):
            task = asyncio.create_task(self._load_safely(user_id, after_s), name="executor-load")
            self._loading[user_id] = task

    def forget(self, user_ids: Iterable[UserId], *, after_s: float = 0.0) -> None:
        """Drop these users' books; they are loaded again from the database, `after_s` from now at the earliest."""
        for user_id in user_ids:
            if self._books.desks.pop(user_id, None) is not None:
                self.load_soon(user_id, after_s=after_s)

    def read_anew(self, user_id: UserId) -> None:
        """Read this user's books, also where they are here, and once more where they are on their way."""
        if user_id in self._loading:
            self._outdated.add(user_id)
        elif user_id in self._books.desks:
            self.forget([user_id])
        else:
            self.load_soon(user_id)

    def may_be_outdated(self, desk: UserDesk, account_id: AccountId) -> bool:
        """Return whether an account unknown to the desk may have been linked since; true only once for each account."""
        if account_id in desk.accounts or self._sought.get(desk.user_id) == account_id:
            return False
        self._sought[desk.user_id] = account_id
        return True

    async def renew_controls(self, desk: UserDesk) -> None:
        """Take over limits, kill switches and the state of accounts, which changed since the desk read them."""
        desk.set_controls(await load_controls(self._db, desk.user_id))
        await self._connecting.renew(desk)

    async def cancel(self, user_ids: Iterable[UserId] | None = None) -> None:
        """Stop loading these users, or everybody, and return once that has stopped."""
        wanted = list(self._loading) if user_ids is None else list(user_ids)
        await cancelled([self._loading[user_id] for user_id in wanted if user_id in self._loading])

    async def _load_safely(self, user_id: UserId, after_s: float) -> None:
        wait_s = RETRY_AFTER_S
        try:
            await asyncio.sleep(after_s)
            while not await self._has_loaded(user_id):
                await asyncio.sleep(wait_s)
                wait_s = min(wait_s * 2, RETRY_AFTER_S_MAX)
        finally:
            self._loading.pop(user_id, None)
            is_outdated = user_id in self._outdated
            self._outdated.discard(user_id)
            self._inbox.expect_signals()
        if is_outdated:
            self.read_anew(user_id)

    async def _has_loaded(self, user_id: UserId) -> bool:
        try:
            await self._load(user_id)
        except Exception as error:
            # Policy: whatever failed, nothing was decided. Books half settled would keep every signal waiting, so they go,
            # and are read again though no signal waits: orders may.
            self._books.desks.pop(user_id, None)
            log.exception("executor.load_failed", user_id=str(user_id), cause=type(error).__name__)
            return False
        return True

    async def _load(self, user_id: UserId) -> None:
        """Read a user's books, open the accounts, and settle what was left open before anything new is decided."""
        # Calls of an earlier life of this desk must have ended, or a look-up could miss an order that is on its way.
        await self._venues.settle_calls(self._books.accounts_of(user_id))
        if self._books.shard_of(user_id) not in self._lease.held:
            return
        loaded = await loader.load_user(
            self._db, user_id, market=await self._market.refreshed(), now=self._clock.now()
        )
        desk = UserDesk(loaded)
        desk.read_at = self._clock.now()
        await self._connecting.open_all(desk)
        self._books.desks[user_id] = desk
        # All at once: a venue that is slow to answer adds its time to nobody's.
        await asyncio.gather(*(self._reconciler.opened(account_id) for account_id in desk.accounts))
        await self._find_predecessors(desk)
        desk.is_settled = True
        self._agenda.add(min([self._clock.now(), *desk.moments()]), user_id)

    async def _find_predecessors(self, desk: UserDesk) -> None:
        """Have orders that wait for another's end looked at, where that other ended before these books were read."""
        for account_id in desk.accounts:
            live = desk.book.accounts[account_id].orders
            for heir in desk.live_orders(account_id):
                if is_heir(heir) and heir.replaces is not None and heir.replaces not in live:
                    ended = await loader.get_order(self._db, desk.user_id, heir.replaces)
                    if ended is not None:
                        self._inbox.put(PredecessorEnded(account_id, ended))
