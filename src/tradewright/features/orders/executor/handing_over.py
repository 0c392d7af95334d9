"""Users changing hands: shards that are taken, given away, lost to somebody else, or all given back at the end."""

from __future__ import annotations

import contextlib
from collections.abc import Collection

from tradewright.features.orders.executor import loader
from tradewright.features.orders.executor.background import Background
from tradewright.features.orders.executor.books import Books
from tradewright.features.orders.executor.inbox import Inbox
from tradewright.features.orders.executor.opening import Opening
from tradewright.features.orders.executor.shards import Fenced, ShardLease
from tradewright.features.orders.executor.trouble import LOST
from tradewright.features.orders.executor.turn import Turns
from tradewright.features.orders.executor.venues import Venues
from tradewright.platform import telemetry
from tradewright.platform.db import Database

log = telemetry.logger(__name__)


class HandingOver:
    """Moves users in and out of this executor so that nothing of theirs is under way when they leave."""

    def __init__(
        self, *, db: Database, lease: ShardLease, books: Books, opening: Opening, turns: Turns, venues: Venues, inbox: Inbox,
        background: Background,
    ) -> None:  # fmt: skip
        self._db = db
        self._lease = lease
        self._books = books
        self._opening = opening
        self._turns = turns
        self._venues = venues
        self._inbox = inbox
        self._background = background

    async def balance(self) -> None:
        """Move towards an equal share of the shards, and start on users that came. Raises Fenced."""
        try:
            taken = await self._lease.balance(self._release_shards)
        finally:
            self._books.leaving = frozenset()
        if taken:
            for user_id in await loader.live_users(self._db, self._lease.member_id):
                if user_id not in self._books.desks:
                    self._opening.load_soon(user_id)
            self._inbox.expect_signals()

    async def _release_shards(self, shards: Collection[int]) -> None:
        """Let go of these shards' users: no turn of theirs is under way afterwards, nor any call, and none begins."""
        books = self._books
        books.leaving = frozenset(shards)
        async with books.turning:
            loading = [user_id for user_id in self._opening.under_way if books.is_leaving(user_id)]
            for user_id in [*filter(books.is_leaving, books.desks), *loading]:
                books.desks.pop(user_id, None)
            await self._opening.cancel(loading)
            accounts = [account_id for account_id, owner in books.owner_of.items() if books.is_leaving(owner)]
        await self._venues.release(accounts)
        for account_id in accounts:
            books.owner_of.pop(account_id, None)

    async def start_over(self, fenced: Fenced) -> None:
        """Nothing we believe may be written any more: forget all of it and come back as a new member."""
        async with self._books.turning:
            if fenced.member_id != self._lease.member_id:
                return  # another of our tasks heard of it first, and this is the new life
            log.warning("executor.fenced", member_id=str(fenced.member_id))
            await self._opening.cancel()
            await self._background.cancel()
            self._books.desks.clear()
            await self._venues.release(list(self._books.owner_of))
            self._books.owner_of.clear()
            self._inbox.drain()
            await self._lease.join()

    async def drain(self) -> None:
        """Let calls under way come home, commit what they brought, and give everything back."""
        await self._opening.cancel()
        await self._background.cancel()
        accounts = list(self._books.owner_of)
        with contextlib.suppress(Fenced, *LOST):
            await self._venues.settle_calls(accounts)
            if len(self._inbox):
                async with self._books.turning:
                    await self._turns.turn()
            await self._venues.release(accounts)
            await self._lease.leave()
