"""Talking to venues after the commit: every call in a task of its own, so that a slow venue delays nobody else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar, assert_never

from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import (
    DUPLICATE_CODE,
    REVOKED_CODE,
    Accepted,
    Broker,
    BrokerEvent,
    CancelOutcome,
    ConnectionChanged,
    DeniedLocally,
    OrderChange,
    OrderRequest,
    PlaceOutcome,
    QuoteUpdate,
    Rejected,
    ReplaceOutcome,
    StreamGap,
    Unknown,
)
from tradewright.features.orders.executor.calls import WAY_IN, WAY_OUT, Calls
from tradewright.features.orders.executor.inbox import (
    CancelAnswered,
    Inbox,
    PlaceAnswered,
    ReplaceAnswered,
    VenueSaid,
)
from tradewright.kernel.clock import Clock
from tradewright.kernel.ids import AccountId, OrderId, UserId
from tradewright.platform import telemetry

log = telemetry.logger(__name__)

ANSWER_WITHIN_S = 10.0
"""A venue that has not answered by then is Unknown; its answer, should it come, arrives as an event or by look-up."""

Sink = Callable[[AccountId, BrokerEvent], None]
OnQuote = Callable[[AccountId, Quote], None]
OnConnection = Callable[[AccountId, ConnectionChanged], None]
Outcome = TypeVar("Outcome")

place_seconds = telemetry.histogram(
    "tradewright_venue_place_seconds",
    "Time from sending an order to the venue's answer.",
    ["broker", "outcome"],
)


class BrokerFactory(Protocol):
    """Opens the connection of one broker account; which venues exist is known to the composition root alone."""

    async def open(
        self, user_id: UserId, account_id: AccountId, *, broker: str, config: dict[str, Any], sink: Sink
    ) -> Broker: ...
    async def release(self, account_id: AccountId) -> None: ...


@dataclass(frozen=True, slots=True)
class Placement:
    """One order to send: ours by id, and as the venue is asked for it."""

    order_id: OrderId
    request: OrderRequest
    is_repeat: bool = False
    """Whether an earlier life of this process may have sent it already."""


@dataclass(frozen=True, slots=True)
class Move:
    """One live order to change."""

    order: Order
    change: OrderChange


class Venues:
    """The open broker connections of one executor, and the calls under way on them."""

    def __init__(
        self,
        factory: BrokerFactory,
        inbox: Inbox,
        clock: Clock,
        *,
        may_send: Callable[[], bool] = lambda: True,
    ) -> None:
        self._factory = factory
        self._may_send = may_send
        self._inbox = inbox
        self._clock = clock
        self._on_quote: OnQuote | None = None
        self._on_connection: OnConnection | None = None
        self._brokers: dict[AccountId, tuple[str, Broker]] = {}
        self._terms: dict[AccountId, tuple[dict[str, Any], str | None]] = {}
        self._calls: dict[AccountId, Calls] = {}
        self._sent: dict[OrderId, AccountId] = {}
        self._unsent: set[OrderId] = set()
        """Orders whose sending waits for its turn."""
        self._taken_back: set[OrderId] = set()
        self._up_since: dict[AccountId, datetime] = {}
        self._refused: dict[AccountId, str | None] = {}
        """By which key, noted when it is heard: once a turn hears of it, the trader may have linked another one."""

    async def open(
        self,
        user_id: UserId,
        account_id: AccountId,
        *,
        broker: str,
        config: dict[str, Any],
        key_mark: str | None = None,
    ) -> Broker:
        """Return the account's connection, opening it on first use and again when its terms or its key have changed."""
        known, terms = self._brokers.get(account_id), (config, key_mark)
        if known is not None and self._terms.get(account_id) == terms:
            return known[1]
        # The factory closes what is open before it opens: should that fail, nothing is.
        self._brokers.pop(account_id, None)
        self._terms.pop(account_id, None)
        connection = await self._factory.open(
            user_id, account_id, broker=broker, config=config, sink=partial(self._hear_by, key_mark)
        )
        self._brokers[account_id] = (broker, connection)
        self._terms[account_id] = terms
        return connection

    def tell_quotes(self, hear: OnQuote) -> None:
        """Have `hear` called with every price that a venue tells of its own."""
        self._on_quote = hear

    def tell_connections(self, hear: OnConnection) -> None:
        """Have `hear` called whenever the stream of an account comes up or goes down."""
        self._on_connection = hear

    def is_open(self, account_id: AccountId) -> bool:
        return account_id in self._brokers

    def refused_key(self, account_id: AccountId) -> str | None:
        """Return what tells the key that the venue refused last from the account's other keys; None: none was refused."""
        return self._refused.get(account_id)

    def get(self, account_id: AccountId) -> Broker:
        return self._brokers[account_id][1]

    async def release(self, account_ids: Iterable[AccountId]) -> None:
        """Close these connections, once no call of ours is under way on them."""
        gone = frozenset(account_ids)
        for account_id in gone:
            await self.settle_calls([account_id])
            self._calls.pop(account_id, None)
            self._terms.pop(account_id, None)
            self._up_since.pop(account_id, None)
            if self._brokers.pop(account_id, None) is not None:
                await self._factory.release(account_id)
        # Should an account come back, its orders are looked for as after a restart.
        self._sent = {order_id: owner for order_id, owner in self._sent.items() if owner not in gone}

    async def settle_calls(self, account_ids: Collection[AccountId]) -> None:
        """Return once no call is under way for these accounts; each ends within `ANSWER_WITHIN_S` of its turn."""
        while tasks := [
            task
            for account_id in account_ids
            if (calls := self._calls.get(account_id)) is not None
            for task in calls.under_way()
        ]:
            await asyncio.wait(tasks)

    def stream_up_since(self, account_id: AccountId) -> datetime | None:
        """Return since when the account's stream of events has been up without a gap; None while it is not."""
        return self._up_since.get(account_id)

    def was_sent(self, order_id: OrderId) -> bool:
        """Whether this process has tried to send the order; if so, a look-up that misses it proves nothing new."""
        return order_id in self._sent

    def forget(self, order_id: OrderId) -> None:
        """Say that the order has ended."""
        self._sent.pop(order_id, None)

    def act(
        self,
        account_id: AccountId,
        *,
        cancels: Sequence[Order] = (),
        moves: Sequence[Move] = (),
        places: Sequence[Placement] = (),
    ) -> None:
        """Cancel and change, and when the venue has answered each, send; all outcomes come through the inbox."""
        calls = self._calls.get(account_id)
        if calls is None:
            calls = self._calls[account_id] = Calls()
        first = []
        for order in cancels:
            if order.order_id in self._unsent:
                self._taken_back.add(order.order_id)
            first.append(calls.start(order.order_id, partial(self._cancel, order), priority=WAY_OUT))
        for move in moves:
            priority = WAY_OUT if move.order.reduce_only else WAY_IN
            first.append(calls.start(move.order.order_id, partial(self._replace, move), priority=priority))
        for placement in places:
            self._sent[placement.order_id] = account_id
            self._unsent.add(placement.order_id)
            priority = WAY_OUT if placement.request.reduce_only else WAY_IN
            work = partial(self._place, account_id, placement)
            calls.start(placement.order_id, work, priority=priority, after=first)

    async def _place(self, account_id: AccountId, placement: Placement) -> None:
        outcome: PlaceOutcome
        order_id = placement.order_id
        self._unsent.discard(order_id)
        connection = self._brokers.get(account_id)
        if connection is None:
            outcome = DeniedLocally("no connection to the broker")
        elif order_id in self._taken_back:
            outcome = DeniedLocally("its cancel was asked for before it was sent")
        elif not self._may_send():
            # Another executor may have it by now, and looks at the venue before it sends anything.
            outcome = DeniedLocally("the order is no longer ours to send")
        else:
            name, broker = connection
            began = time.perf_counter()
            outcome = await _answer(broker.place(placement.request), "place", order_id)
            place_seconds.labels(name, type(outcome).__name__.lower()).observe(time.perf_counter() - began)
        if placement.is_repeat:
            outcome = told_of_repeat(outcome)
            self._taken_back.discard(order_id)  # the venue may have it: its cancel is sent all the same
        self._inbox.put(PlaceAnswered(account_id, order_id, outcome, self._clock.now()))

    async def _cancel(self, order: Order) -> None:
        outcome: CancelOutcome
        if order.order_id in self._taken_back:
            self._taken_back.discard(order.order_id)
            return  # the venue never heard of it, and its placement has said so
        connection = self._brokers.get(order.account_id)
        if connection is None:
            outcome = DeniedLocally("no connection to the broker")
        else:
            outcome = await _answer(connection[1].cancel(order.client_order_id), "cancel", order.order_id)
        self._inbox.put(CancelAnswered(order.account_id, order.order_id, outcome, self._clock.now()))

    async def _replace(self, move: Move) -> None:
        outcome: ReplaceOutcome
        order = move.order
        connection = self._brokers.get(order.account_id)
        if connection is None:
            outcome = DeniedLocally("no connection to the broker")
        else:
            asked = connection[1].replace(order.client_order_id, move.change)
            outcome = await _answer(asked, "replace", order.order_id)
        now = self._clock.now()
        self._inbox.put(ReplaceAnswered(order.account_id, order.order_id, move.change, outcome, now))

    def _hear_by(self, key_mark: str | None, account_id: AccountId, event: BrokerEvent) -> None:
        if isinstance(event, ConnectionChanged) and event.code == REVOKED_CODE:
            self._refused[account_id] = key_mark
        self._hear(account_id, event)

    def _hear(self, account_id: AccountId, event: BrokerEvent) -> None:
        # Kept here and not by a turn: the stream may come up before the account's books are read.
        if isinstance(event, StreamGap) or (
            isinstance(event, ConnectionChanged) and event.state == "connected"
        ):
            self._up_since[account_id] = self._clock.now()
        elif isinstance(event, ConnectionChanged):
            self._up_since.pop(account_id, None)
        if isinstance(event, ConnectionChanged) and self._on_connection is not None:
            self._on_connection(account_id, event)
        if not isinstance(event, QuoteUpdate):
            self._inbox.put(VenueSaid(account_id, event))
        elif self._on_quote is not None:
            self._on_quote(account_id, event.quote)


def told_of_repeat(outcome: PlaceOutcome) -> PlaceOutcome:
    """Return what an answer says of an order that an earlier life may have sent: that it is there, or nothing.

    A refusal is of the second request only: the first may have been taken before the reason for it came up.
    """
    match outcome:
        case Accepted() | Unknown():
            return outcome
        case Rejected(code, _) if code == DUPLICATE_CODE:
            return outcome
        case Rejected(_, words) | DeniedLocally(words):
            return Unknown(cause=f"not taken again: {words}")
        case _ as never:
            assert_never(never)


async def _answer(asked: Awaitable[Outcome], what: str, order_id: OrderId) -> Outcome | Unknown:
    """Return the venue's answer, or Unknown where none came in time or the adapter broke."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            return await asked
    except TimeoutError:
        return Unknown(cause=f"no answer within {ANSWER_WITHIN_S:.0f} s")
    except Exception as error:
        # Policy: whatever went wrong, it may have been sent, so nobody may call it a refusal; a look at the venue will tell.
        log.exception("venue.call_failed", call=what, order_id=str(order_id))
        return Unknown(cause=f"adapter failed: {type(error).__name__}")
