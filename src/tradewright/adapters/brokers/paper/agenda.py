"""Who waits for what at the paper venue: accounts for quotes of a symbol, orders for a moment."""

from __future__ import annotations

import asyncio
import heapq
from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime

from tradewright.adapters.brokers.paper.book import Book
from tradewright.adapters.brokers.paper.config import PaperConfig
from tradewright.adapters.brokers.paper.matching import due_at
from tradewright.kernel.clock import Clock
from tradewright.kernel.ids import AccountId, ClientOrderId


class Agenda:
    """What the venue must look at again, kept from the books as they are committed."""

    def __init__(self, clock: Clock, wake: Callable[[AccountId, ClientOrderId], None]) -> None:
        self._clock = clock
        self._wake = wake
        self._watchers: dict[str, set[AccountId]] = defaultdict(set)
        self._due: list[tuple[datetime, AccountId, ClientOrderId]] = []
        self._timer: asyncio.TimerHandle | None = None

    def watchers(self, symbol: str) -> Collection[AccountId]:
        """Return the accounts with live orders in `symbol`: a quote costs nothing where nobody waits."""
        return self._watchers.get(symbol, ())

    def keep(self, account_id: AccountId, book: Book, config: PaperConfig) -> None:
        """Note what this account's book, as just committed, waits for."""
        live = list(book.live_orders())
        wanted = {order.symbol for order in live}
        for symbol in wanted:
            self._watchers[symbol].add(account_id)
        for symbol, watching in self._watchers.items():
            if symbol not in wanted:
                watching.discard(account_id)
        now = self._clock.now()
        due = {
            (moment, account_id, order.client_order_id)
            for order in live
            for moment in due_at(order, config, now)
        }
        if due:
            for entry in due.difference(self._due):
                heapq.heappush(self._due, entry)
            self._arm()

    def forget(self, account_id: AccountId) -> None:
        """Wake and watch no more for an account; what is due for it wakes nobody."""
        for watching in self._watchers.values():
            watching.discard(account_id)

    def tick(self) -> None:
        """Wake every order whose time has come, and set the timer for the next."""
        now = self._clock.now()
        while self._due and self._due[0][0] <= now:
            _, account_id, client_order_id = heapq.heappop(self._due)
            self._wake(account_id, client_order_id)
        self._arm()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self) -> None:
        self.stop()
        if self._due:
            delay = max((self._due[0][0] - self._clock.now()).total_seconds(), 0.0)
            self._timer = asyncio.get_running_loop().call_later(delay, self.tick)
