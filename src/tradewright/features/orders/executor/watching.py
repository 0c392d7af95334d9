"""Whose prices are followed: symbols that an account holds, works in or waits for; and which accounts a quote concerns."""

from __future__ import annotations

import asyncio
from collections.abc import Container
from datetime import datetime, timedelta
from typing import Final

from tradewright.domain.trading.book import AccountBook
from tradewright.domain.trading.market import PLATFORM, Quote
from tradewright.domain.trading.ports.broker import BrokerUnavailable
from tradewright.features.orders.executor.background import Background
from tradewright.features.orders.executor.books import Books
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.inbox import Inbox, QuoteMoved
from tradewright.features.orders.executor.market import Market
from tradewright.features.orders.executor.venues import Venues
from tradewright.kernel.clock import Clock
from tradewright.kernel.ids import AccountId
from tradewright.platform import telemetry

log = telemetry.logger(__name__)

QUOTES_APART: Final = timedelta(seconds=0.25)
"""How often at most the legs of a symbol are looked at: quotes come in bursts of hundreds a second, and a stop that trails a
quarter of a second behind is as good as any that goes over a network."""


class Watching:
    """Keeps venues' watches in step with the books, and wakes the accounts whose legs we keep when their price moves."""

    def __init__(
        self,
        *,
        clock: Clock,
        market: Market,
        books: Books,
        venues: Venues,
        inbox: Inbox,
        background: Background,
    ) -> None:
        self._clock = clock
        self._market = market
        self._books = books
        self._venues = venues
        self._inbox = inbox
        self._background = background
        self._watched: dict[AccountId, frozenset[str]] = {}
        self._kept: dict[tuple[str, str], set[AccountId]] = {}
        self._symbols_kept: dict[AccountId, frozenset[tuple[str, str]]] = {}
        self._looked_at: dict[tuple[str, str], datetime] = {}
        self._late: set[tuple[str, str]] = set()

    def hear(self, account_id: AccountId, quote: Quote) -> None:
        """Take in a quote that the account's venue sent."""
        desk = self._books.find_desk(account_id)
        if desk is not None:
            venue = desk.book.accounts[account_id].venue
            self._market.hear(venue, quote)
            self._wake(venue, quote.symbol)

    def hear_platform(self, quote: Quote) -> None:
        """Take in one of the platform's own quotes; the market has it already."""
        self._wake(PLATFORM, quote.symbol)

    def follow(self, desk: UserDesk, account_id: AccountId) -> None:
        """Bring what is watched in step with the account's present book."""
        account = desk.book.accounts[account_id]
        self._keep(account)
        if (
            account.venue == PLATFORM
            or not account.capabilities.quotes
            or not self._venues.is_open(account_id)
        ):
            return
        waiting = {
            one.signal.intent.symbol for one in desk.waiting.values() if one.signal.account_id == account_id
        }
        held = {name for name, position in account.positions.items() if not position.is_flat}
        working = {order.symbol for order in account.orders.values()}
        foreign = {order.symbol for order in account.foreign}  # risk values what may fill by hand, too
        wanted = frozenset(symbol for symbol in held | working | foreign | waiting if symbol is not None)
        if self._watched.get(account_id, frozenset()) != wanted:
            self._watched[account_id] = wanted
            self._background.start(self._watch(account_id, wanted), "executor-watch")

    def forget(self, account_id: AccountId) -> None:
        """The account is closed here, or opened anew: nothing of it is watched."""
        self._watched.pop(account_id, None)
        for key in self._symbols_kept.pop(account_id, frozenset()):
            self._kept.get(key, set()).discard(account_id)

    def keep_only(self, here: Container[AccountId]) -> None:
        """Forget accounts that are not ours any more."""
        for account_id in [*self._watched, *self._symbols_kept]:
            if account_id not in here:
                self.forget(account_id)
        for key in [key for key, accounts in self._kept.items() if not accounts]:
            del self._kept[key]
            self._looked_at.pop(key, None)

    def _keep(self, account: AccountBook) -> None:
        """Note in which symbols the account has legs that we keep."""
        now = frozenset(
            (account.venue, order.symbol) for order in account.orders.values() if order.is_managed
        )
        before = self._symbols_kept.get(account.account_id, frozenset())
        if now == before:
            return
        self._symbols_kept[account.account_id] = now
        for key in before - now:
            self._kept.get(key, set()).discard(account.account_id)
        for key in now - before:
            self._kept.setdefault(key, set()).add(account.account_id)

    def _wake(self, venue: str, symbol: str) -> None:
        accounts = self._kept.get((venue, symbol))
        if not accounts:
            return
        now = self._clock.now()
        looked_at = self._looked_at.get((venue, symbol))
        if looked_at is None or abs(now - looked_at) >= QUOTES_APART:
            self._looked_at[venue, symbol] = now
            for account_id in list(accounts):
                if self._books.find_desk(account_id) is None:
                    self.forget(account_id)  # it has changed hands
                else:
                    self._inbox.put(QuoteMoved(account_id))
        elif (venue, symbol) not in self._late:
            # The last quote of a burst counts too: it may be the one that touches a target.
            self._late.add((venue, symbol))
            self._background.start(self._wake_late(venue, symbol), "executor-quote")

    async def _wake_late(self, venue: str, symbol: str) -> None:
        try:
            await asyncio.sleep(QUOTES_APART.total_seconds())
        finally:
            self._late.discard((venue, symbol))
        self._wake(venue, symbol)

    async def _watch(self, account_id: AccountId, symbols: frozenset[str]) -> None:
        try:
            await self._venues.get(account_id).watch(symbols)
        except (BrokerUnavailable, KeyError) as error:
            # Policy: prices are asked for one by one meanwhile; the next change of the book asks for the watch again.
            self._watched.pop(account_id, None)
            log.warning("executor.watch_failed", account_id=str(account_id), cause=repr(error))
