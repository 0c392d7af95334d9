"""Positions and cash as folds over executions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.domain.builders import BTC, NOW, a_fill, a_market, a_quote, an_account, an_order, d, decimals

from tradewright.domain.trading.booking import apply_event, book_fill
from tradewright.domain.trading.order import Fill, Order, OrderFilled
from tradewright.domain.trading.position import Position, apply_fill
from tradewright.domain.trading.signal import Side
from tradewright.kernel.ids import VenueExecutionId

SOME_FILLS = st.lists(
    st.builds(
        a_fill,
        number=st.integers(1, 10**6),
        side=st.sampled_from(["buy", "sell"]),
        quantity=decimals("0.001", "1000", places=3).map(str),
        price=decimals("0.01", "90000", places=2).map(str),
        fee=decimals("-1", "20", places=4).map(str),
    ),
    max_size=15,
    unique_by=lambda fill: fill.venue_execution_id,
)
HAIR = d("1e-6")
"""Average prices are cut at eighteen places; times the quantities drawn here that stays far below a
micro-dollar.
"""


def fold(*steps: tuple[Side, str, str], multiplier: str = "1") -> tuple[Position, Decimal]:
    position, total = Position("BTCUSDT"), Decimal(0)
    for side, quantity, price in steps:
        position, realised = apply_fill(
            position, side, quantity=d(quantity), price=d(price), fee=d("0"), multiplier=d(multiplier), at=NOW
        )
        total += realised
    return position, total


def test_adding_moves_the_average_and_locks_in_nothing() -> None:
    position, realised = fold(("buy", "1", "100"), ("buy", "3", "120"))

    assert (position.quantity, position.average_price, realised) == (d("4"), d("115"), d("0"))


def test_reducing_locks_in_against_the_average_and_leaves_it() -> None:
    position, realised = fold(("sell", "4", "115"), ("buy", "1", "100"))

    assert (position.quantity, position.average_price, realised) == (d("-3"), d("115"), d("15"))


def test_a_fill_through_zero_closes_first_and_opens_the_rest_at_its_own_price() -> None:
    position, realised = fold(("buy", "2", "100"), ("sell", "5", "90"))

    assert (position.quantity, position.average_price, realised) == (d("-3"), d("90"), d("-20"))
    assert position.side == "sell"


def test_a_closed_position_has_no_average_and_no_opening_time() -> None:
    position, realised = fold(("buy", "2", "4500"), ("sell", "2", "4510.25"), multiplier="50")

    assert position.is_flat
    assert (position.average_price, position.opened_at, realised) == (d("0"), None, d("1025"))


def test_open_profit_counts_the_multiplier_and_the_side() -> None:
    position, _ = fold(("sell", "2", "4500"), multiplier="50")

    assert position.unrealised(d("4490")) == d("1000")


@given(fills=SOME_FILLS)
@settings(deadline=None, max_examples=100)
def test_quantity_is_the_sum_of_fills_and_profit_is_what_cash_flows_say(fills: list[Fill]) -> None:
    book = an_account()
    for fill in fills:
        book, _, _ = book_fill(book, fill, multiplier=d("1"))
    position = book.position("BTCUSDT")
    signed = [fill.quantity if fill.side == "buy" else -fill.quantity for fill in fills]
    flows = [-quantity * fill.price for quantity, fill in zip(signed, fills, strict=True)]

    mark = d("123.45")

    assert position.quantity == sum(signed, Decimal(0))
    assert position.realised == book.realised
    assert (
        abs(book.realised + position.unrealised(mark) - (sum(flows, Decimal(0)) + position.quantity * mark))
        < HAIR
    )


@given(fills=SOME_FILLS)
@settings(deadline=None, max_examples=60)
def test_cash_is_starting_cash_plus_realised_minus_fees(fills: list[Fill]) -> None:
    book, realised, fees = an_account(), Decimal(0), Decimal(0)
    for fill in fills:
        book, _, locked_in = book_fill(book, fill, multiplier=d("1"))
        realised, fees = realised + locked_in, fees + fill.fee

    assert book.cash == book.starting_cash + realised - fees


@given(
    fills=st.lists(decimals("0.01", "2", places=2), min_size=1, max_size=5),
    data=st.data(),
)
@settings(deadline=None, max_examples=60)
def test_any_order_of_fills_with_duplicates_gives_the_same_position(
    fills: list[Decimal], data: st.DataObject
) -> None:
    executions = [a_fill(number, quantity=str(quantity)) for number, quantity in enumerate(fills)]
    delivered = data.draw(st.permutations(executions + executions[:2]))

    def deliver(arrivals: list[Fill]) -> tuple[Position, Order]:
        book, order, seen = an_account(), an_order(), set[VenueExecutionId]()
        for fill in arrivals:
            if fill.venue_execution_id in seen:
                continue
            seen.add(fill.venue_execution_id)
            applied = apply_event(book, order, OrderFilled(fill), multiplier=BTC.multiplier)
            book, order = applied.book, applied.order
        return book.position("BTCUSDT"), order

    position, order = deliver(delivered)
    expected_position, expected_order = deliver(executions)

    assert position == expected_position
    assert order.filled_quantity == expected_order.filled_quantity == sum(fills)
    assert order.state == expected_order.state


def test_equity_is_unknown_while_a_held_symbol_has_no_fresh_price() -> None:
    book, _, _ = book_fill(an_account(), a_fill(quantity="1", price="50000"), multiplier=d("1"))
    stale = replace(a_quote(), at=NOW.replace(hour=3))

    assert book.equity(a_market(a_quote(bid="50999", ask="51001")), NOW) == d("11000")
    assert book.equity(a_market(), NOW) is None
    assert book.equity(a_market(stale), NOW) is None
    assert book.equity(a_market(a_quote(bid="51001", ask="50999")), NOW) is None
