"""What Alpaca says, read: orders in every status, fills by both ways, positions, money, assets."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.unit.adapters.brokers.alpaca.wire import ORDER, an_order, an_update

from tradewright.adapters.brokers.alpaca.reading import WireOrder
from tradewright.adapters.brokers.alpaca.reports import (
    account_report,
    fill_of_activity,
    order_report,
    position_report,
    venue_instrument,
)
from tradewright.adapters.brokers.alpaca.updates import parse_update
from tradewright.adapters.brokers.transport import Unreadable, load_json
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.order import OrderState
from tradewright.kernel.ids import ClientOrderId, VenueOrderId

OURS = ClientOrderId("ours")


def test_the_vendors_own_example_is_read() -> None:
    report = order_report(WireOrder.of(ORDER), OURS)

    assert report.client_order_id == "ours"
    assert report.venue_order_id == ORDER["id"]
    assert (report.symbol, report.side, report.order_type) == ("AAPL", "buy", "limit")
    assert (report.quantity, report.filled_quantity, report.limit_price) == (
        Decimal(2),
        Decimal(0),
        Decimal(150),
    )
    assert report.state == "working"
    assert report.updated_at == datetime(2023, 12, 12, 22, 31, 24, 668464, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "filled", "state"),
    [
        ("new", "0", "working"),
        ("pending_new", "0", "working"),
        ("accepted_for_bidding", "0", "working"),
        ("partially_filled", "1", "partly_filled"),
        ("done_for_day", "1", "partly_filled"),
        ("pending_cancel", "0", "working"),
        ("pending_replace", "1", "partly_filled"),
        ("filled", "2", "filled"),
        ("canceled", "1", "cancelled"),
        ("expired", "0", "expired"),
        ("rejected", "0", "rejected"),
        ("held", "0", "held"),
        ("a_new_word", "0", "working"),
    ],
)
def test_every_status_has_a_state_and_keeps_what_was_filled(
    status: str, filled: str, state: OrderState
) -> None:
    report = order_report(WireOrder.of(an_order(status=status, filled_qty=filled)), OURS)

    assert (report.state, report.filled_quantity) == (state, Decimal(filled))
    assert ("a_new_word" in (report.reason or "")) == (status == "a_new_word")


def test_a_leg_held_beside_its_sibling_is_armed_once_the_entry_has_filled() -> None:
    leg = WireOrder.of(an_order(id="leg", status="held", type="stop", stop_price="140"))
    above = VenueOrderId("entry")

    assert order_report(leg, OURS, above=above).state == "held"
    armed = order_report(leg, OURS, above=above, is_armed=True)
    assert (armed.state, armed.parent_venue_order_id, armed.reduce_only) == ("working", above, True)


def test_what_filled_before_an_order_was_replaced_is_not_forgotten() -> None:
    order = WireOrder.of(an_order(id="second", qty="2", filled_qty="0", status="new", replaces="first"))

    report = order_report(order, OURS, carried=Decimal("0.5"))

    assert (report.quantity, report.filled_quantity) == (Decimal("2.5"), Decimal("0.5"))
    assert report.state == "partly_filled"


@pytest.mark.parametrize(
    "quantity", ["1e-8", "0.00000001", 1e-8, "1E-8"], ids=["exponent", "plain", "number", "capital"]
)
def test_numbers_are_read_in_every_spelling(quantity: Any) -> None:
    body = load_json(f'{{"qty": {quantity}}}' if isinstance(quantity, float) else f'{{"qty": "{quantity}"}}')

    order = WireOrder.of(an_order(symbol="BTC/USD", filled_qty=None, **body))

    assert (order.quantity, order.filled_quantity) == (Decimal("0.00000001"), Decimal(0))


def test_an_order_by_amount_of_money_has_the_quantity_it_filled() -> None:
    order = WireOrder.of(an_order(qty=None, notional="500", filled_qty="1.5"))

    assert order.quantity == Decimal("1.5")


@pytest.mark.parametrize("missing", ["id", "status"])
def test_an_order_without_its_name_or_status_is_unreadable(missing: str) -> None:
    with pytest.raises(Unreadable, match=missing):
        WireOrder.of(an_order(**{missing: None}))


def test_unknown_fields_and_absent_ones_do_no_harm() -> None:
    least = {"id": "1", "status": "new", "symbol": "AAPL", "created_at": "2023-12-12T22:31:24Z", "more": [{}]}

    assert WireOrder.of(least).quantity == 0


def test_a_fill_has_one_id_by_the_stream_and_by_the_activities() -> None:
    told = parse_update(
        an_update(
            "partial_fill",
            order=an_order(status="partially_filled", filled_qty="1.50"),
            price="150.10",
            qty="0.5",
            position_qty="1.5",
        )
    ).fill(OURS)
    activity = {
        "activity_type": "FILL",
        "id": "20231212173125000::2d7be4ff-d1f3-43e9-856a-0f5cf5c5088e",
        "cum_qty": "1.5",
        "leaves_qty": "0.5",
        "order_id": ORDER["id"],
        "order_status": "partially_filled",
        "price": "150.1",
        "qty": "0.5",
        "side": "buy",
        "symbol": "AAPL",
        "transaction_time": "2023-12-12T22:31:25.000000123Z",
        "type": "partial_fill",
    }

    listed = fill_of_activity(Fields.of(activity, what="activity"), OURS)

    assert listed == told
    assert listed.venue_execution_id == f"{ORDER['id']}:1.5"
    assert (listed.quantity, listed.price, listed.symbol) == (Decimal("0.5"), Decimal("150.1"), "AAPL")


def test_an_execution_id_beside_new_is_no_fill() -> None:
    update = parse_update(an_update("new", price="0", qty="0"))

    assert not update.is_fill
    assert (update.execution_id, update.price, update.quantity) == (None, None, None)


def test_a_short_position_is_negative_with_or_without_its_minus() -> None:
    for quantity in ("-5", "5"):
        position = {"symbol": "TSLA", "qty": quantity, "side": "short", "avg_entry_price": "200.5"}
        report = position_report(Fields.of(position, what="position"))
        assert (report.quantity, report.average_price) == (Decimal(-5), Decimal("200.5"))


def test_a_coins_position_is_under_our_symbol() -> None:
    position = {"symbol": "BTCUSD", "qty": "0.5", "side": "long", "avg_entry_price": "60000"}

    assert position_report(Fields.of(position, what="position")).symbol == "BTCUSD"


@pytest.mark.parametrize(
    ("changes", "can_trade"),
    [
        ({}, True),
        ({"trading_blocked": True}, False),
        ({"account_blocked": True}, False),
        ({"trade_suspended_by_user": True}, False),
        ({"status": "ACCOUNT_CLOSED"}, False),
    ],
)
def test_an_account_trades_unless_any_of_its_blocks_is_set(changes: dict[str, Any], can_trade: bool) -> None:
    account = {
        "status": "ACTIVE",
        "currency": "USD",
        "cash": "1000.25",
        "equity": "1200",
        "buying_power": "4000",
    }

    report = account_report(Fields.of({**account, **changes}, what="account"))

    assert (report.cash, report.equity, report.buying_power) == (
        Decimal("1000.25"),
        Decimal(1200),
        Decimal(4000),
    )
    assert report.can_trade is can_trade
    assert (report.reason is None) is can_trade


def test_shares_are_whole_and_coins_have_their_own_grid() -> None:
    share = venue_instrument(
        Fields.of(
            {
                "symbol": "AAPL",
                "class": "us_equity",
                "name": "Apple Inc.",
                "status": "active",
                "tradable": True,
                "fractionable": True,
                "shortable": True,
                "marginable": True,
            },
            what="asset",
        )
    )
    coin = venue_instrument(
        Fields.of(
            {
                "symbol": "ETH/USD",
                "class": "crypto",
                "name": "Ethereum",
                "status": "active",
                "tradable": True,
                "min_order_size": "0.001",
                "min_trade_increment": "0.0001",
                "price_increment": "0.01",
            },
            what="asset",
        )
    )
    option = venue_instrument(
        Fields.of({"symbol": "AAPL241213C00250000", "class": "us_option"}, what="asset")
    )

    assert share is not None
    assert coin is not None
    assert option is None
    assert (share.instrument.tick, share.instrument.lot.step, share.is_shortable) == (
        Decimal("0.01"),
        Decimal(1),
        True,
    )
    assert (coin.venue_symbol, coin.instrument.symbol, coin.instrument.base) == ("ETH/USD", "ETHUSD", "ETH")
    assert (coin.instrument.lot.step, coin.instrument.lot.smallest) == (Decimal("0.0001"), Decimal("0.001"))
    assert (coin.instrument.market, coin.is_shortable) == ("crypto", False)
