"""What an executor remembers of accounts goes when they do: it serves other people's for months."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from tests.unit.features.test_executor_venues import GatedBroker, a_new_order, opened

from tradewright.domain.trading.ports.broker import BrokerUnavailable, ConnectionChanged
from tradewright.domain.trading.requests import request_for
from tradewright.features.orders.executor import pricing as pricing_module
from tradewright.features.orders.executor.books import Books
from tradewright.features.orders.executor.connections import Connections
from tradewright.features.orders.executor.pricing import RANGE_LASTS, Pricing
from tradewright.features.orders.executor.reconcile.patience import Patience
from tradewright.features.orders.executor.reconcile.reconciler import Reconciler
from tradewright.features.orders.executor.venues import Placement
from tradewright.kernel.ids import AccountId, UserId

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
STAYS, LEAVES = AccountId(UUID(int=1)), AccountId(UUID(int=2))
NOTHING = cast(Any, None)


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


def test_a_reconciler_forgets_accounts_that_left_and_their_desks() -> None:
    books = Books(shard_count=1)
    reconciler = Reconciler(
        db=NOTHING, clock=Clock(), books=books, venues=NOTHING, inbox=NOTHING, background=NOTHING
    )
    for account_id in (STAYS, LEAVES):
        reconciler._looked_at[account_id] = NOW
        reconciler._first_looks[account_id] = NOTHING
        reconciler._patience.note(account_id, [BrokerUnavailable("unreachable", "away")], NOW)

    reconciler.keep_only({STAYS})

    assert set(reconciler._looked_at) == set(reconciler._first_looks) == {STAYS}
    assert not reconciler._patience.may_look(STAYS, NOW)
    assert reconciler._patience.may_look(LEAVES, NOW)


def test_patience_with_those_who_stay_is_kept() -> None:
    patience = Patience()
    patience.note(STAYS, [BrokerUnavailable("rate_limited", "wait", retry_after_s=60)], NOW)

    patience.keep_only({STAYS})

    assert not patience.may_look(STAYS, NOW + timedelta(seconds=59))


async def test_orders_sent_for_an_account_are_forgotten_with_its_connection() -> None:
    order, broker = a_new_order(), GatedBroker()
    broker.gate.set()
    venues, _ = await opened(broker, order.account_id)
    venues.act(order.account_id, places=[Placement(order.order_id, request_for(order))])
    await venues.settle_calls([order.account_id])
    venues._hear(order.account_id, ConnectionChanged("connected", "stream open"))
    was_sent = venues.was_sent(order.order_id)

    await venues.release([order.account_id])

    assert was_sent
    assert not venues.was_sent(order.order_id)
    assert venues.stream_up_since(order.account_id) is None


def test_prices_asked_for_long_ago_are_forgotten_once_there_are_many(monkeypatch: Any) -> None:
    monkeypatch.setattr(pricing_module, "ASKED_REMEMBERED", 3)
    clock = Clock()
    pricing = Pricing(
        db=NOTHING,
        clock=clock,
        market=NOTHING,
        venues=NOTHING,
        inbox=NOTHING,
        agenda=NOTHING,
        background=NOTHING,
    )
    for symbol in ("A", "B", "C"):
        pricing._begin((STAYS, symbol))
    clock.at += RANGE_LASTS + timedelta(seconds=1)

    pricing._begin((STAYS, "D"))

    assert set(pricing._asked_at) == {(STAYS, "D")}


async def test_how_a_connection_stood_is_forgotten_with_its_account() -> None:
    books = Books(shard_count=1)
    books.owner_of[STAYS] = UserId(UUID(int=9))
    connections = Connections(db=NOTHING, bus=NOTHING, clock=Clock(), books=books)
    for account_id in (STAYS, LEAVES):
        connections.looked(account_id, [])

    await connections.tell()

    assert set(connections._facts) == {STAYS}
