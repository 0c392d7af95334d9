"""Whose the open orders of a venue are: told from the live ones before any are looked for among those that ended."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from tests.unit.domain.builders import an_order

from tradewright.domain.trading.ports.broker import OrderReport
from tradewright.features.orders.executor.reconcile.ended import owned
from tradewright.kernel.ids import ClientOrderId, VenueOrderId

NOW = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


def listed(venue_order_id: str, client_order_id: str | None) -> OrderReport:
    return OrderReport(
        client_order_id=None if client_order_id is None else ClientOrderId(client_order_id),
        venue_order_id=VenueOrderId(venue_order_id),
        symbol="BTCUSDT",
        side="buy",
        order_type="limit",
        quantity=Decimal(1),
        filled_quantity=Decimal(0),
        state="working",
        reason=None,
        updated_at=NOW,
    )


def test_orders_that_are_live_here_are_known_and_only_the_others_are_looked_for() -> None:
    live = an_order(state="working", venue_order_id=VenueOrderId("V1"))
    by_our_name = listed("V2", str(live.client_order_id))
    by_the_venues_id = listed("V1", None)
    a_strangers = listed("V3", "by-hand")

    known, rest = owned([by_our_name, by_the_venues_id, a_strangers], [live])

    assert known == {VenueOrderId("V1"): live, VenueOrderId("V2"): live}
    assert rest == [a_strangers]
