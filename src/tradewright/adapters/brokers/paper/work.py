"""What can arrive at the paper venue, and what one commit's worth of arrivals comes to.

`Draft` runs arrivals through the pure core one after the other and collects what has to be written. It
touches nothing: only when its commit is done do its books become the accounts' books.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tradewright.adapters.brokers.paper import matching
from tradewright.adapters.brokers.paper.admission import MarketView
from tradewright.adapters.brokers.paper.book import Book, PaperOrder
from tradewright.adapters.brokers.paper.config import PaperConfig
from tradewright.adapters.brokers.paper.store import AccountKey, KnownOrder
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.ports.broker import (
    AlreadyTerminal,
    BrokerEvent,
    CancelOutcome,
    OrderChange,
    OrderRequest,
    PlaceOutcome,
    Rejected,
    ReplaceOutcome,
)
from tradewright.kernel.ids import AccountId, ClientOrderId

OrderName = tuple[AccountId, ClientOrderId]
"""What an order is known by for ever: its account, and the id its sender gave it."""


@dataclass(frozen=True, slots=True)
class Place:
    account_id: AccountId
    request: OrderRequest
    answer: asyncio.Future[PlaceOutcome]


@dataclass(frozen=True, slots=True)
class Cancel:
    account_id: AccountId
    client_order_id: ClientOrderId
    answer: asyncio.Future[CancelOutcome]


@dataclass(frozen=True, slots=True)
class Replace:
    account_id: AccountId
    client_order_id: ClientOrderId
    change: OrderChange
    answer: asyncio.Future[ReplaceOutcome]


@dataclass(frozen=True, slots=True)
class Wake:
    """An order's latency or day is over."""

    account_id: AccountId
    client_order_id: ClientOrderId


@dataclass(frozen=True, slots=True)
class QuoteArrived:
    quote: Quote


@dataclass(frozen=True, slots=True)
class Refresh:
    """Nothing but a wish that everything before it is done, and that the account's book is known again."""

    account_id: AccountId
    answer: asyncio.Future[None] | None = None


Work = Place | Cancel | Replace | Wake | QuoteArrived | Refresh


def ids_asked(work: Work) -> list[OrderName]:
    """Return the client ids whose history a decision about `work` needs."""
    if isinstance(work, (Cancel, Replace)):
        return [(work.account_id, work.client_order_id)]
    if isinstance(work, Place):
        return [(work.account_id, client_id) for client_id in _ids_of(work.request)]
    return []


def _ids_of(request: OrderRequest) -> list[ClientOrderId]:
    legs = (request.stop_loss, request.take_profit)
    return [request.client_order_id, *(leg.client_order_id for leg in legs if leg is not None)]


@dataclass(slots=True)
class Account:
    """One account as the venue holds it: its terms, and its book as last committed."""

    key: AccountKey
    config: PaperConfig
    book: Book


@dataclass(slots=True)
class Draft:
    """What a batch of arrivals would change, in the order of the arrivals."""

    market: MarketView
    now: datetime
    known: Mapping[OrderName, KnownOrder]
    books: dict[AccountId, Book] = field(default_factory=dict)
    created: dict[OrderName, tuple[AccountKey, PaperOrder]] = field(default_factory=dict)
    updated: dict[OrderName, tuple[AccountKey, PaperOrder]] = field(default_factory=dict)
    fills: list[tuple[AccountKey, Fill]] = field(default_factory=list)
    events: list[tuple[AccountId, BrokerEvent]] = field(default_factory=list)
    placed: list[tuple[Place, PlaceOutcome]] = field(default_factory=list)
    cancelled: list[tuple[Cancel, CancelOutcome]] = field(default_factory=list)
    replaced: list[tuple[Replace, ReplaceOutcome]] = field(default_factory=list)

    @property
    def has_changes(self) -> bool:
        return bool(self.created or self.updated)

    def take(self, account: Account, work: Work) -> None:
        """Decide what `work` does to `account`, on top of what was decided before it."""
        book = self.books.get(account.key.account_id, account.book)
        match work:
            case Place():
                self._place(account, book, work)
            case Cancel():
                self._cancel(account, book, work)
            case Replace():
                self._replace(account, book, work)
            case Wake():
                decision = matching.wake(
                    book, work.client_order_id, market=self.market, config=account.config, now=self.now
                )
                self._keep(account, decision)
            case QuoteArrived():
                decision = matching.on_quote(
                    book, work.quote, market=self.market, config=account.config, now=self.now
                )
                self._keep(account, decision)
            case Refresh():
                pass

    def _place(self, account: Account, book: Book, work: Place) -> None:
        ids = _ids_of(work.request)
        used = [one for one in ids if self._is_used(account, one)]
        if used or len(set(ids)) < len(ids):
            text = f"client order id {(used or ids)[0]} was used before"
            self.placed.append((work, Rejected("duplicate_client_order_id", text)))
            return
        decision, outcome = matching.place(
            book, work.request, market=self.market, config=account.config, now=self.now
        )
        self._keep(account, decision)
        self.placed.append((work, outcome))

    def _cancel(self, account: Account, book: Book, work: Cancel) -> None:
        if work.client_order_id in book.orders:
            decision, outcome = matching.cancel(book, work.client_order_id, now=self.now)
            self._keep(account, decision)
            self.cancelled.append((work, outcome))
            return
        name = (account.key.account_id, work.client_order_id)
        before = self.known.get(name)
        made_now = self.created.get(name)
        if made_now is not None:
            self.cancelled.append((work, AlreadyTerminal(made_now[1].venue_order_id)))
        elif before is not None:
            self.cancelled.append((work, AlreadyTerminal(before.venue_order_id)))
        else:
            self.cancelled.append((work, Rejected("unknown_order", "there is no such order")))

    def _replace(self, account: Account, book: Book, work: Replace) -> None:
        if work.client_order_id in book.orders:
            decision, outcome = matching.change(
                book,
                work.client_order_id,
                work.change,
                market=self.market,
                config=account.config,
                now=self.now,
            )
            self._keep(account, decision)
            self.replaced.append((work, outcome))
            return
        before = self.known.get((account.key.account_id, work.client_order_id))
        gone: ReplaceOutcome = Rejected("unknown_order", "there is no such order")
        self.replaced.append((work, gone if before is None else AlreadyTerminal(before.venue_order_id)))

    def _is_used(self, account: Account, client_order_id: ClientOrderId) -> bool:
        name = (account.key.account_id, client_order_id)
        return name in self.known or name in self.created

    def _keep(self, account: Account, decision: matching.Decision) -> None:
        account_id = account.key.account_id
        self.books[account_id] = decision.book
        for client_id, order in decision.orders.items():
            name = (account_id, client_id)
            is_new = name in self.created or not self._existed(account, name)
            (self.created if is_new else self.updated)[name] = (account.key, order)
        self.fills.extend((account.key, fill) for fill in decision.fills)
        self.events.extend((account_id, event) for event in decision.events)

    def _existed(self, account: Account, name: OrderName) -> bool:
        return name[1] in account.book.orders
