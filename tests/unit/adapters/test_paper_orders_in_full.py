"""The paper venue's trailing stops, post-only orders, orders good till a date, and changes in place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from tests.contract.broker_contract import an_order, d

from tradewright.adapters.brokers.paper import matching
from tradewright.adapters.brokers.paper.admission import MarketView
from tradewright.adapters.brokers.paper.book import Book, PaperOrder
from tradewright.adapters.brokers.paper.config import PaperConfig
from tradewright.adapters.marketdata.simulated import UNIVERSE
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.ports.broker import (
    Accepted,
    OrderChange,
    OrderRequest,
    PlaceOutcome,
    Rejected,
    ReplaceOutcome,
)
from tradewright.domain.trading.signal import Side
from tradewright.kernel.ids import ClientOrderId

INSTRUMENTS = {listing.instrument.symbol: listing.instrument for listing in UNIVERSE}
SYMBOL = "ETHUSDT"


@dataclass
class Desk:
    """A book under decisions one after the other, and each order as it last was."""

    now: datetime = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    book: Book = field(default_factory=lambda: Book(Decimal(100_000), {}, {}))
    orders: dict[ClientOrderId, PaperOrder] = field(default_factory=dict)
    bid: Decimal = Decimal(2000)
    ask: Decimal = Decimal("2000.10")

    @property
    def market(self) -> MarketView:
        quote = Quote(SYMBOL, self.bid, self.ask, self.bid, self.now)
        return MarketView(INSTRUMENTS.get, {SYMBOL: quote}.get)

    def place(self, request: OrderRequest) -> PlaceOutcome:
        made, outcome = matching.place(
            self.book, request, market=self.market, config=PaperConfig(), now=self.now
        )
        self._keep(made)
        return outcome

    def change(self, request: OrderRequest, change: OrderChange) -> ReplaceOutcome:
        made, outcome = matching.change(
            self.book, request.client_order_id, change, market=self.market, config=PaperConfig(), now=self.now
        )
        self._keep(made)
        return outcome

    def quote(self, bid: str, ask: str) -> None:
        self.bid, self.ask = Decimal(bid), Decimal(ask)
        quote = Quote(SYMBOL, self.bid, self.ask, self.bid, self.now)
        self._keep(
            matching.on_quote(self.book, quote, market=self.market, config=PaperConfig(), now=self.now)
        )

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def order(self, request: OrderRequest) -> PaperOrder:
        return self.orders[request.client_order_id]

    def held(self) -> Decimal:
        return self.book.held(SYMBOL)

    def _keep(self, decision: matching.Decision) -> None:
        self.book = decision.book
        self.orders |= decision.orders


def a_trailing_stop(
    *,
    side: Side = "sell",
    amount: str | None = None,
    percent: str | None = None,
    activation: str | None = None,
) -> OrderRequest:
    return replace(
        an_order(side=side, quantity="1"),
        order_type="trailing_stop",
        trail_amount=d(amount),
        trail_percent=d(percent),
        activation_price=d(activation),
    )


def test_a_trailing_stop_follows_the_market_and_never_back() -> None:
    desk = Desk()
    desk.place(an_order(quantity="1"))
    trailing = a_trailing_stop(amount="50")
    desk.place(trailing)

    stops = []
    for bid in ("2100", "2080", "2150", "2101"):
        desk.quote(bid, f"{bid}.10")
        stops.append(desk.order(trailing).stop_price)
    desk.quote("2099", "2099.10")

    assert stops == [Decimal(2050), Decimal(2050), Decimal(2100), Decimal(2100)]
    assert desk.order(trailing).state == "filled"
    assert desk.held() == 0


def test_a_buy_trails_above_the_market_by_percent() -> None:
    desk = Desk()
    trailing = a_trailing_stop(side="buy", percent="1")
    desk.place(trailing)

    desk.quote("1899.90", "1900.00")
    low = desk.order(trailing).stop_price
    desk.quote("1949.90", "1950.00")

    assert low == Decimal("1919.00")
    assert desk.order(trailing).state == "filled"


def test_a_trail_begins_where_it_is_told_to() -> None:
    desk = Desk()
    desk.place(an_order(quantity="1"))
    trailing = a_trailing_stop(amount="50", activation="2100")
    desk.place(trailing)

    desk.quote("2050", "2050.10")
    before = desk.order(trailing)
    desk.quote("1900", "1900.10")
    untouched = desk.order(trailing)
    desk.quote("2120", "2120.10")
    begun = desk.order(trailing)

    assert (before.stop_price, untouched.state) == (None, "working")
    assert (begun.stop_price, begun.activation_price) == (Decimal(2070), None)


def test_a_post_only_order_never_takes() -> None:
    desk = Desk()

    taking = desk.place(replace(an_order(order_type="limit", limit="2000.10"), post_only=True))
    resting = desk.place(replace(an_order(order_type="limit", limit="2000.05"), post_only=True))

    assert isinstance(taking, Rejected)
    assert taking.code == "would_take"
    assert isinstance(resting, Accepted)


def test_an_order_good_till_a_date_ends_then() -> None:
    desk = Desk()
    until = desk.now + timedelta(minutes=5)
    order = replace(an_order(order_type="limit", limit="1900.00", tif="gtd"), expires_at=until)
    outcome = desk.place(order)

    desk.wait(299)
    desk.quote("2000.00", "2000.10")
    alive = desk.order(order).state
    desk.wait(2)
    desk.quote("2000.00", "2000.10")

    assert isinstance(outcome, Accepted)
    assert alive == "working"
    assert (desk.order(order).state, desk.order(order).reason) == ("expired", "date_passed")


def test_a_change_in_place_keeps_the_order_and_is_matched_at_once() -> None:
    desk = Desk()
    order = an_order(order_type="limit", limit="1900.00", quantity="1")
    desk.place(order)

    moved = desk.change(order, OrderChange(quantity=Decimal("0.5"), limit_price=Decimal("2000.10")))

    assert isinstance(moved, Accepted)
    assert (desk.order(order).state, desk.order(order).filled_quantity) == ("filled", Decimal("0.5"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (OrderChange(limit_price=Decimal("1900.001")), "price_off_grid"),
        (OrderChange(stop_price=Decimal(1900)), "price_missing"),
        (OrderChange(quantity=Decimal("0.00001")), "quantity_off_grid"),
    ],
)
def test_a_change_that_does_not_fit_changes_nothing(change: OrderChange, code: str) -> None:
    desk = Desk()
    order = an_order(order_type="limit", limit="1900.00", quantity="1")
    desk.place(order)
    before = desk.order(order)

    outcome = desk.change(order, change)

    assert isinstance(outcome, Rejected)
    assert outcome.code == code
    assert desk.order(order) == before
