"""Asking the venue of one account what became of what is open, and acting on what it says."""

from __future__ import annotations

from tradewright.domain.trading.order import ProvedAbsent
from tradewright.domain.trading.ports.broker import FillUpdate
from tradewright.domain.trading.requests import request_for
from tradewright.features.orders.executor import loader
from tradewright.features.orders.executor.background import Background
from tradewright.features.orders.executor.books import Books
from tradewright.features.orders.executor.controls import load_controls
from tradewright.features.orders.executor.inbox import Inbox, OrderProved, VenueSaid
from tradewright.features.orders.executor.settle import settle_account
from tradewright.features.orders.executor.venues import Placement, Venues
from tradewright.kernel.clock import Clock
from tradewright.kernel.ids import AccountId
from tradewright.platform import telemetry
from tradewright.platform.db import Database

log = telemetry.logger(__name__)


class Settler:
    """Settles accounts whose books are here; what it finds goes through the inbox."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        books: Books,
        venues: Venues,
        inbox: Inbox,
        background: Background,
    ) -> None:
        self._db = db
        self._clock = clock
        self._books = books
        self._venues = venues
        self._inbox = inbox
        self._background = background

    async def settle(self, account_id: AccountId) -> None:
        """Compare the account's live orders with its venue. Raises what reading raises; nothing was changed then."""
        desk = self._books.find_desk(account_id)
        if desk is None or not self._venues.is_open(account_id):
            return
        await self._venues.settle_calls([account_id])
        found = await settle_account(
            self._venues.get(account_id),
            account_id,
            desk.live_orders(account_id),
            fill_cursor=desk.cursors[account_id],
            was_sent=self._venues.was_sent,
            now=self._clock.now(),
        )
        # What was committed before a kill switch must not be sent after it.
        controls = await load_controls(self._db, desk.user_id) if found.resend else None
        known = await loader.booked_fills(self._db, desk.user_id, account_id, found.items)
        if self._books.desks.get(desk.user_id) is not desk:
            return  # forgotten meanwhile: whoever loads it settles it again
        for item in found.items:
            if not (isinstance(item, VenueSaid) and isinstance(item.event, FillUpdate)) or (
                item.event.fill.venue_execution_id not in known
            ):
                self._inbox.put(item)
        live = desk.live_orders(account_id)
        places: list[Placement] = []
        for order in found.resend:
            if controls is None or self._venues.was_sent(order.order_id):
                continue  # sent by another look at the same account
            if (reason := controls.reason_not_to_send(order)) is not None:
                proof = ProvedAbsent(f"never sent: {reason}", self._clock.now())
                self._inbox.put(OrderProved(account_id, order.order_id, proof))
            else:
                places.append(Placement(order.order_id, request_for(order, live)))
        unsent = {order.order_id for order in found.resend}
        # Asked before the crash, perhaps never sent; asking twice does no harm.
        cancels = [order for order in live if order.cancel_requested and order.order_id not in unsent]
        if places or (cancels and not desk.is_settled):
            self._venues.act(account_id, cancels=() if desk.is_settled else cancels, places=places)

    def settle_soon(self, account_id: AccountId) -> None:
        self._background.start(self._settle_safely(account_id), "executor-settle-one")

    async def _settle_safely(self, account_id: AccountId) -> None:
        try:
            await self.settle(account_id)
        except Exception as error:
            # Policy: reading failed and nothing was changed; the periodic round comes again.
            cause = f"{type(error).__name__}: {error}"
            log.warning("executor.settle_failed", account_id=str(account_id), cause=cause, exc_info=True)
