"""What a venue's report does beside changing the order: it answers what stood open, and asks for fills that are missing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.domain.builders import ACCOUNT, NOW, USER, a_book, a_market, a_quote, an_account, an_order, d
from tests.unit.features.test_reports import a_report

from tradewright.domain.trading.lifecycle import transition
from tradewright.domain.trading.order import Order, OrderState, ReplaceRequested
from tradewright.domain.trading.ports.broker import OrderUpdate
from tradewright.features.orders.executor.batch import Batch
from tradewright.features.orders.executor.controls import Controls
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.effects import Effects
from tradewright.features.orders.executor.drafting.hearing import hear
from tradewright.features.orders.executor.inbox import VenueSaid
from tradewright.features.orders.executor.loader import Loaded
from tradewright.features.orders.executor.reconcile.hearing import ASKED_FOR
from tradewright.kernel.ids import VenueOrderId


def a_draft(order: Order) -> Draft:
    book = a_book(an_account(orders={order.order_id: order}))
    desk = UserDesk(Loaded(USER, Controls(1, {}, {}, {}), book, {}, {}, {}))
    return Draft(desk, Batch(NOW), Effects(), a_market(a_quote()), NOW, late_orders={})


def heard(draft: Draft, **report: Any) -> None:
    hear(draft, VenueSaid(ACCOUNT, OrderUpdate(a_report(order_type="limit", limit_price=d("90"), **report))))


RESTING = an_order(
    state="working", venue_order_id=VenueOrderId("V1"), order_type="limit", limit_price=d("90")
)


def test_a_change_that_got_no_answer_is_over_once_the_venue_shows_the_order_without_it() -> None:
    asked, _ = transition(RESTING, ReplaceRequested(NOW, d("20")))
    draft = a_draft(asked)

    heard(draft)
    too_early = draft.account(ACCOUNT).orders[asked.order_id].asked
    draft.now = NOW + ASKED_FOR + timedelta(seconds=1)
    heard(draft)

    assert too_early is not None
    assert draft.account(ACCOUNT).orders[asked.order_id].asked is None


@pytest.mark.parametrize("state", ["cancelled", "expired"])
def test_an_end_that_tells_of_fills_we_do_not_have_asks_for_them_at_once(state: OrderState) -> None:
    unfilled, filled = a_draft(RESTING), a_draft(RESTING)

    heard(unfilled, state=state)
    heard(filled, state=state, filled_quantity=d("3"))

    assert unfilled.effects.unsettled == set()
    assert filled.effects.unsettled == {ACCOUNT}
