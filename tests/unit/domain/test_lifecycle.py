"""The order's life: total, terminal states absorb, and what filled is booked whatever the order of reports.

1. transition answers every state and event;
2. a terminal state never changes, a late fill is counted all the same;
3. whatever the order and repetition of reports, the same fills give the same filled quantity;
4. what tells nothing new changes nothing, so replaying what was recorded ends in the same order.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.domain.builders import NOW, STATES, a_fill, an_account, an_order, d, order_events

from tradewright.domain.trading.booking import apply_event, with_order
from tradewright.domain.trading.lifecycle import (
    Contradiction,
    LateFill,
    OverFill,
    StateChanged,
    transition,
)
from tradewright.domain.trading.order import (
    TERMINAL,
    CancelRefused,
    CancelRequested,
    LegResized,
    Order,
    OrderEvent,
    OrderFilled,
    OrderState,
    OutcomeUnknown,
    ProvedAbsent,
    VenueAccepted,
    VenueCancelled,
    VenueExpired,
    VenueRejected,
)
from tradewright.kernel.ids import OrderId, VenueOrderId

ACCEPTED = VenueAccepted(VenueOrderId("V50"), NOW)
CANCELLED = VenueCancelled("asked", NOW)


def after(order: Order, *events: OrderEvent) -> Order:
    for event in events:
        order, _ = transition(order, event)
    return order


def test_every_state_answers_every_event() -> None:
    events: list[OrderEvent] = [
        ACCEPTED,
        VenueRejected("x", "no", NOW),
        OutcomeUnknown("timeout", NOW),
        ProvedAbsent("not listed", NOW),
        OrderFilled(a_fill()),
        LegResized(d("3"), NOW),
        CancelRequested(NOW),
        CancelRefused("too late", NOW),
        CANCELLED,
        VenueExpired("end of day", NOW),
    ]
    for state in STATES:
        for event in events:
            moved, facts = transition(an_order(state=state), event)

            assert moved.state in STATES
            assert (moved.state != state) == any(isinstance(fact, StateChanged) for fact in facts)


@given(state=st.sampled_from(sorted(TERMINAL)), event=order_events())
@settings(deadline=None, max_examples=150)
def test_a_terminal_state_is_for_ever_and_still_counts_late_fills(
    state: OrderState, event: OrderEvent
) -> None:
    ended = an_order(state=state, filled_quantity=d("2"), average_price=d("100"))

    moved, facts = transition(ended, event)

    assert moved.state == state
    if isinstance(event, OrderFilled):
        assert moved.filled_quantity == d("2") + event.fill.quantity
        assert state == "filled" or any(isinstance(fact, LateFill) for fact in facts)
    else:
        assert moved.filled_quantity == d("2")


@given(
    events=st.permutations(
        [ACCEPTED, ACCEPTED, CANCELLED, CancelRequested(NOW)]
        + [OrderFilled(a_fill(number, quantity="2", price=str(100 + number))) for number in range(4)]
    )
)
@settings(deadline=None, max_examples=100)
def test_any_order_of_reports_gives_the_same_filled_quantity_and_price(events: list[OrderEvent]) -> None:
    done = after(an_order(), *events)

    assert done.filled_quantity == d("8")
    assert done.average_price is not None
    assert abs(done.average_price - d("101.5")) < d("1e-20")
    assert done.state == "cancelled"
    assert done.venue_order_id == "V50"


@given(events=st.lists(order_events(), max_size=25), state=st.sampled_from(STATES))
@settings(deadline=None, max_examples=150)
def test_replaying_what_was_recorded_ends_in_the_same_order(
    events: list[OrderEvent], state: OrderState
) -> None:
    start = an_order(state=state)
    order, recorded = start, []
    for event in events:
        moved, _ = transition(order, event)
        if moved is not order:
            recorded.append(event)
        order = moved

    assert after(start, *recorded) == order
    assert order.event_count == len(recorded)


@given(event=order_events(), state=st.sampled_from(STATES))
@settings(deadline=None, max_examples=150)
def test_everything_but_a_fill_may_be_repeated(event: OrderEvent, state: OrderState) -> None:
    if isinstance(event, (OrderFilled, ProvedAbsent)):
        return
    once = after(an_order(state=state), event)

    again, facts = transition(once, event)

    assert again is once
    assert facts == ()


def test_a_fill_may_come_before_the_acceptance() -> None:
    order = after(an_order(), OrderFilled(a_fill(quantity="4")), ACCEPTED)

    assert (order.state, order.filled_quantity) == ("partly_filled", d("4"))


def test_acceptance_after_the_last_fill_keeps_the_order_filled() -> None:
    assert after(an_order(), OrderFilled(a_fill(quantity="10")), ACCEPTED).state == "filled"


def test_a_cancel_that_loses_the_race_leaves_a_filled_order() -> None:
    order = after(
        an_order(),
        ACCEPTED,
        CancelRequested(NOW),
        OrderFilled(a_fill(quantity="10")),
        CancelRefused("filled", NOW),
    )

    assert order.state == "filled"


@pytest.mark.parametrize(
    ("evidence", "state"),
    [
        (ACCEPTED, "working"),
        (OrderFilled(a_fill(quantity="1")), "partly_filled"),
        (OrderFilled(a_fill(quantity="10")), "filled"),
        (VenueRejected("x", "no funds", NOW), "rejected"),
        (CANCELLED, "cancelled"),
        (ProvedAbsent("looked up", NOW), "not_placed"),
    ],
)
def test_any_evidence_resolves_an_unknown_outcome(evidence: OrderEvent, state: OrderState) -> None:
    assert after(an_order(), OutcomeUnknown("timeout", NOW), evidence).state == state


@pytest.mark.parametrize("quantity", ["4", "10"])
def test_a_fill_ends_the_doubt_and_its_cause(quantity: str) -> None:
    found = after(an_order(), OutcomeUnknown("timeout", NOW), OrderFilled(a_fill(quantity=quantity)))
    assert (found.unknown_since, found.reason) == (None, None)


def test_an_over_fill_is_a_fact_and_counted() -> None:
    order, facts = transition(an_order(), OrderFilled(a_fill(quantity="12")))

    assert (order.state, order.filled_quantity) == ("filled", d("12"))
    assert OverFill(a_fill(quantity="12"), d("2")) in facts


def test_absence_cannot_be_proved_of_an_order_the_venue_has_taken() -> None:
    order, facts = transition(after(an_order(), ACCEPTED), ProvedAbsent("not listed", NOW))

    assert order.state == "working"
    assert facts == (Contradiction("working", "not listed"),)


def test_an_acceptance_after_proof_of_absence_is_a_contradiction_for_a_person() -> None:
    order, facts = transition(an_order(state="not_placed"), ACCEPTED)

    assert (order.state, order.venue_order_id) == ("not_placed", "V50")
    assert facts == (Contradiction("not_placed", "accepted"),)


def test_a_held_leg_works_when_the_venue_says_so_and_fills_at_its_new_size() -> None:
    leg = an_order(leg="stop", state="held", reduce_only=True)

    leg = after(leg, LegResized(d("4"), NOW), ACCEPTED, OrderFilled(a_fill(quantity="4")))

    assert (leg.state, leg.quantity) == ("filled", d("4"))


def test_a_leg_that_filled_before_it_was_resized_is_filled() -> None:
    leg = an_order(leg="stop", state="held")

    assert after(leg, OrderFilled(a_fill(quantity="4")), LegResized(d("4"), NOW)).state == "filled"


def test_a_cancel_that_knows_of_fills_leaves_the_legs_that_protect_them() -> None:
    entry = an_order(state="working")
    stop = replace(
        entry, order_id=OrderId(UUID(int=77)), leg="stop", state="held", parent_order_id=entry.order_id
    )
    book = with_order(with_order(an_account(), entry), stop)

    unfilled = apply_event(book, entry, VenueCancelled("asked", NOW), multiplier=Decimal(1))
    filled = apply_event(book, entry, VenueCancelled("asked", NOW, Decimal("0.3")), multiplier=Decimal(1))

    assert [leg.leg for leg, _ in unfilled.follow_ups] == ["stop"]
    assert filled.follow_ups == ()
