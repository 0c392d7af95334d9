"""What an earlier life may have sent: refusing it now proves nothing, and it is sent as the books know it last."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

import pytest
from tests.simulation.profiles import PROFILES
from tests.simulation.world import ACCOUNTS, USER, World
from tests.unit.domain.builders import NOW
from tests.unit.features.test_executor_venues import GatedBroker, a_new_order, opened

from tradewright.domain.trading.order import Order, OutcomeUnknown, ProvedAbsent
from tradewright.domain.trading.ports.broker import (
    DUPLICATE_CODE,
    Accepted,
    DeniedLocally,
    OrderRequest,
    PlaceOutcome,
    Rejected,
    Unknown,
)
from tradewright.domain.trading.reconcile import unsent_now
from tradewright.domain.trading.requests import request_for
from tradewright.domain.trading.risk import Switch
from tradewright.domain.trading.signal import Intent, Sizing
from tradewright.features.orders.executor import calls
from tradewright.features.orders.executor.inbox import CancelAnswered, Inbox, PlaceAnswered
from tradewright.features.orders.executor.reconcile.reconciler import Reconciler
from tradewright.features.orders.executor.venues import Placement, Venues, told_of_repeat
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import VenueOrderId

PAPER, STOCKS = PROFILES[0], PROFILES[1]


class RefusingBroker(GatedBroker):
    async def place(self, request: OrderRequest) -> PlaceOutcome:
        self.placed.append(request.client_order_id)
        return Rejected("40310000", "insufficient buying power")


@pytest.mark.parametrize("outcome", [Rejected("-2010", "no money"), DeniedLocally("rate limit")])
def test_a_refusal_of_the_second_request_says_nothing_of_the_first(outcome: PlaceOutcome) -> None:
    assert isinstance(told_of_repeat(outcome), Unknown)


def test_an_answer_that_the_order_is_there_is_believed() -> None:
    order = a_new_order()
    for outcome in (
        Accepted(VenueOrderId("V1"), order.client_order_id),
        Rejected(DUPLICATE_CODE, "seen before"),
    ):
        assert told_of_repeat(outcome) is outcome


@pytest.mark.parametrize("is_repeat", [False, True])
async def test_only_a_first_sending_that_is_refused_is_rejected(is_repeat: bool) -> None:
    broker, order = RefusingBroker(), a_new_order()
    venues, inbox = await opened(broker, order.account_id)

    venues.act(order.account_id, places=[Placement(order.order_id, request_for(order), is_repeat)])
    await venues.settle_calls([order.account_id])

    [answer] = inbox.drain()
    assert isinstance(answer, PlaceAnswered)
    assert isinstance(answer.outcome, Unknown if is_repeat else Rejected)


async def test_a_repeat_that_is_taken_back_is_cancelled_at_the_venue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calls, "AT_ONCE", calls.KEPT_FOR_THE_WAY_OUT + 1)
    broker, order = GatedBroker(), a_new_order()
    venues, inbox = await opened(broker, order.account_id)

    venues.act(order.account_id, places=[Placement(order.order_id, request_for(order), is_repeat=True)])
    venues.act(order.account_id, cancels=[order])
    await venues.settle_calls([order.account_id])

    placed, cancelled = inbox.drain()
    assert isinstance(placed, PlaceAnswered)
    assert isinstance(placed.outcome, Unknown)
    assert isinstance(cancelled, CancelAnswered)
    assert (broker.placed, broker.cancelled) == ([], [order.client_order_id])


def test_what_is_not_sent_again_is_absent_only_where_look_ups_tell_the_truth() -> None:
    assert isinstance(unsent_now("halted", PAPER.capabilities, NOW), ProvedAbsent)
    assert isinstance(unsent_now("halted", STOCKS.capabilities, NOW), OutcomeUnknown)


@pytest.mark.parametrize("state", ["submitting", "unknown", "working"])
def test_an_order_is_sent_again_only_while_the_desk_has_it_submitting(state: Any) -> None:
    world, order = crashed()
    put(world, replace(order, state=state))

    places, withheld = resendable(world, order)

    assert [one.is_repeat for one in places] == ([True] if state == "submitting" else [])
    assert withheld == []


def test_a_switch_that_was_pressed_during_the_look_leaves_doubt_and_sends_nothing() -> None:
    world, order = crashed()
    world.press(Switch("halted", "", None))

    places, [proved] = resendable(world, order)

    assert places == []
    assert isinstance(proved.event, OutcomeUnknown)


def crashed() -> tuple[World, Order]:
    """A world whose process died between the commit of an entry and its sending."""
    world = World(STOCKS)
    world.start()
    world.turn()
    world.ask(1, 0, Intent("buy", "AAA", sizing=Sizing("fixed", Decimal(1))))
    world.turn(lost="after")
    [order] = world.desk.live_orders(ACCOUNTS[0])
    return world, order


def put(world: World, order: Order) -> None:
    account = world.desk.book.accounts[order.account_id]
    account = replace(account, orders={**account.orders, order.order_id: order})
    accounts = {**world.desk.book.accounts, order.account_id: account}
    world.desk.book = replace(world.desk.book, accounts=accounts)


def resendable(world: World, order: Order) -> Any:
    nothing = cast(Any, None)
    venues = Venues(nothing, Inbox(), SystemClock())
    venues._brokers[order.account_id] = ("scripted", cast(Any, world.venues[order.account_id]))
    reconciler = Reconciler(
        db=nothing, clock=SystemClock(), books=nothing, venues=venues, inbox=Inbox(), background=nothing
    )
    assert world.desk.user_id == USER
    return reconciler._resendable(world.desk, order.account_id, [order], world.store.controls())
