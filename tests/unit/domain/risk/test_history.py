"""What limits look back at: a fold over orders and fills, and the same when it is read again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.domain.builders import NOW, a_fill, an_account, an_order, d

from tradewright.domain.trading.book import AccountBook
from tradewright.domain.trading.booking import apply_event, book_fill, commit_orders
from tradewright.domain.trading.order import OrderFilled
from tradewright.domain.trading.risk.history import (
    CLOSED_KEPT,
    ClosedTrade,
    Executed,
    load,
    losses_in_row,
)


def traded(book: AccountBook, *fills: tuple[str, str]) -> AccountBook:
    """Return the book after fills of (signed quantity, price)."""
    for number, (quantity, price) in enumerate(fills):
        side = "sell" if quantity.startswith("-") else "buy"
        fill = a_fill(number, quantity=quantity.lstrip("-"), price=price, side=side, fee="1")  # type: ignore[arg-type]
        book, _, _ = book_fill(book, fill, multiplier=Decimal(1))
    return book


def test_a_trade_ends_where_the_position_is_flat_with_all_its_fees() -> None:
    history = traded(an_account(), ("2", "100"), ("-1", "110"), ("-1", "80")).history

    assert [trade.result for trade in history.closed] == [d("-13")]
    assert history.running == {}


def test_a_turn_through_zero_ends_one_trade_and_begins_the_next() -> None:
    history = traded(an_account(), ("1", "100"), ("-3", "90"), ("2", "95")).history

    assert [trade.result for trade in history.closed] == [d("-12"), d("-11")]


def test_entries_stand_until_the_position_is_gone() -> None:
    book = an_account()
    first = an_order(quantity=d("1"))
    book = commit_orders(book, [first], agent_id=None, now=NOW)
    book = apply_event(book, first, OrderFilled(a_fill(1, quantity="0.5")), multiplier=Decimal(1)).book
    half = book.orders[first.order_id]
    book = apply_event(book, half, OrderFilled(a_fill(2, quantity="0.5")), multiplier=Decimal(1)).book
    assert book.history.standing == {"BTCUSDT": 1}

    book, _, _ = book_fill(book, a_fill(3, quantity="1", side="sell"), multiplier=Decimal(1))

    assert book.history.standing == {}
    assert [one.quantity for one in book.history.sent] == [d("1")]


def test_what_was_sent_is_forgotten_after_an_hour() -> None:
    early = commit_orders(an_account(), [an_order()], agent_id=None, now=NOW)

    later = commit_orders(early, [an_order(quantity=d("3"))], agent_id=None, now=NOW + timedelta(minutes=61))

    assert [one.quantity for one in later.history.sent] == [d("3")]


def test_protective_legs_are_not_sent_orders() -> None:
    stop = an_order(leg="stop", state="held", reduce_only=True)

    assert commit_orders(an_account(), [stop], agent_id=None, now=NOW).history.sent == ()


def test_a_row_of_losses_ends_at_a_gain_and_passes_over_what_came_out_even() -> None:
    results = ["-1", "5", "-2", "0", "-3"]
    closed = [ClosedTrade(NOW + timedelta(minutes=number), d(text)) for number, text in enumerate(results)]

    assert losses_in_row(closed) == (2, NOW + timedelta(minutes=4))
    assert losses_in_row(closed[:2]) == (0, None)
    assert losses_in_row(()) == (0, None)


@given(
    fills=st.lists(
        st.tuples(st.integers(-4, 4).filter(bool).map(str), st.sampled_from(["90", "100", "110"])),
        max_size=12,
    ),
    cut=st.integers(0, 12),
)
@settings(deadline=None, max_examples=80)
def test_reading_the_newest_executions_again_gives_the_same_trades(
    fills: list[tuple[str, str]], cut: int
) -> None:
    book, read = an_account(), []
    for number, (quantity, price) in enumerate(fills):
        before = book.position("BTCUSDT")
        side = "sell" if quantity.startswith("-") else "buy"
        fill = a_fill(number, quantity=quantity.lstrip("-"), price=price, side=side, fee="1")  # type: ignore[arg-type]
        book, after, realised = book_fill(book, fill, multiplier=Decimal(1))
        read.append(Executed(NOW, "BTCUSDT", after.quantity - before.quantity, realised - 1))
    held = {"BTCUSDT": book.position("BTCUSDT").quantity}

    whole = load(sent=(), executions=read, held=held, standing={})
    tail = load(sent=(), executions=read[cut:], held=held, standing={})

    assert whole.closed == book.history.closed
    assert whole.running == book.history.running
    # A part of the past knows as many trades as ended in it; only the first may lack what came before.
    assert len(tail.closed) <= len(whole.closed)
    assert tail.closed[1:] == whole.closed[len(whole.closed) - len(tail.closed) + 1 :]


def test_no_more_trades_are_kept_than_a_limit_may_name() -> None:
    book = an_account()
    for _ in range(CLOSED_KEPT + 5):
        book = traded(book, ("1", "100"), ("-1", "90"))

    assert len(book.history.closed) == CLOSED_KEPT
