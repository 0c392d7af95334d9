"""What an executor does again and again, apart from turns: settle, mark, show."""

from __future__ import annotations

import asyncio

from tradewright.features.orders.executor.books import Books
from tradewright.features.orders.executor.inbox import Inbox, MarkDue
from tradewright.features.orders.executor.live import LiveFeed
from tradewright.features.orders.executor.market import Market
from tradewright.features.orders.executor.reconcile.reconciler import Reconciler
from tradewright.features.orders.executor.watching import Watching
from tradewright.kernel.clock import Clock
from tradewright.platform.bus import Bus

SETTLE_APART_S = 0.05


class Rounds:
    def __init__(
        self, *, bus: Bus, clock: Clock, market: Market, books: Books, reconciler: Reconciler, watching: Watching,
        inbox: Inbox,
    ) -> None:  # fmt: skip
        self._watching = watching
        self._clock = clock
        self._market = market
        self._books = books
        self._reconciler = reconciler
        self._inbox = inbox
        self._live = LiveFeed(bus)

    async def settle_all(self) -> None:
        """Look at the venues of every account where others may trade, or with something open."""
        for account_id, user_id in list(self._books.owner_of.items()):
            desk = self._books.desks.get(user_id)
            if desk is not None and self._reconciler.has_to_look(desk, account_id):
                self._reconciler.settle_soon(account_id)
                # One after the other: all at once, fifty accounts kept orders waiting for a tenth of a second.
                await asyncio.sleep(SETTLE_APART_S)

    async def forget_those_who_left(self) -> None:
        """Let go of what is remembered of accounts that another executor looks after now."""
        here = frozenset(self._books.owner_of)
        self._reconciler.keep_only(here)
        self._watching.keep_only(here)

    async def look_for_signals(self) -> None:
        """Have the queue looked at: a wake-up may be lost, and a delay ends without one."""
        self._inbox.expect_signals()

    async def look_where_due(self) -> None:
        """Look again where something is in doubt."""
        self._reconciler.look_where_due()

    async def mark_all(self) -> None:
        """Have the equity of every account with a position noted."""
        for desk in self._books.desks.values():
            for account_id, book in desk.book.accounts.items():
                if any(not position.is_flat for position in book.positions.values()):
                    self._inbox.put(MarkDue(account_id))

    async def publish_live(self) -> None:
        """Show accounts that changed to whoever is watching."""
        books = [desk.book for desk in self._books.desks.values()]
        self._live.measure(books, self._market.view, self._clock.now())
        for desk in list(self._books.desks.values()):
            await self._live.publish(desk.book, self._market.view, self._clock.now())
            await asyncio.sleep(0)  # an order that arrives meanwhile comes first
