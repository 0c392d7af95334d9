"""What a venue's report means: the venue's id is kept, another id is the same order moved, an end is an end."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.domain.builders import NOW, an_order, d

from tradewright.domain.trading.lifecycle import Contradiction, OrderFact, transition
from tradewright.domain.trading.order import Order, OrderReplaced, ReplaceRequested, VenueCancelled
from tradewright.domain.trading.ports.broker import OrderReport
from tradewright.features.orders.executor.reports import end_of_taken_back, events_of_report
from tradewright.kernel.ids import ClientOrderId, VenueOrderId


def a_report(**changes: Any) -> OrderReport:
    given: dict[str, Any] = {
        "client_order_id": ClientOrderId("C50"),
        "venue_order_id": VenueOrderId("V1"),
        "symbol": "BTCUSDT",
        "side": "buy",
        "order_type": "market",
        "quantity": d("10"),
        "filled_quantity": d("0"),
        "state": "working",
        "reason": None,
        "updated_at": NOW,
    }
    return OrderReport(**(given | changes))


def told(order: Order, *reports: OrderReport) -> tuple[Order, list[OrderFact]]:
    facts: list[OrderFact] = []
    for report in reports:
        for event in events_of_report(order, report):
            order, more = transition(order, event)
            facts.extend(more)
    return order, facts


@pytest.mark.parametrize("state", ["cancelled", "expired"])
def test_an_order_that_ended_before_we_heard_of_it_keeps_the_venues_id(state: str) -> None:
    order, _ = told(an_order(state="unknown"), a_report(state=state, reason="day over"))

    assert (order.state, order.venue_order_id, order.reason) == (state, "V1", "day over")


def test_a_leg_that_ended_unawakened_was_never_working() -> None:
    leg = an_order(leg="stop", state="held")

    events = events_of_report(leg, a_report(state="cancelled"))

    assert [type(event).__name__ for event in events] == ["VenueCancelled"]


def test_another_id_of_the_venue_is_the_same_order_moved() -> None:
    resting = an_order(
        state="working", venue_order_id=VenueOrderId("V1"), order_type="limit", limit_price=d("90")
    )

    closed, _ = told(resting, a_report(state="cancelled", replaced_by=VenueOrderId("V2")))
    moved, _ = told(closed, a_report(venue_order_id=VenueOrderId("V2"), quantity=d("7"), limit_price=d("95")))
    at_once, _ = told(
        resting, a_report(venue_order_id=VenueOrderId("V2"), quantity=d("7"), limit_price=d("95"))
    )

    assert (closed.state, closed.venue_order_id) == ("working", "V2")
    assert (moved.venue_order_id, moved.state, moved.limit_price) == ("V2", "working", d("95"))
    assert (at_once.quantity, at_once.limit_price, at_once.venue_order_id) == (d("7"), d("95"), "V2")


def test_a_new_id_alone_does_not_answer_what_was_asked() -> None:
    resting = an_order(
        state="working", venue_order_id=VenueOrderId("V1"), order_type="limit", limit_price=d("90")
    )
    asked, _ = transition(resting, ReplaceRequested(NOW, d("20")))

    renamed, _ = told(asked, a_report(state="cancelled", replaced_by=VenueOrderId("V2")))
    formed, _ = told(renamed, a_report(venue_order_id=VenueOrderId("V2"), quantity=d("20")))
    answered, _ = told(formed)

    assert asked.asked is not None and renamed.asked is asked.asked
    again, _ = transition(answered, OrderReplaced(VenueOrderId("V2"), NOW, d("20")))
    assert (again.quantity, again.asked) == (d("20"), None)


def test_an_order_we_called_absent_that_ended_at_the_venue_is_a_contradiction() -> None:
    order, facts = told(an_order(state="not_placed"), a_report(state="cancelled"))

    assert (order.state, order.venue_order_id) == ("not_placed", "V1")
    assert any(isinstance(fact, Contradiction) for fact in facts)


def test_a_report_that_tells_nothing_new_changes_nothing() -> None:
    order, _ = told(an_order(), a_report())

    again, facts = told(order, a_report())

    assert again is order
    assert facts == []


def test_what_is_called_filled_with_less_than_all_of_it_has_ended_with_what_it_has() -> None:
    resting = an_order(state="working", venue_order_id=VenueOrderId("V1"))

    (nothing,) = end_of_taken_back(a_report(state="filled"))
    (part,) = end_of_taken_back(a_report(state="filled", filled_quantity=d("4")))
    ended, _ = transition(resting, nothing)

    assert (ended.state, ended.filled_quantity) == ("cancelled", d("0"))
    assert isinstance(part, VenueCancelled)
    assert part.filled == 4


@pytest.mark.parametrize("filled", ["10", "11"])
def test_what_filled_whole_is_ended_by_its_fills_alone(filled: str) -> None:
    assert end_of_taken_back(a_report(state="filled", filled_quantity=d(filled))) == ()
    assert end_of_taken_back(a_report(state="partly_filled", filled_quantity=d("4"))) == ()
