"""What the answer to a cancel does to the wish for it: it is dropped only by an answer that is about the order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.domain.builders import ACCOUNT, NOW, USER, a_book, a_market, a_quote, an_account, an_order

from tradewright.domain.trading.order import OrderState
from tradewright.domain.trading.ports.broker import BUSY_CODE, NOT_FOUND_CODE, RATE_CODE, Rejected
from tradewright.domain.trading.reconcile import denied_by_venue
from tradewright.features.orders.executor.batch import Batch
from tradewright.features.orders.executor.controls import Controls
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.effects import Effects
from tradewright.features.orders.executor.drafting.hearing import LOST_CANCEL_AFTER, hear
from tradewright.features.orders.executor.drafting.timing import keep_time
from tradewright.features.orders.executor.inbox import CancelAnswered
from tradewright.features.orders.executor.loader import Loaded
from tradewright.features.orders.executor.reconcile.noting import put_discrepancy


def a_draft(**order: Any) -> Draft:
    one = an_order(cancel_requested=True, **order)
    book = a_book(an_account(orders={one.order_id: one}))
    desk = UserDesk(Loaded(USER, Controls(1, {}, {}, {}), book, {}, {}, {}))
    return Draft(desk, Batch(NOW), Effects(), a_market(a_quote()), NOW, late_orders={})


def refused(draft: Draft, code: str) -> bool:
    """Have the cancel refused, and return whether the order's end is still wanted."""
    [order] = draft.account(ACCOUNT).orders.values()
    hear(draft, CancelAnswered(ACCOUNT, order.order_id, Rejected(code, "no"), NOW))
    return draft.account(ACCOUNT).orders[order.order_id].cancel_requested


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("working", RATE_CODE),
        ("working", BUSY_CODE),
        ("working", NOT_FOUND_CODE),
        ("partly_filled", NOT_FOUND_CODE),
        ("submitting", NOT_FOUND_CODE),
        ("unknown", NOT_FOUND_CODE),
    ],
)
def test_a_cancel_that_may_not_have_been_heard_is_asked_for_again_after_a_pause(
    state: OrderState, code: str
) -> None:
    draft = a_draft(state=state)

    is_wanted = refused(draft, code)
    keep_time(draft)
    at_once = [act.cancels for act in draft.effects.acts]
    draft.now = NOW + LOST_CANCEL_AFTER + timedelta(seconds=1)
    keep_time(draft)

    assert is_wanted
    assert at_once == []
    [act] = draft.effects.acts
    assert [order.state for order in act.cancels] == [state]


def test_a_cancel_that_was_refused_for_good_is_over() -> None:
    draft = a_draft(state="working")

    assert not refused(draft, "42210000")
    assert draft.lost_cancels == {}


def test_a_lone_answer_that_an_order_is_not_known_is_looked_into() -> None:
    draft = a_draft(state="working")

    refused(draft, NOT_FOUND_CODE)

    assert draft.effects.unsettled == {ACCOUNT}


def test_once_a_person_was_told_that_the_venue_has_no_such_order_nobody_asks_for_its_cancel() -> None:
    draft = a_draft(state="working")
    [order] = draft.account(ACCOUNT).orders.values()
    put_discrepancy(draft, denied_by_venue(draft.account(ACCOUNT), order, "it is not there", NOW))

    assert not refused(draft, NOT_FOUND_CODE)
    assert draft.lost_cancels == {}
