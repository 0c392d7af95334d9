"""Talking to venues after the commit: every call in a task of its own, so that a slow venue delays nobody else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import (
    Broker,
    BrokerEvent,
    CancelOutcome,
    DeniedLocally,
    OrderRequest,
    PlaceOutcome,
    Unknown,
)
from tradewright.features.orders.executor.inbox import CancelAnswered, Inbox, PlaceAnswered, VenueSaid
from tradewright.kernel.clock import Clock
from tradewright.kernel.ids import AccountId, OrderId, UserId
from tradewright.platform import telemetry

log = telemetry.logger(__name__)

ANSWER_WITHIN_S = 10.0
"""A venue that has not answered by then is Unknown; its answer, should it come, arrives as an event or by look-up."""

Sink = Callable[[AccountId, BrokerEvent], None]

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


class Venues:
    """The open broker connections of one executor, and the calls under way on them."""

    def __init__(self, factory: BrokerFactory, inbox: Inbox, clock: Clock) -> None:
        self._factory = factory
        self._inbox = inbox
        self._clock = clock
        self._brokers: dict[AccountId, tuple[str, Broker]] = {}
        self._terms: dict[AccountId, dict[str, Any]] = {}
        self._calls: dict[AccountId, set[asyncio.Task[None]]] = {}
        self._sent: set[OrderId] = set()

    async def open(
        self, user_id: UserId, account_id: AccountId, *, broker: str, config: dict[str, Any]
    ) -> Broker:
        """Return the account's connection, opening it on first use and again when its terms have changed."""
        known = self._brokers.get(account_id)
        if known is not None and self._terms.get(account_id) == config:
            return known[1]
        connection = await self._factory.open(
            user_id, account_id, broker=broker, config=config, sink=self._hear
        )
        self._brokers[account_id] = (broker, connection)
        self._terms[account_id] = config
        return connection

    def is_open(self, account_id: AccountId) -> bool:
        return account_id in self._brokers

    def get(self, account_id: AccountId) -> Broker:
        return self._brokers[account_id][1]

    async def release(self, account_ids: Iterable[AccountId]) -> None:
        """Close these connections, once no call of ours is under way on them."""
        for account_id in account_ids:
            await self.settle_calls([account_id])
            self._terms.pop(account_id, None)
            if self._brokers.pop(account_id, None) is not None:
                await self._factory.release(account_id)

    async def settle_calls(self, account_ids: Collection[AccountId]) -> None:
        """Return once no call is under way for these accounts; each ends within `ANSWER_WITHIN_S`."""
        while calls := [call for account_id in account_ids for call in self._calls.get(account_id, ())]:
            await asyncio.wait(calls)

    def was_sent(self, order_id: OrderId) -> bool:
        """Whether this process has tried to send the order; if so, a look-up that misses it proves nothing new."""
        return order_id in self._sent

    def forget(self, order_id: OrderId) -> None:
        """Say that the order has ended."""
        self._sent.discard(order_id)

    def act(self, account_id: AccountId, *, cancels: Sequence[Order], places: Sequence[Placement]) -> None:
        """Cancel, and when the venue has answered each cancel, send; all outcomes come through the inbox."""
        self._sent.update(placement.order_id for placement in places)
        task = asyncio.create_task(self._act(account_id, cancels, places), name="venue-act")
        calls = self._calls.setdefault(account_id, set())
        calls.add(task)
        task.add_done_callback(calls.discard)

    async def _act(
        self, account_id: AccountId, cancels: Sequence[Order], places: Sequence[Placement]
    ) -> None:
        if cancels:
            await asyncio.gather(*(self._cancel(order) for order in cancels))
        if len(places) == 1:
            await self._place(account_id, places[0])
        elif places:
            await asyncio.gather(*(self._place(account_id, placement) for placement in places))

    async def _place(self, account_id: AccountId, placement: Placement) -> None:
        outcome: PlaceOutcome
        connection = self._brokers.get(account_id)
        if connection is None:
            outcome = DeniedLocally("no connection to the broker")
            self._inbox.put(PlaceAnswered(account_id, placement.order_id, outcome, self._clock.now()))
            return
        name, broker = connection
        began = time.perf_counter()
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                outcome = await broker.place(placement.request)
        except TimeoutError:
            outcome = Unknown(cause=f"no answer within {ANSWER_WITHIN_S:.0f} s")
        except (
            Exception
        ) as error:  # Policy: whatever went wrong, it may have been sent, so nobody may call it a refusal.
            log.exception("venue.place_failed", order_id=str(placement.order_id), broker=name)
            outcome = Unknown(cause=f"adapter failed: {type(error).__name__}")
        place_seconds.labels(name, type(outcome).__name__.lower()).observe(time.perf_counter() - began)
        self._inbox.put(PlaceAnswered(account_id, placement.order_id, outcome, self._clock.now()))

    async def _cancel(self, order: Order) -> None:
        outcome: CancelOutcome
        connection = self._brokers.get(order.account_id)
        if connection is None:
            outcome = DeniedLocally("no connection to the broker")
            self._inbox.put(CancelAnswered(order.account_id, order.order_id, outcome, self._clock.now()))
            return
        name, broker = connection
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                outcome = await broker.cancel(order.client_order_id)
        except TimeoutError:
            outcome = Unknown(cause=f"no answer within {ANSWER_WITHIN_S:.0f} s")
        except Exception as error:  # Policy: as for place; the settling round asks what became of the order.
            log.exception("venue.cancel_failed", order_id=str(order.order_id), broker=name)
            outcome = Unknown(cause=f"adapter failed: {type(error).__name__}")
        self._inbox.put(CancelAnswered(order.account_id, order.order_id, outcome, self._clock.now()))

    def _hear(self, account_id: AccountId, event: BrokerEvent) -> None:
        self._inbox.put(VenueSaid(account_id, event))
