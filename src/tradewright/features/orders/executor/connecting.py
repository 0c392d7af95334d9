"""Opening users' accounts at their venues, and knowing each venue's rules.

A venue that is slow or away keeps only its own accounts waiting: they are tried again in the background, and until one look
at them has succeeded nothing is entered there.
"""

from __future__ import annotations

import asyncio
from typing import Final

from tradewright.domain.trading.market import PLATFORM
from tradewright.domain.trading.ports.broker import REVOKED_CODE, Broker, BrokerUnavailable
from tradewright.features.brokerage import mark_revoked
from tradewright.features.orders.executor.background import Background
from tradewright.features.orders.executor.books import Books
from tradewright.features.orders.executor.connections import OnLook
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.market import Market
from tradewright.features.orders.executor.reconcile.instruments import VenueInstruments
from tradewright.features.orders.executor.reconcile.reconciler import Reconciler
from tradewright.features.orders.executor.venues import Venues
from tradewright.features.orders.executor.watching import Watching
from tradewright.kernel.clock import Clock
from tradewright.kernel.errors import NotFound
from tradewright.kernel.ids import AccountId
from tradewright.platform import telemetry
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database

log = telemetry.logger(__name__)

OPEN_WITHIN_S: Final = 5.0
"""So long the loading of a user's books waits for their venues; what takes longer goes on in the background."""


