"""What reconciliation remembers of one account from one round to the next, and what it means for the account's book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from tradewright.domain.trading.book import ORDER_UNKNOWN, AccountBook
from tradewright.domain.trading.foreign import ForeignOrder
from tradewright.domain.trading.market import PLATFORM
from tradewright.domain.trading.reconcile.discrepancy import Discrepancy
from tradewright.domain.trading.reconcile.external import ExternalOrder
from tradewright.domain.trading.reconcile.inquiry import Inquiry, next_look_at
from tradewright.kernel.ids import OrderId, VenueOrderId

QUIET = timedelta(seconds=5)
"""What changed here this lately is not compared: the stream and the read would race. (nautilus: recent-order protection.)"""
CONFIRM_AFTER = timedelta(seconds=3)
"""A difference counts once it has stood this long, seen twice."""


SUSPECTED_FOR = timedelta(seconds=20)
"""So long a suspicion asks for looks of its own."""
CATCHING_UP_FOR = timedelta(seconds=5)
"""So long entries wait for the look after a gap, before they are refused."""
EXTERNALS_REMEMBERED = 300
CASH = "cash"
"""Under this name the watch suspects that money moved by itself."""
NOT_RECONCILED = "not_reconciled"
"""Why a whole account is blocked: what happened there since our last look is not known yet."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A difference that was seen once. It becomes a finding when the same is seen again after `CONFIRM_AFTER`."""

    what: str
    since: datetime


@dataclass(frozen=True, slots=True)
class AccountWatch:
    """A value, like a book: every change returns a new one.

    `discrepancies` holds the open ones and those a person chose to ignore; `touched` says when each symbol last changed
    here; `cash_offset` is the venue's cash beyond what our books' flows explain, constant but for transfers.
    """

    discrepancies: Mapping[UUID, Discrepancy] = field(default_factory=dict)
    externals: Mapping[VenueOrderId, ExternalOrder] = field(default_factory=dict)
    inquiries: Mapping[OrderId, Inquiry] = field(default_factory=dict)
    suspicions: Mapping[str, Suspicion] = field(default_factory=dict)
    touched: Mapping[str, datetime] = field(default_factory=dict)
    cash_offset: Decimal | None = None
    is_in_sync: bool = False
    """Whether a whole look succeeded since the account was opened and since its stream was last away."""
    gap_at: datetime | None = None
    """When the stream was last away while we were in sync."""

    def open(self) -> Iterable[Discrepancy]:
        return (one for one in self.discrepancies.values() if one.state == "open")

    def about(self, subject: tuple[object, ...]) -> Discrepancy | None:
        """Return the discrepancy of this subject that is open or ignored."""
        return next((one for one in self.discrepancies.values() if one.subject == subject), None)

    def with_discrepancy(self, changed: Discrepancy) -> AccountWatch:
        """Return the watch with `changed` kept while it is open or ignored, and forgotten otherwise."""
        kept = {key: one for key, one in self.discrepancies.items() if key != changed.discrepancy_id}
        if changed.state in ("open", "ignored"):
            kept[changed.discrepancy_id] = changed
        return replace(self, discrepancies=kept)

    def with_external(self, changed: ExternalOrder) -> AccountWatch:
        """Return the watch with `changed`; of those that have ended only the latest are remembered."""
        externals = {**self.externals, changed.venue_order_id: changed}
        if len(externals) > EXTERNALS_REMEMBERED:
            ended = [one for one in externals.values() if not one.is_live and one is not changed]
            for one in sorted(ended, key=lambda one: one.updated_at)[: len(externals) - EXTERNALS_REMEMBERED]:
                del externals[one.venue_order_id]
        return replace(self, externals=externals)

    def is_catching_up(self, now: datetime) -> bool:
        """Whether the stream was away a moment ago and the look after it is on its way."""
        return not self.is_in_sync and self.gap_at is not None and now - self.gap_at < CATCHING_UP_FOR

    def with_inquiry(self, order_id: OrderId, inquiry: Inquiry | None) -> AccountWatch:
        kept = {key: one for key, one in self.inquiries.items() if key != order_id}
        if inquiry is not None:
            kept[order_id] = inquiry
        return replace(self, inquiries=kept)

    def with_touched(self, symbols: Iterable[str], now: datetime) -> AccountWatch:
        return replace(self, touched={**self.touched, **dict.fromkeys(symbols, now)})

    def is_quiet(self, symbol: str, since: datetime) -> bool:
        """Whether nothing of `symbol` changed here from `QUIET` before `since` on."""
        touched = self.touched.get(symbol)
        return touched is None or touched < since - QUIET


def watched(book: AccountBook, watch: AccountWatch) -> AccountBook:
    """Return the book with the venue's numbers as exposure where they differ from ours, entries blocked there, and what
    works at the venue by somebody else's hand.
    """
    exposures = {
        one.symbol: Decimal(one.venue)
        for one in watch.discrepancies.values()
        if one.kind == "position" and one.state == "open"
    }
    blocked = {order.symbol: ORDER_UNKNOWN for order in book.orders.values() if order.state == "unknown"}
    blocked |= {one.symbol: "discrepancy" for one in watch.open()}
    if book.venue != PLATFORM and not watch.is_in_sync:
        blocked["*"] = NOT_RECONCILED
    foreign = _foreign(book, watch)
    if (exposures, blocked, foreign) == (book.exposures, book.blocked, book.foreign):
        return book
    return replace(book, exposures=exposures, blocked=blocked, foreign=foreign)


def _foreign(book: AccountBook, watch: AccountWatch) -> tuple[ForeignOrder, ...]:
    """Return what nobody asked us for and may fill still, but for what proved to be ours. Where a venue tells balances
    (spot), what its owner buys by hand is none of our holding, so it does not count before it fills either.
    """
    live = [one for one in watch.externals.values() if one.left]
    if not live or not book.capabilities.settles_positions:
        return ()
    ours = {order.venue_order_id for order in book.orders.values()}
    named = {str(order.client_order_id) for order in book.orders.values()}
    return tuple(
        ForeignOrder(
            symbol=one.symbol,
            side=one.side,
            left=one.left,
            order_type=one.order_type,
            limit_price=one.limit_price,
            stop_price=one.stop_price,
            only_reduces=one.reduce_only,
        )
        for one in sorted(live, key=lambda one: one.venue_order_id)
        if one.venue_order_id not in ours and one.client_order_id not in named
    )


def next_look_due(watch: AccountWatch, now: datetime) -> datetime | None:
    """Return when the account should be looked at again because something is in doubt, or None when nothing is.

    A suspicion that could not be confirmed for a while (its symbol is never quiet) is left to the periodic rounds.
    """
    due = [next_look_at(inquiry) for inquiry in watch.inquiries.values()]
    fresh = (one.since for one in watch.suspicions.values() if now - one.since < SUSPECTED_FOR)
    due += [since + CONFIRM_AFTER for since in fresh]
    return min(due, default=None)
