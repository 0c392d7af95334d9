"""Whose order is whose at Alpaca, across replacing, brackets and restarts."""

from __future__ import annotations

from decimal import Decimal

from tests.unit.adapters.brokers.alpaca.wire import an_order

from tradewright.adapters.brokers.alpaca.links import Links
from tradewright.adapters.brokers.alpaca.reading import WireOrder
from tradewright.domain.trading.ports.broker import KnownOrder, LegRequest, OrderRequest
from tradewright.kernel.ids import ClientOrderId, VenueOrderId

ENTRY, STOP, TARGET = ClientOrderId("entry"), ClientOrderId("stop"), ClientOrderId("target")
LEGS = [
    an_order(id="v-target", client_order_id="made-by-alpaca-1", type="limit"),
    an_order(
        id="v-stop", client_order_id="made-by-alpaca-2", type="stop", limit_price=None, stop_price="140"
    ),
]


def test_the_legs_alpaca_names_itself_are_found_by_ours() -> None:
    links = Links()
    links.expect(
        OrderRequest(
            ENTRY,
            "AAPL",
            "buy",
            "market",
            Decimal(1),
            "gtc",
            stop_loss=LegRequest(STOP, "stop", stop_price=Decimal(140)),
            take_profit=LegRequest(TARGET, "limit", limit_price=Decimal(160)),
        )
    )

    links.see(WireOrder.of(an_order(id="v-entry", client_order_id="entry", legs=LEGS)))

    assert links.ours("v-stop") == STOP
    assert links.ours("v-target") == TARGET
    assert links.venue(STOP) == "v-stop"
    assert links.parent(STOP) == ENTRY
    assert links.unnamed_parents() == []


def test_after_a_restart_the_books_say_what_to_ask_for() -> None:
    links = Links(
        [
            KnownOrder(ENTRY, "entry", VenueOrderId("v-entry")),
            KnownOrder(STOP, "stop", None, ENTRY),
            KnownOrder(TARGET, "target", VenueOrderId("v-target"), ENTRY),
        ]
    )
    asked = links.unnamed_parents()

    links.see(WireOrder.of(an_order(id="v-entry", client_order_id="entry", legs=LEGS)))

    assert asked == [ENTRY]
    assert links.unnamed_parents() == []
    assert links.ours("v-stop") == STOP


def test_a_replaced_order_is_ours_under_every_id_it_ever_had() -> None:
    links = Links()
    links.see(WireOrder.of(an_order(id="first", client_order_id="entry")))

    links.see(WireOrder.of(an_order(id="second", client_order_id="made-by-alpaca", replaces="first")))
    # The old order's own event arrives after the new order's: it says nothing new.
    links.see(
        WireOrder.of(an_order(id="first", client_order_id="entry", status="replaced", replaced_by="second"))
    )
    links.see(WireOrder.of(an_order(id="third", client_order_id="made-by-alpaca-2", replaces="second")))

    assert links.venue(ENTRY) == "third"
    assert {links.ours(one) for one in ("first", "second", "third")} == {ENTRY}


def test_an_order_placed_by_hand_keeps_its_own_name() -> None:
    links = Links([KnownOrder(ENTRY, "entry", VenueOrderId("v-entry"))])

    assert links.see(WireOrder.of(an_order(id="foreign", client_order_id="by-hand"))) == "by-hand"
    assert links.venue(ENTRY) == "v-entry"
