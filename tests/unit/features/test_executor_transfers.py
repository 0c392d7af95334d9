"""Money that moves by itself and the base of the day: a deposit is no gain, cash that may have bought a coin no payout."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.unit.domain.builders import ACCOUNT, NOW, USER, a_book, a_market, a_quote, an_account, d

from tradewright.domain.trading.book import PAPER_CAPABILITIES, DayBook
from tradewright.domain.trading.ports.broker import AccountReport
from tradewright.domain.trading.reconcile import AccountWatch, VenueSnapshot
from tradewright.domain.trading.reconcile.watch import Suspicion
from tradewright.features.orders.executor.batch import Batch
from tradewright.features.orders.executor.controls import Controls
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.effects import Effects
from tradewright.features.orders.executor.drafting.hearing import hear
from tradewright.features.orders.executor.inbox import VenueSeen
from tradewright.features.orders.executor.loader import Loaded


def loss_after(*, cash: str, equity: str, settles_positions: bool) -> Decimal | None:
    """Return what the day has lost once cash that was 10,000 has been seen twice at `cash`."""
    account = an_account(
        venue="binance:live",
        currency="USDT",
        day=DayBook(NOW.date(), d("10000")),
        capabilities=replace(PAPER_CAPABILITIES, settles_positions=settles_positions),
    )
    desk = UserDesk(Loaded(USER, Controls(1, {}, {}, {}), a_book(account), {}, {}, {}))
    draft = Draft(desk, Batch(NOW), Effects(), a_market(a_quote()), NOW, late_orders={})
    seen_before = Suspicion(str(d(cash)), NOW - timedelta(seconds=5))
    draft.watches[ACCOUNT] = AccountWatch(cash_offset=d("10000"), suspicions={"cash": seen_before})
    money = AccountReport(currency="USDT", cash=d(cash), equity=d(equity), can_trade=True)

    hear(draft, VenueSeen(ACCOUNT, VenueSnapshot(NOW, NOW, money=money)))

    assert len(draft.batch.reality.transfers) == 1
    return draft.account(ACCOUNT).loss_today(draft.market, NOW)


@pytest.mark.parametrize("settles_positions", [True, False])
def test_a_deposit_is_no_gain(settles_positions: bool) -> None:
    assert loss_after(cash="12500", equity="12500", settles_positions=settles_positions) == 0


def test_a_payout_is_no_loss_where_every_trade_is_told() -> None:
    assert loss_after(cash="4000", equity="4000", settles_positions=True) == 0


def test_a_coin_bought_by_hand_hides_no_loss_where_balances_are_all_that_is_told() -> None:
    assert loss_after(cash="4000", equity="9500", settles_positions=False) == 500
