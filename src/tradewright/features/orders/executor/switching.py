"""Hearing at once that a trader has linked an account, given it another key, or let it go: nobody else would wake an
executor whose trader sends no order.

The word comes through the outbox, so it is as durable as the change. It bears nothing: what holds now is read.
"""

from __future__ import annotations

import asyncio

from tradewright.features.orders.executor.books import Books
from tradewright.features.orders.executor.controls import load_controls
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.opening import Opening
from tradewright.features.orders.executor.shards import ShardLease
from tradewright.features.orders.executor.trouble import LOST, RETRY_AFTER_S
from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import UserId
from tradewright.platform import telemetry
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database

log = telemetry.logger(__name__)

ALL_THAT_IS_KEPT = 0
"""From where to read when the stream does not say where it ends: hearing a word twice costs one reading of books."""


class Switching:
    """Brings desks in step with the accounts that their traders link and let go."""

    def __init__(
        self, *, db: Database, bus: Bus, lease: ShardLease, books: Books, opening: Opening, retry_s: float = RETRY_AFTER_S
    ) -> None:  # fmt: skip
        self._db = db
        self._bus = bus
        self._lease = lease
        self._books = books
        self._opening = opening
        self._retry_s = retry_s

    async def last_word(self) -> int:
        """Return the place in the stream after which to listen. Asked before shards are taken: whatever was said by then
        is in the books that are read for them.
        """
        try:
            return (await self._bus.event_bounds()).last
        except Unavailable:
            return ALL_THAT_IS_KEPT

    async def listen(self, after_seq: int) -> None:
        """Heed every word after this one, until cancelled or the bus is closed."""
        while True:
            try:
                async for word in self._bus.switches(after_seq=after_seq):
                    after_seq = word.sequence
                    await self._heed_safely(word.user_id)
                return
            except Exception:
                # Policy: our bug, or a bus that answers what nobody knows; an executor that stopped listening would not be
                # noticed before a trader waits, so it goes on from the word it has reached.
                log.exception("executor.switches_broken", after_seq=after_seq)
                await asyncio.sleep(self._retry_s)

    async def _heed_safely(self, user_id: UserId) -> None:
        try:
            await self.heed(user_id)
        except LOST as error:
            # Policy: the whole desk is read again, as often as it takes.
            log.warning("executor.switch_lost", cause=f"{type(error).__name__}: {error}")
            self._opening.read_anew(user_id)
        except Exception:
            # Policy: our bug in one trader's accounts; others' must still be heard.
            log.exception("executor.switch_broken", user_id=str(user_id))
            self._opening.read_anew(user_id)

    async def heed(self, user_id: UserId) -> None:
        """Connect, connect anew, or let go what this user's accounts say now. Raises what a lost server raises."""
        if self._books.shard_of(user_id) not in self._lease.held:
            return  # whoever holds it hears this too, and whoever takes it reads the books
        desk = self._books.desks.get(user_id)
        if desk is None or not await self._knows_every_account(desk):
            self._opening.read_anew(user_id)
            return
        async with self._books.turning:
            if self._books.desks.get(user_id) is desk and not self._books.is_leaving(user_id):
                await self._opening.renew_controls(desk)

    async def _knows_every_account(self, desk: UserDesk) -> bool:
        controls = await load_controls(self._db, desk.user_id)
        return controls.accounts.keys() <= desk.accounts.keys()
