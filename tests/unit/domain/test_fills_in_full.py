"""Executions that are no plain trades: fees in coins, fees told later, busts; in whatever order they come."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.domain.builders import NOW, a_fill, an_account, an_order, d, decimals

from tradewright.domain.trading.book import ORDER_UNKNOWN, AccountBook
from tradewright.domain.trading.booking import apply_event, book_fill, with_order
from tradewright.domain.trading.events import render_facts
from tradewright.domain.trading.lifecycle import Contradiction, LateFill, OverFill, TakenBack, transition
from tradewright.domain.trading.order import Fill, OrderFilled, OutcomeUnknown, VenueAccepted
from tradewright.kernel.ids import VenueExecutionId, VenueOrderId

ONE = Decimal(1)
HAIR = d("1e-6")


def bust_of(fill: Fill, number: int = 900) -> Fill:
    return replace(
        fill,
        venue_execution_id=VenueExecutionId(f"B{number}"),
        kind="bust",
        corrects=fill.venue_execution_id,
    )


def worth(book: AccountBook, mark: Decimal) -> Decimal:
    return book.cash + book.position("BTCUSDT").unrealised(mark)


@given(
    fills=st.lists(
        st.builds(
            a_fill,
            number=st.integers(1, 10**6),
            side=st.sampled_from(["buy", "sell"]),
            quantity=decimals("0.01", "100", places=2).map(str),
            price=decimals("1", "90000", places=2).map(str),
            fee=decimals("-1", "20", places=4).map(str),
        ),
        min_size=1,
        max_size=8,
        unique_by=lambda fill: fill.venue_execution_id,
    ),
    data=st.data(),
)
@settings(deadline=None, max_examples=60)
def test_any_order_of_trades_and_busts_leaves_the_same_holding_and_the_same_worth(
    fills: list[Fill], data: st.DataObject
) -> None:
    busted = data.draw(st.lists(st.sampled_from(fills), unique=True, max_size=4))
    arrivals = fills + [bust_of(fill, number) for number, fill in enumerate(busted)]
    book, other = an_account(), an_account()
    for fill in arrivals:
        book, _, _ = book_fill(book, fill, multiplier=ONE)
    for fill in data.draw(st.permutations(arrivals)):
        other, _, _ = book_fill(other, fill, multiplier=ONE)
    clean = an_account()
    for fill in fills:
        if fill not in busted:
            clean, _, _ = book_fill(clean, fill, multiplier=ONE)

    mark = d("321.5")

    assert book.position("BTCUSDT").quantity == other.position("BTCUSDT").quantity
    assert book.position("BTCUSDT").quantity == clean.position("BTCUSDT").quantity
    assert book.fees == other.fees == clean.fees
    assert abs(worth(book, mark) - worth(other, mark)) < HAIR
    assert abs(worth(book, mark) - worth(clean, mark)) < HAIR


@given(quantity=decimals("0.01", "50", places=4), price=decimals("1", "90000", places=2))
@settings(deadline=None, max_examples=50)
def test_a_fee_in_the_coin_that_was_bought_shrinks_the_holding_and_the_worth_is_right(
    quantity: Decimal, price: Decimal
) -> None:
    fee = quantity / 1000
    fill = replace(a_fill(quantity=str(quantity), price=str(price), fee=str(fee)), fee_currency="BTC")

    book, position, _ = book_fill(an_account(currency="USDT"), fill, multiplier=ONE, base="BTC")

    mark = price + 7
    assert position.quantity == quantity - fee
    paid = book.starting_cash - quantity * price
    assert abs(worth(book, mark) - (paid + position.quantity * mark)) < HAIR


def test_a_fee_in_a_third_coin_touches_neither_the_holding_nor_the_money() -> None:
    fill = replace(a_fill(quantity="2", price="100", fee="0.01"), fee_currency="BNB")

    book, position, _ = book_fill(an_account(currency="USDT"), fill, multiplier=ONE, base="BTC")

    assert (position.quantity, book.fees) == (d("2"), d("0"))


def test_a_fee_that_is_told_later_is_paid_and_fills_nothing() -> None:
    order, book = an_order(), an_account()
    bought = apply_event(book, order, OrderFilled(a_fill(quantity="10", price="100")), multiplier=ONE)
    told = replace(a_fill(2, quantity="0", price="100", fee="3"), kind="fee")

    after = apply_event(bought.book, bought.order, OrderFilled(told), multiplier=ONE)

    assert (after.order.filled_quantity, after.order.average_price) == (d("10"), d("100"))
    assert after.book.position("BTCUSDT").quantity == d("10")
    assert after.book.position("BTCUSDT").average_price == d("100")
    assert after.book.fees == d("3")


def test_a_bust_takes_back_what_filled_and_its_fee() -> None:
    first, second = (
        a_fill(1, quantity="1", price="100", fee="1"),
        a_fill(2, quantity="3", price="104", fee="2"),
    )
    book, order = an_account(), an_order()
    for fill in (first, second):
        applied = apply_event(book, order, OrderFilled(fill), multiplier=ONE)
        book, order = applied.book, applied.order

    applied = apply_event(book, order, OrderFilled(bust_of(second)), multiplier=ONE)

    assert (applied.order.filled_quantity, applied.order.average_price) == (d("1"), d("100"))
    assert applied.book.position("BTCUSDT").quantity == d("1")
    assert applied.book.fees == d("1")
    assert TakenBack(bust_of(second)) in applied.facts


def test_a_bust_of_what_we_never_booked_takes_nothing_and_is_a_contradiction() -> None:
    order, book = an_order(), an_account()

    applied = apply_event(book, order, OrderFilled(bust_of(a_fill(quantity="1"))), multiplier=ONE)

    assert not applied.is_changed
    assert (applied.book, applied.order) == (book, order)
    assert isinstance(applied.facts[0], Contradiction)


def test_a_working_order_whose_only_fill_is_taken_back_works_on() -> None:
    order = an_order()
    for event in (VenueAccepted(VenueOrderId("V50"), NOW), OrderFilled(a_fill(quantity="4"))):
        order, _ = transition(order, event)

    order, _ = transition(order, OrderFilled(bust_of(a_fill(quantity="4"))))

    assert (order.state, order.filled_quantity, order.average_price) == ("working", d("0"), None)


def test_what_a_person_should_see_is_noted_in_words() -> None:
    late = an_order(state="cancelled")

    _, facts = transition(late, OrderFilled(a_fill(quantity="12")))

    assert {type(fact) for fact in facts} >= {LateFill, OverFill}
    assert [one["fact"] for one in render_facts(facts)] == ["late_fill", "over_fill"]
    assert "after it was cancelled" in render_facts(facts)[0]["words"]


def test_a_symbol_is_blocked_while_an_order_of_it_is_unknown_and_free_afterwards() -> None:
    book, order = with_order(an_account(), an_order()), an_order()

    unknown = apply_event(book, order, OutcomeUnknown("timeout", NOW), multiplier=ONE)
    found = apply_event(unknown.book, unknown.order, VenueAccepted(VenueOrderId("V50"), NOW), multiplier=ONE)

    assert dict(unknown.book.blocked) == {"BTCUSDT": ORDER_UNKNOWN}
    assert dict(found.book.blocked) == {}


def test_a_block_for_another_reason_outlives_the_doubt() -> None:
    order = an_order()
    book = with_order(an_account(blocked={"BTCUSDT": "discrepancy"}), order)

    unknown = apply_event(book, order, OutcomeUnknown("timeout", NOW), multiplier=ONE)
    found = apply_event(unknown.book, unknown.order, VenueAccepted(VenueOrderId("V50"), NOW), multiplier=ONE)

    assert unknown.book.blocked["BTCUSDT"] == found.book.blocked["BTCUSDT"] == "discrepancy"
