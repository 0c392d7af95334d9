"""Looking at venues: when an account comes, when its stream was away, when something is in doubt, and every half minute.

Everything is read in tasks of their own and told through the inbox. Nothing is sent but what was committed, provably never
left, and could not be taken twice; and cancels that were asked for, which may be asked twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Container, Sequence
from datetime import datetime, timedelta
from functools import partial

from tradewright.domain.trading.market import PLATFORM
from tradewright.domain.trading.order import Fill, Order, ProvedAbsent
from tradewright.domain.trading.ports.broker import BrokerUnavailable, FillUpdate, OrderReport
from tradewright.domain.trading.reconcile import AccountWatch, next_look_due, unsent_now
from tradewright.domain.trading.requests import request_for
from tradewright.features.orders.executor import loader
from tradewright.features.orders.executor.background import Background
from tradewright.features.orders.executor.books import Books
from tradewright.features.orders.executor.connections import OnLook
from tradewright.features.orders.executor.controls import Controls, load_controls
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.inbox import (
    FillInFull,
    FillUnmatched,
    Inbox,
    Item,
    OrderProved,
    VenueSaid,
)
from tradewright.features.orders.executor.reconcile.ended import find_ended, owned
from tradewright.features.orders.executor.reconcile.moved import unbooked_movements
from tradewright.features.orders.executor.reconcile.originals import TAKEN_BACK, written_out
from tradewright.features.orders.executor.reconcile.patience import Patience
from tradewright.features.orders.executor.settle import FindKnown, Ledger, Settlement, settle_account
from tradewright.features.orders.executor.venues import Placement, Venues
from tradewright.kernel.clock import Clock
from tradewright.kernel.ids import AccountId, VenueOrderId
from tradewright.platform import telemetry
from tradewright.platform.db import Database

log = telemetry.logger(__name__)

LOOKS_APART = timedelta(seconds=1)
"""Doubts make looks more frequent than rounds, and never more frequent than this."""
CALLS_WITHIN_S = 12.0
"""Longer than any call of ours lives: orders still on their way after it are left out of a look."""

looks = telemetry.counter(
    "tradewright_venue_looks_total", "Looks at an account's venue, by what came of them.", ["outcome"]
)


class Reconciler:
    """Looks at accounts whose books are here; what it finds goes through the inbox."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        books: Books,
        venues: Venues,
        inbox: Inbox,
        background: Background,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        looked: OnLook = lambda *_: None,
    ) -> None:
        self._on_look = looked
        self._db = db
        self._clock = clock
        self._books = books
        self._venues = venues
        self._inbox = inbox
        self._background = background
        self._sleep = sleep
        self._looking: set[AccountId] = set()
        self._again: set[AccountId] = set()
        self._anew: set[AccountId] = set()
        """Accounts with a connection that came during a look over the old one, whose refusals say nothing of the new."""
        self._looked_at: dict[AccountId, datetime] = {}
        self._patience = Patience()
        self._first_looks: dict[AccountId, UserDesk] = {}
        """By which desk an account was first looked at: a desk that is loaded again begins anew."""

    async def opened(self, account_id: AccountId) -> None:
        """Look at an account whose books have just come, before anything new is decided for its owner.

        A venue that cannot be read keeps only its own account waiting: entries are blocked there until a look succeeds.
        """
        try:
            await self.settle(account_id)
        except BrokerUnavailable as error:
            self._note(account_id, (error,))
            log.warning("executor.venue_unreadable", account_id=str(account_id), code=error.code)

    async def settle(self, account_id: AccountId) -> None:
        """Look at the account's venue once. Raises what reading raises; nothing was changed then."""
        desk = self._books.find_desk(account_id)
        if desk is None or not self._venues.is_open(account_id):
            return
        orders = await self._orders_at_rest(desk, account_id)
        self._looked_at[account_id] = self._clock.now()
        found = await settle_account(
            self._venues.get(account_id),
            account_id,
            orders,
            fill_cursor=desk.cursors[account_id],
            was_sent=self._venues.was_sent,
            now=self._clock.now(),
            ledger=self._ledger(desk, account_id),
        )
        items = await self._in_full(desk, account_id, found)
        # What was committed before a kill switch must not be sent after it: read last, and nothing is awaited after it.
        controls = await load_controls(self._db, desk.user_id) if found.resend else None
        if self._books.desks.get(desk.user_id) is not desk:
            return  # forgotten meanwhile: whoever loads it settles it again
        for item in items:
            self._inbox.put(item)
        live = desk.live_orders(account_id)
        places, withheld = self._resendable(desk, account_id, found.resend, controls)
        for proved in withheld:
            self._inbox.put(proved)
        unsent = {one.order_id for one in places} | {
            one.order_id for one in withheld if isinstance(one.event, ProvedAbsent)
        }
        # Asked before the crash, perhaps never sent; asking twice does no harm.
        is_first = self._first_looks.get(account_id) is not desk
        self._first_looks[account_id] = desk
        cancels = [order for order in live if order.cancel_requested and order.order_id not in unsent]
        if places or (cancels and is_first):
            self._venues.act(account_id, cancels=cancels if is_first else (), places=places)
        self._note(account_id, found.failed)

    def _note(self, account_id: AccountId, failed: Sequence[BrokerUnavailable]) -> None:
        """Take over what a look came to: when to look again, and how the connection stands."""
        self._patience.note(account_id, failed, self._clock.now())
        self._on_look(account_id, failed)

    def _resendable(
        self, desk: UserDesk, account_id: AccountId, found: Sequence[Order], controls: Controls | None
    ) -> tuple[list[Placement], list[OrderProved]]:
        """Return what of `found` is sent once more, and what is not and what that means. As the desk knows each now."""
        places: list[Placement] = []
        withheld: list[OrderProved] = []
        live = {order.order_id: order for order in desk.live_orders(account_id)}
        for one in found:
            order = live.get(one.order_id)
            if controls is None or order is None or order.state != "submitting":
                continue  # it ended or was heard of during the look
            if self._venues.was_sent(order.order_id):
                continue  # sent by another look at the same account
            if (reason := controls.reason_not_to_send(order)) is not None:
                meaning = unsent_now(reason, self._venues.get(account_id).capabilities, self._clock.now())
                withheld.append(OrderProved(account_id, order.order_id, meaning))
            else:
                request = request_for(order, list(live.values()))
                places.append(Placement(order.order_id, request, is_repeat=True))
        return places, withheld

    def settle_soon(self, account_id: AccountId, *, is_new: bool = False) -> None:
        """Look as soon as may be, which is never at once after the last look; while one is under way, once more after it.

        A venue that could not be read is left alone for as long as it asked, but not over a connection that `is_new`.
        """
        if is_new:
            self._patience.forget(account_id)
        if account_id in self._looking:
            self._again.add(account_id)
            if is_new:
                self._anew.add(account_id)
            return
        self._looking.add(account_id)
        self._background.start(self._settle_safely(account_id), "executor-settle-one")

    def write_out_soon(self, account_id: AccountId, fill: Fill) -> None:
        """Have a bust or a correction that the stream brought written out and heard."""
        self._background.start(self._write_out(account_id, fill), "executor-write-out")

    def look_where_due(self) -> None:
        """Start a look at each account in doubt whose time has come. Cheap: call it several times a second."""
        now = self._clock.now()
        for desk in self._books.desks.values():
            for account_id, watch in desk.watches.items():
                if self._is_due(account_id, watch, now):
                    self.settle_soon(account_id)

    def keep_only(self, here: Container[AccountId]) -> None:
        """Forget accounts that are not ours any more: they come back as if never seen."""
        self._looked_at = {key: at for key, at in self._looked_at.items() if key in here}
        self._first_looks = {key: desk for key, desk in self._first_looks.items() if key in here}
        self._patience.keep_only(here)

    def has_to_look(self, desk: UserDesk, account_id: AccountId) -> bool:
        """Whether the periodic round goes here: always where others may trade, on paper while something is open."""
        if not self._patience.may_look(account_id, self._clock.now()):
            return False
        if desk.book.accounts[account_id].venue != PLATFORM:
            return True
        return bool(desk.live_orders(account_id)) or account_id in desk.unread_fills

    def _is_due(self, account_id: AccountId, watch: AccountWatch, now: datetime) -> bool:
        due = next_look_due(watch, now)
        if due is None or due > now or account_id in self._looking:
            return False
        looked_at = self._looked_at.get(account_id)
        return (looked_at is None or now - looked_at >= LOOKS_APART) and self._patience.may_look(
            account_id, now
        )

    async def _orders_at_rest(self, desk: UserDesk, account_id: AccountId) -> list[Order]:
        """Return live orders that no call of ours is about; where a venue answers slowly, those that must have arrived."""
        try:
            async with asyncio.timeout(CALLS_WITHIN_S):
                await self._venues.settle_calls([account_id])
        except TimeoutError:
            return [
                order for order in desk.live_orders(account_id) if order.state not in ("submitting", "held")
            ]
        return desk.live_orders(account_id)

    def _ledger(self, desk: UserDesk, account_id: AccountId) -> Ledger | None:
        book = desk.book.accounts[account_id]
        if book.venue == PLATFORM:
            return None
        return Ledger(
            book,
            desk.watches.get(account_id) or AccountWatch(),
            self._finder(desk, account_id),
            self._clock.now,
            self._venues.stream_up_since(account_id),
            partial(unbooked_movements, self._db, desk.user_id, account_id),
        )

    def _finder(self, desk: UserDesk, account_id: AccountId) -> FindKnown:
        async def find(reports: Sequence[OrderReport]) -> dict[VenueOrderId, Order]:
            known, rest = owned(reports, desk.live_orders(account_id))
            return known | await find_ended(self._db, desk.user_id, account_id, rest)

        return find

    async def _in_full(self, desk: UserDesk, account_id: AccountId, found: Settlement) -> list[Item]:
        """Return the items with fills that are booked already left out, and busts and corrections written out."""
        fills = [
            item.event.fill
            for item in found.items
            if isinstance(item, VenueSaid) and isinstance(item.event, FillUpdate)
        ]
        known = await loader.booked_fills(self._db, desk.user_id, account_id, found.items)
        # Originals are looked for among all that was read: a bust may come with what it takes back.
        done, lost = await written_out(self._db, desk.user_id, account_id, fills)
        raw = {fill.venue_execution_id for fill in fills if fill.corrects is None}
        items: list[Item] = []
        for fill in done:
            if fill.venue_execution_id.removesuffix(TAKEN_BACK) in known:
                continue
            is_raw = fill.venue_execution_id in raw
            items.append(VenueSaid(account_id, FillUpdate(fill)) if is_raw else FillInFull(account_id, fill))
        items += [FillUnmatched(account_id, fill) for fill in lost if fill.venue_execution_id not in known]
        items += [
            item
            for item in found.items
            if not (isinstance(item, VenueSaid) and isinstance(item.event, FillUpdate))
        ]
        return items

    async def _write_out(self, account_id: AccountId, fill: Fill) -> None:
        desk = self._books.find_desk(account_id)
        if desk is None:
            return
        try:
            done, lost = await written_out(self._db, desk.user_id, account_id, [fill])
        except Exception as error:
            # Policy: the venue tells it again with its fills; the periodic round reads them.
            cause = f"{type(error).__name__}: {error}"
            log.warning("executor.write_out_failed", account_id=str(account_id), cause=cause, exc_info=True)
            return
        known = await loader.booked_fills(
            self._db, desk.user_id, account_id, [VenueSaid(account_id, FillUpdate(fill))]
        )
        for one in () if known else done:
            self._inbox.put(FillInFull(account_id, one))
        if lost:
            self.settle_soon(account_id)  # its original is on its way: fills in their order come with a look

    async def _pause(self, account_id: AccountId) -> None:
        """Return once the account may be looked at: a fill that is withheld asks for the next look in every look."""
        while True:
            now = self._clock.now()
            looked_at = self._looked_at.get(account_id)
            is_rested = looked_at is None or not now - LOOKS_APART < looked_at <= now
            if is_rested and self._patience.may_look(account_id, now):
                return
            await self._sleep(LOOKS_APART.total_seconds() / 4)

    async def _settle_safely(self, account_id: AccountId) -> None:
        try:
            await self._pause(account_id)
            self._again.discard(account_id)  # whoever asked meanwhile, this look is his
            await self.settle(account_id)
            looks.labels("done").inc()
        except BrokerUnavailable as error:
            # Policy: reading failed, which is no information; the periodic round comes again.
            self._note(account_id, (error,))
            looks.labels(error.code).inc()
            log.warning("executor.venue_unreadable", account_id=str(account_id), code=error.code)
        except Exception as error:
            # Policy: reading failed and nothing was changed; the periodic round comes again.
            looks.labels("failed").inc()
            cause = f"{type(error).__name__}: {error}"
            log.warning("executor.settle_failed", account_id=str(account_id), cause=cause, exc_info=True)
        finally:
            self._looking.discard(account_id)
            if account_id in self._anew:
                self._anew.discard(account_id)
                self._patience.forget(account_id)
        if account_id in self._again:
            self._again.discard(account_id)
            self.settle_soon(account_id)
