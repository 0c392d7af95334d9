"""Single decisions of the paper venue: prices, costs, latency, days, refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.contract.broker_contract import a_client_id, an_order

from tradewright.adapters.brokers.paper import matching, parse_config
from tradewright.adapters.brokers.paper.admission import MarketView, equity_of
from tradewright.adapters.brokers.paper.book import Book, Holding
from tradewright.adapters.brokers.paper.config import PaperConfig
from tradewright.adapters.marketdata.simulated import UNIVERSE
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.order import OrderState
from tradewright.domain.trading.ports.broker import Accepted, LegRequest, OrderRequest, PlaceOutcome, Rejected
from tradewright.kernel.errors import Invalid

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
INSTRUMENTS = {listing.instrument.symbol: listing.instrument for listing in UNIVERSE}
EMPTY = Book(cash=Decimal(100_000), holdings={}, orders={})


def a_quote(
    bid: str = "2000.00", ask: str = "2000.10", *, symbol: str = "ETHUSDT", at: datetime = NOW
) -> Quote:
    return Quote(symbol, Decimal(bid), Decimal(ask), Decimal(bid), at)


def a_market(*quotes: Quote) -> MarketView:
    return MarketView(INSTRUMENTS.get, {quote.symbol: quote for quote in quotes or (a_quote(),)}.get)


def place(
    request: OrderRequest, *, book: Book = EMPTY, market: MarketView | None = None, **terms: Any
) -> tuple[matching.Decision, PlaceOutcome]:
    config = PaperConfig(**{name: Decimal(value) for name, value in terms.items()})
    return matching.place(book, request, market=market or a_market(), config=config, now=NOW)


def refusal(request: OrderRequest, **given: Any) -> str:
    decision, outcome = place(request, **given)
    assert isinstance(outcome, Rejected)
    assert decision.fills == ()
    assert [order.state for order in decision.orders.values()] == ["rejected"]
    return outcome.code


@pytest.mark.parametrize(("side", "price"), [("buy", "2002.11"), ("sell", "1998.00")])
def test_slippage_is_against_the_trader_to_the_next_tick(side: Any, price: str) -> None:
    decision, _ = place(an_order(side=side), slippage_bps=10)

    assert decision.fills[0].price == Decimal(price)


def test_a_limit_that_takes_the_market_slips_no_further_than_its_limit() -> None:
    decision, _ = place(an_order(order_type="limit", limit="2000.50"), slippage_bps=10)

    assert decision.fills[0].price == Decimal("2000.50")


def test_fees_are_a_rate_of_notional_with_the_multiplier_and_a_price_per_contract() -> None:
    quote = a_quote("5000.00", "5000.25", symbol="ES1!")

    decision, _ = place(
        an_order(symbol="ES1!", quantity="2"), market=a_market(quote), fee_rate="0.0001", fee_per_unit="1.25"
    )

    assert decision.fills[0].fee == Decimal("5000.25") * 50 * 2 * Decimal("0.0001") + Decimal("2.5")
    assert decision.book.cash == EMPTY.cash - decision.fills[0].fee


def test_profit_counts_the_multiplier_in_cash_and_in_equity() -> None:
    held = replace(EMPTY, holdings={"ES1!": Holding(Decimal(2), Decimal(5000))})
    market = a_market(a_quote("5010.00", "5010.50", symbol="ES1!"))

    decision, _ = place(an_order(symbol="ES1!", side="sell"), book=held, market=market)

    assert decision.book.cash - EMPTY.cash == Decimal(10) * 50
    assert equity_of(decision.book, market) - decision.book.cash == Decimal("10.25") * 50


def test_an_order_under_way_fills_at_the_market_it_finds_when_it_arrives() -> None:
    config = PaperConfig(latency_ms=Decimal(200))
    order = an_order()
    decision, outcome = matching.place(EMPTY, order, market=a_market(), config=config, now=NOW)
    early, due = NOW + timedelta(milliseconds=199), NOW + timedelta(milliseconds=200)
    moved = a_market(a_quote("2010.00", "2010.10", at=early))

    too_early = matching.wake(decision.book, order.client_order_id, market=moved, config=config, now=early)
    in_time = matching.wake(decision.book, order.client_order_id, market=moved, config=config, now=due)

    assert isinstance(outcome, Accepted)
    assert decision.fills == too_early.fills == ()
    assert in_time.fills[0].price == Decimal("2010.10")
    assert matching.due_at(decision.book.orders[order.client_order_id], config, NOW) == [due]


def test_a_day_order_ends_at_midnight_utc() -> None:
    order = an_order(order_type="limit", limit="1990.00", tif="day")
    decision, _ = place(order)
    midnight = datetime(2026, 3, 3, tzinfo=UTC)
    config = PaperConfig()

    before = matching.wake(
        decision.book,
        order.client_order_id,
        market=a_market(),
        config=config,
        now=midnight - timedelta(seconds=1),
    )
    after = matching.wake(
        decision.book, order.client_order_id, market=a_market(), config=config, now=midnight
    )

    assert before.orders == {}
    assert after.orders[order.client_order_id].state == "expired"
    assert after.book.orders == {}


def test_one_quote_offers_an_order_no_more_than_its_share() -> None:
    order = an_order(quantity="4")
    decision, _ = place(order, partial_fill_fraction="0.3")

    assert [fill.quantity for fill in decision.fills] == [Decimal("1.2")]
    assert decision.orders[order.client_order_id].state == "partly_filled"


def test_legs_are_not_met_by_the_quote_that_filled_their_entry() -> None:
    order = an_order(stop_loss="1999.00", take_profit="2050.00")
    decision, _ = place(order)

    assert order.stop_loss is not None
    assert decision.orders[order.stop_loss.client_order_id].state == "working"
    assert len(decision.fills) == 1


def test_closing_by_hand_ends_the_legs() -> None:
    entry = an_order(stop_loss="1900.00", take_profit="2100.00")
    opened, _ = place(entry)

    closed, _ = place(an_order(side="sell"), book=opened.book)

    legs = [order for order in closed.orders.values() if order.parent == entry.client_order_id]
    ended: list[tuple[OrderState, str | None]] = [(leg.state, leg.reason) for leg in legs]
    assert ended == [("cancelled", "position_closed")] * 2
    assert closed.book.orders == {}


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (an_order(symbol="NOSUCH"), "unknown_symbol"),
        (an_order(quantity="0.00005"), "quantity_below_minimum"),
        (an_order(quantity="-1"), "quantity_below_minimum"),
        (an_order(quantity="NaN"), "quantity_below_minimum"),
        (an_order(quantity="1.00005"), "quantity_off_grid"),
        (an_order(order_type="limit"), "price_missing"),
        (an_order(order_type="stop", limit="2000"), "price_missing"),
        (an_order(limit="2000"), "price_missing"),
        (an_order(order_type="limit", limit="1999.999"), "price_off_grid"),
        (an_order(order_type="limit", limit="-1"), "price_off_grid"),
        (an_order(stop_loss="1999.999"), "price_off_grid"),
        (an_order(stop_loss="2100", take_profit="1900"), "legs_crossed"),
        (an_order(side="sell", stop_loss="1900", take_profit="2100"), "legs_crossed"),
        (an_order(quantity="0.0001"), "notional_below_minimum"),
        (an_order(quantity="1001"), "insufficient_buying_power"),
        (an_order(side="sell", quantity="1", reduce_only=True), "position_gone"),
    ],
)
def test_what_the_venue_refuses_it_names(request_: OrderRequest, code: str) -> None:
    assert refusal(request_) == code


@pytest.mark.parametrize(
    ("quotes", "code"),
    [
        ((a_quote(symbol="BTCUSD"),), "no_quote"),
        ((a_quote(at=NOW - timedelta(seconds=31)),), "stale_quote"),
        ((a_quote("2000.10", "2000.00"),), "crossed_book"),
    ],
)
def test_without_a_market_what_must_trade_now_is_refused_and_what_may_rest_waits(
    quotes: tuple[Quote, ...], code: str
) -> None:
    market = a_market(*quotes)

    refused = [
        refusal(order, market=market)
        for order in (an_order(), an_order(order_type="limit", limit="2100", tif="ioc"))
    ]
    decision, outcome = place(an_order(order_type="limit", limit="2100.00"), market=market)

    assert refused == [code, code]
    assert isinstance(outcome, Accepted)
    assert decision.fills == ()


def test_an_order_that_makes_exposure_smaller_needs_no_buying_power() -> None:
    broke = Book(cash=Decimal(-50), holdings={"ETHUSDT": Holding(Decimal(3), Decimal(2000))}, orders={})

    reducing = place(an_order(side="sell", quantity="2"), book=broke)[1]
    turning = place(an_order(side="sell", quantity="7"), book=broke)[1]

    assert isinstance(reducing, Accepted)
    assert isinstance(turning, Rejected)


def test_a_target_without_a_stop_is_a_bracket_too() -> None:
    target = LegRequest(a_client_id(), "limit", limit_price=Decimal("2100.00"))
    decision, _ = place(replace(an_order(), take_profit=target))

    hit = matching.on_quote(
        decision.book, a_quote("2100.00", "2100.10"), market=a_market(), config=PaperConfig(), now=NOW
    )

    assert hit.fills[0].price == Decimal("2100.00")
    assert hit.book.holdings == {}


def test_terms_are_read_exactly_and_every_fault_is_named() -> None:
    config = parse_config({"starting_cash": "250000.50", "fee_rate": Decimal("0.0005"), "latency_ms": 20})
    with pytest.raises(Invalid) as caught:
        parse_config({"slippage_bps": "-1", "fee_rate": "lots", "latency_ms": True, "magic": 1})

    assert (config.starting_cash, config.fee_rate) == (Decimal("250000.50"), Decimal("0.0005"))
    assert config.latency == timedelta(milliseconds=20)
    assert {fault.path.rpartition(".")[2]: fault.rule for fault in caught.value.faults} == {
        "slippage_bps": "range",
        "fee_rate": "number",
        "latency_ms": "number",
        "magic": "known",
    }


def test_a_resting_entrys_legs_are_not_met_by_the_quote_that_filled_it() -> None:
    entry = an_order(order_type="limit", limit="1990.00", stop_loss="1985.00", take_profit="2050.00")
    resting, _ = place(entry)
    gap = a_quote("1980.00", "1980.10")

    filled = matching.on_quote(resting.book, gap, market=a_market(), config=PaperConfig(), now=NOW)
    stopped = matching.on_quote(filled.book, gap, market=a_market(), config=PaperConfig(), now=NOW)

    assert [fill.side for fill in filled.fills] == ["buy"]
    assert [(fill.side, fill.price) for fill in stopped.fills] == [("sell", Decimal("1980.00"))]
    assert [order.reason for order in stopped.orders.values() if order.state == "cancelled"] == [
        "other_leg_filled"
    ]


def test_legs_of_an_entry_that_still_fills_outlive_a_position_closed_meanwhile() -> None:
    config = PaperConfig(partial_fill_max=Decimal(1))
    entry = an_order(quantity="2", stop_loss="1990.00", take_profit="2100.00")
    opened, _ = place(entry, partial_fill_max=1)
    closed, _ = place(an_order(side="sell"), book=opened.book)
    assert closed.book.holdings == {}

    grown = matching.on_quote(closed.book, a_quote(), market=a_market(), config=config, now=NOW)
    below = a_quote("1989.00", "1989.10")
    stopped = matching.on_quote(grown.book, below, market=a_market(), config=config, now=NOW)

    assert grown.book.held("ETHUSDT") == 1
    assert stopped.book.held("ETHUSDT") == 0
    assert stopped.book.orders == {}


def test_a_stop_reached_while_there_is_nothing_to_guard_waits_for_its_growing_entry() -> None:
    config = PaperConfig(partial_fill_max=Decimal(1))
    entry = an_order(order_type="limit", limit="2000.10", quantity="2", stop_loss="1990.00")
    opened, _ = place(entry, partial_fill_max=1)
    closed, _ = place(an_order(side="sell"), book=opened.book)
    # The market is above the entry's limit again, and a spike down reaches the stop only.
    spike = a_quote("1989.00", "2001.00")

    waiting = matching.on_quote(closed.book, spike, market=a_market(), config=config, now=NOW)

    assert entry.stop_loss is not None
    assert waiting.fills == ()
    assert waiting.book.orders[entry.stop_loss.client_order_id].is_live


def test_the_legs_of_a_reversal_guard_only_what_it_opens() -> None:
    opened, _ = place(an_order(quantity="1", side="sell"))
    reversal = an_order(quantity="3", stop_loss="1900.00")
    assert reversal.stop_loss is not None
    capped = replace(reversal, stop_loss=replace(reversal.stop_loss, quantity_max=Decimal(2)))

    reversed_, _ = place(capped, book=opened.book)
    later, _ = place(an_order(quantity="1"), book=reversed_.book)
    stopped = matching.on_quote(
        later.book, a_quote("1890.00", "1890.10"), market=a_market(a_quote("1890.00", "1890.10")),
        config=PaperConfig(), now=NOW + timedelta(seconds=1),
    )  # fmt: skip

    assert reversed_.orders[reversal.stop_loss.client_order_id].quantity == Decimal(2)
    assert [fill.quantity for fill in stopped.fills] == [Decimal(2)]
    assert stopped.book.holdings["ETHUSDT"].quantity == Decimal(1)