class Connecting:
    """Opens accounts, keeps their venues' rules fresh, and marks those whose key is refused."""

    def __init__(
        self, *, db: Database, bus: Bus, clock: Clock, market: Market, books: Books, venues: Venues, watching: Watching,
        reconciler: Reconciler, background: Background, looked: OnLook = lambda *_: None,
    ) -> None:  # fmt: skip
        self._on_look = looked
        self._db = db
        self._bus = bus
        self._clock = clock
        self._market = market
        self._books = books
        self._venues = venues
        self._watching = watching
        self._reconciler = reconciler
        self._background = background
        self._instruments = VenueInstruments(db, clock)
        self._trying: set[AccountId] = set()

    async def open_all(self, desk: UserDesk) -> None:
        """Open the accounts of a desk whose books have just been read, and is in nobody's hands yet."""
        for account_id in desk.accounts:
            self._books.owner_of[account_id] = desk.user_id
        await asyncio.gather(*(self._open_in_time(desk, account_id) for account_id in list(desk.accounts)))
        for account_id in desk.accounts:
            self._watching.forget(account_id)
            self._watching.follow(desk, account_id)

    async def renew(self, desk: UserDesk) -> None:
        """Open accounts again whose terms have changed. Called within a turn, so only what takes no time is done at once."""
        for account_id in list(desk.accounts):
            if desk.book.accounts[account_id].venue != PLATFORM:
                self.open_soon(desk, account_id)
            elif (broker := await self._open(desk, account_id)) is not None:
                desk.set_capabilities(account_id, broker.capabilities)

    def open_soon(self, desk: UserDesk, account_id: AccountId) -> None:
        if account_id not in self._trying:
            self._trying.add(account_id)
            self._background.start(self._open_later(desk, account_id), "executor-open")

    async def reopen_missing(self) -> None:
        """Try again where an account of ours has no connection."""
        for desk in list(self._books.desks.values()):
            for account_id, account in desk.accounts.items():
                if account.status == "active" and not self._venues.is_open(account_id):
                    self.open_soon(desk, account_id)

    async def refresh_rules(self) -> None:
        """Read the rules of every venue again that are old."""
        seen: set[str] = set()
        for desk in list(self._books.desks.values()):
            for account_id, book in desk.book.accounts.items():
                if book.venue != PLATFORM and book.venue not in seen and self._venues.is_open(account_id):
                    seen.add(book.venue)
                    await self._read_rules(book.venue, self._venues.get(account_id), anew=False)

    def read_rules_soon(self, account_id: AccountId) -> None:
        """Read the rules of the account's venue anew: it refused an order by a rule that our copy does not have."""
        desk = self._books.find_desk(account_id)
        if desk is not None and self._venues.is_open(account_id):
            venue, broker = desk.book.accounts[account_id].venue, self._venues.get(account_id)
            self._background.start(self._read_rules(venue, broker, anew=True), "executor-rules")

    def hear_revoked(self, account_id: AccountId, reason: str) -> None:
        """Disconnect an account whose connection was told that its key is refused, if it still is the account's key."""
        key_mark = self._venues.refused_key(account_id)
        if key_mark is not None:
            self._mark_revoked_soon(account_id, reason, key_mark)

    def _mark_revoked_soon(self, account_id: AccountId, reason: str, key_mark: str | None) -> None:
        user_id = self._books.owner_of.get(account_id)
        if user_id is None:
            return

        async def mark() -> None:
            now = self._clock.now()
            await mark_revoked(
                self._db, self._bus, user_id, account_id, reason=reason, now=now, key_mark=key_mark
            )

        self._background.start(mark(), "executor-revoked")

    async def _open_in_time(self, desk: UserDesk, account_id: AccountId) -> None:
        is_here = desk.book.accounts[account_id].venue == PLATFORM
        try:
            async with asyncio.timeout(None if is_here else OPEN_WITHIN_S):
                broker = await self._open(desk, account_id)
            if broker is not None:
                desk.set_capabilities(account_id, broker.capabilities)
        except TimeoutError:
            # Policy: the round comes again; until then the account has no connection, and its owner's others go on.
            log.warning("executor.venue_slow", account_id=str(account_id))

    async def _open_later(self, desk: UserDesk, account_id: AccountId) -> None:
        try:
            before = self._venues.get(account_id) if self._venues.is_open(account_id) else None
            broker = await self._open(desk, account_id)
            if broker is before:
                return
            # A turn under way would write over what is changed beside it.
            async with self._books.turning:
                if broker is None:
                    return
                if self._books.find_desk(account_id) is not desk:
                    await self._release_unowned(account_id, desk)
                    return
                desk.set_capabilities(account_id, broker.capabilities)
                self._watching.forget(account_id)
                self._watching.follow(desk, account_id)
            self._reconciler.settle_soon(account_id, is_new=True)
        finally:
            self._trying.discard(account_id)

    async def _release_unowned(self, account_id: AccountId, desk: UserDesk) -> None:
        """Close a connection whose user left for another executor while it was being opened: nobody else would."""
        # One whose books were only forgotten stays ours: they are read again, and find the connection open.
        is_gone = account_id not in self._books.owner_of or self._books.is_leaving(desk.user_id)
        if is_gone and desk.user_id not in self._books.desks:
            await self._venues.release([account_id])

    async def _open(self, desk: UserDesk, account_id: AccountId) -> Broker | None:
        account = desk.accounts[account_id]
        try:
            broker = await self._venues.open(
                desk.user_id,
                account_id,
                broker=account.broker,
                config=account.config,
                key_mark=account.key_mark,
            )
        except NotFound:
            # No adapter: nothing can be sent there, and the trader's other accounts must not wait for one.
            log.warning("executor.no_adapter", account_id=str(account_id), broker=account.broker)
            desk.cut_off(account_id)
            return None
        except BrokerUnavailable as error:
            log.warning("executor.venue_unreachable", account_id=str(account_id), code=error.code)
            self._on_look(account_id, (error,))
            if error.code == REVOKED_CODE:
                self._mark_revoked_soon(account_id, error.message, account.key_mark)
            return None
        venue = desk.book.accounts[account_id].venue
        if venue != PLATFORM:
            await self._read_rules(venue, broker, anew=False)
        return broker

    async def _read_rules(self, venue: str, broker: Broker, *, anew: bool) -> None:
        try:
            self._market.add_venue(venue, await self._instruments.load(venue, broker, anew=anew))
        except BrokerUnavailable as error:
            # Policy: orders there are refused for an unknown symbol, or decided by the older rules; the round comes again.
            log.warning("executor.rules_unread", venue=venue, code=error.code)
