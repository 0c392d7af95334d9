"""What reaches a venue and what does not: an order that waits can be taken back, and a broken adapter is doubt."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.unit.domain.builders import an_order

from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import (
    Accepted,
    Broker,
    CancelOutcome,
    DeniedLocally,
    OrderRequest,
    PlaceOutcome,
    Unknown,
)
from tradewright.domain.trading.requests import request_for
from tradewright.features.orders.executor import calls
from tradewright.features.orders.executor.inbox import CancelAnswered, Inbox, PlaceAnswered
from tradewright.features.orders.executor.venues import Placement, Sink, Venues
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import (
    AccountId,
    ClientOrderId,
    OrderId,
    UserId,
    VenueOrderId,
    client_order_id,
    new_uuid7,
)


class GatedBroker:
    """Answers nothing before its gate opens, and remembers what it was asked."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.placed: list[ClientOrderId] = []
        self.cancelled: list[ClientOrderId] = []

    async def place(self, request: OrderRequest) -> PlaceOutcome:
        self.placed.append(request.client_order_id)
        await self.gate.wait()
        return Accepted(VenueOrderId("V1"), request.client_order_id)

    async def cancel(self, client_order_id: ClientOrderId) -> CancelOutcome:
        self.cancelled.append(client_order_id)
        raise RuntimeError("a bug in the adapter")


class OneBroker:
    def __init__(self, broker: GatedBroker) -> None:
        self._broker = broker

    async def open(
        self, user_id: UserId, account_id: AccountId, *, broker: str, config: dict[str, Any], sink: Sink
    ) -> Broker:
        return self._broker  # type: ignore[return-value]

    async def release(self, account_id: AccountId) -> None:
        """Nothing to give back."""


async def opened(broker: GatedBroker, account_id: AccountId) -> tuple[Venues, Inbox]:
    inbox = Inbox()
    venues = Venues(OneBroker(broker), inbox, SystemClock())
    await venues.open(UserId(new_uuid7()), account_id, broker="gated", config={})
    return venues, inbox


def a_new_order() -> Order:
    order_id = OrderId(new_uuid7())
    return an_order(order_id=order_id, client_order_id=client_order_id(order_id), reduce_only=False)


async def test_a_cancel_takes_back_an_order_that_waits_and_the_venue_hears_of_neither(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calls, "AT_ONCE", calls.KEPT_FOR_THE_WAY_OUT + 1)
    broker, first, second = GatedBroker(), a_new_order(), a_new_order()
    account_id = first.account_id
    venues, inbox = await opened(broker, account_id)

    venues.act(account_id, places=[Placement(first.order_id, request_for(first))])
    venues.act(account_id, places=[Placement(second.order_id, request_for(second))])
    await asyncio.sleep(0)
    venues.act(account_id, cancels=[second])
    broker.gate.set()
    await venues.settle_calls([account_id])

    answers = {item.order_id: item.outcome for item in inbox.drain() if isinstance(item, PlaceAnswered)}
    assert isinstance(answers[first.order_id], Accepted)
    assert isinstance(answers[second.order_id], DeniedLocally)
    assert (broker.placed, broker.cancelled) == ([first.client_order_id], [])


async def test_a_cancel_that_breaks_in_the_adapter_proves_nothing() -> None:
    broker, order = GatedBroker(), a_new_order()
    venues, inbox = await opened(broker, order.account_id)

    venues.act(order.account_id, cancels=[order])
    await venues.settle_calls([order.account_id])

    [answer] = inbox.drain()
    assert isinstance(answer, CancelAnswered)
    assert isinstance(answer.outcome, Unknown)


async def test_a_new_key_opens_a_new_connection_and_the_same_one_does_not() -> None:
    opened_with: list[int] = []

    class Counting(OneBroker):
        async def open(
            self, user_id: UserId, account_id: AccountId, *, broker: str, config: dict[str, Any], sink: Sink
        ) -> Broker:
            opened_with.append(len(opened_with))
            return await super().open(user_id, account_id, broker=broker, config=config, sink=sink)

    user_id, account_id = UserId(new_uuid7()), AccountId(new_uuid7())
    venues = Venues(Counting(GatedBroker()), Inbox(), SystemClock())

    for key_mark in ("first", "first", "second"):
        await venues.open(user_id, account_id, broker="gated", config={}, key_mark=key_mark)

    assert opened_with == [0, 1]


async def test_an_order_that_is_no_longer_ours_is_not_sent_and_its_cancel_is() -> None:
    broker, order, resting = GatedBroker(), a_new_order(), a_new_order()
    inbox = Inbox()
    venues = Venues(OneBroker(broker), inbox, SystemClock(), may_send=lambda: False)
    await venues.open(UserId(new_uuid7()), order.account_id, broker="gated", config={})

    venues.act(order.account_id, places=[Placement(order.order_id, request_for(order))])
    venues.act(order.account_id, cancels=[resting])
    await venues.settle_calls([order.account_id])

    outcomes = {item.order_id: item.outcome for item in inbox.drain() if isinstance(item, PlaceAnswered)}
    assert outcomes == {order.order_id: DeniedLocally("the order is no longer ours to send")}
    assert (broker.placed, broker.cancelled) == ([], [resting.client_order_id])


async def test_a_connection_that_does_not_open_again_is_not_open() -> None:
    class Once(OneBroker):
        tries = 0

        async def open(
            self, user_id: UserId, account_id: AccountId, *, broker: str, config: dict[str, Any], sink: Sink
        ) -> Broker:
            self.tries += 1
            if self.tries == 2:
                raise ConnectionError
            return await super().open(user_id, account_id, broker=broker, config=config, sink=sink)

    user_id, account_id = UserId(new_uuid7()), AccountId(new_uuid7())
    venues = Venues(Once(GatedBroker()), Inbox(), SystemClock())
    await venues.open(user_id, account_id, broker="gated", config={}, key_mark="first")

    with pytest.raises(ConnectionError):
        await venues.open(user_id, account_id, broker="gated", config={}, key_mark="second")

    assert not venues.is_open(account_id)
    await venues.open(user_id, account_id, broker="gated", config={}, key_mark="first")
    assert venues.is_open(account_id)
