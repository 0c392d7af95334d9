"""The matching core: what trades, at which price, and what must hold whatever happens."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.core import Floor, a_floor
from tradewright_fakes.matching import Group, NetBooks

PRICES = st.integers(5000, 15000).map(lambda cents: Decimal(cents) / 100)
QUANTITIES = st.integers(1, 50).map(Decimal)
SIDES = st.sampled_from(["buy", "sell"])
ORDERS = st.fixed_dictionaries(
    {
        "side": SIDES,
        "kind": st.sampled_from(["market", "limit", "stop", "stop_limit", "trailing_stop"]),
        "quantity": QUANTITIES,
        "tif": st.sampled_from(["gtc", "ioc", "fok", "day"]),
        "limit_price": PRICES,
        "stop_price": PRICES,
        "trail_amount": st.integers(1, 500).map(lambda cents: Decimal(cents) / 100),
    }
)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("tick"), PRICES, st.integers(0, 40)),
        st.tuples(st.just("order"), ORDERS, st.just(0)),
        st.tuples(st.just("cancel"), st.integers(0, 20), st.just(0)),
    ),
    max_size=30,
)


def play(floor: Floor, acts: list[tuple[str, object, int]]) -> None:
    for name, what, size in acts:
        if name == "tick":
            floor.tick(what, Decimal(str(what)) + Decimal("0.02"), bid_size=size, ask_size=size)
        elif name == "order":
            asked = dict(what)  # type: ignore[call-overload]
            kind = asked["kind"]
            if kind not in ("limit", "stop_limit"):
                asked.pop("limit_price")
            if kind not in ("stop", "stop_limit"):
                asked.pop("stop_price")
            if kind != "trailing_stop":
                asked.pop("trail_amount")
            floor.order(**asked)
        else:
            open_orders = list(floor.account.open.values())
            if open_orders:
                floor.exchange.cancel(open_orders[int(str(what)) % len(open_orders)])


@settings(max_examples=60, deadline=None)
@given(acts=ACTS)
def test_books_are_the_sum_of_fills_and_no_order_fills_beyond_its_quantity(
    acts: list[tuple[str, object, int]],
) -> None:
    floor = a_floor()
    floor.tick(100)

    play(floor, acts)

    fills = floor.account.fills
    signed = sum((f.quantity if f.side == "buy" else -f.quantity for f in fills), Decimal(0))
    spent = sum((f.quantity * f.price * (1 if f.side == "buy" else -1) for f in fills), Decimal(0))
    assert isinstance(floor.account.books, NetBooks)
    assert floor.account.books.held("XYZ", "both") == signed
    assert floor.account.books.cash == 100_000 - spent
    for order in floor.account.orders.values():
        assert order.filled <= (order.quantity or 0)
        assert order.filled == sum((f.quantity for f in order.fills), Decimal(0))
        assert order.is_open == (order.id in floor.account.open)


@settings(max_examples=60, deadline=None)
@given(acts=ACTS)
def test_no_limit_order_trades_beyond_its_limit(acts: list[tuple[str, object, int]]) -> None:
    floor = a_floor()
    floor.tick(100)

    play(floor, acts)

    for order in floor.account.orders.values():
        for fill in order.fills:
            if order.limit_price is not None:
                is_better = (
                    fill.price <= order.limit_price
                    if order.side == "buy"
                    else fill.price >= order.limit_price
                )
                assert is_better


@settings(max_examples=25, deadline=None)
@given(acts=ACTS, seed=st.integers(1, 5))
def test_the_same_acts_and_seed_give_the_same_events(acts: list[tuple[str, object, int]], seed: int) -> None:
    first, second = a_floor(seed=seed), a_floor(seed=seed)

    for floor in (first, second):
        floor.tick(100)
        play(floor, acts)

    assert [(e.kind, e.order.id, e.fill and e.fill.id) for e in first.events] == [
        (e.kind, e.order.id, e.fill and e.fill.id) for e in second.events
    ]


def test_a_market_order_takes_what_is_offered_and_waits_for_the_rest() -> None:
    floor = a_floor()
    floor.tick(100, 101, ask_size=3)

    order = floor.order("buy", quantity=7)
    floor.tick(100, 102, ask_size=3)
    floor.tick(100, 103, ask_size=3)

    assert [(str(f.quantity), str(f.price)) for f in order.fills] == [
        ("3", "101"),
        ("3", "102"),
        ("1", "103"),
    ]
    assert order.status == "filled"


def test_a_resting_limit_trades_at_its_own_price_and_a_crossing_one_at_the_market() -> None:
    floor = a_floor()
    floor.tick(100, 101)

    resting = floor.order("buy", "limit", limit_price=Decimal(99))
    crossing = floor.order("buy", "limit", limit_price=Decimal(105))
    floor.tick(95, 96)

    assert [f.price for f in resting.fills] == [99]
    assert resting.fills[0].is_maker
    assert [f.price for f in crossing.fills] == [101]


@pytest.mark.parametrize(
    ("tif", "size", "filled", "status"),
    [("ioc", 3, 3, "canceled"), ("fok", 3, 0, "canceled"), ("fok", 5, 5, "filled")],
)
def test_immediate_orders_take_what_they_may_and_end(tif: str, size: int, filled: int, status: str) -> None:
    floor = a_floor()
    floor.tick(100, 101, ask_size=size)

    order = floor.order("buy", "limit", 5, limit_price=Decimal(101), tif=tif)

    assert (order.filled, order.status) == (Decimal(filled), status)


def test_a_trailing_stop_follows_the_best_price_and_sells_when_it_falls_back() -> None:
    floor = a_floor()
    floor.tick(100)

    order = floor.order("sell", "trailing_stop", trail_amount=Decimal(2))
    floor.tick(105)
    floor.tick(104)
    assert (order.stop_price, order.filled) == (Decimal(103), Decimal(0))
    floor.tick(103)

    assert [f.price for f in order.fills] == [103]


def a_bracket(floor: Floor, quantity: int = 10) -> Group:
    entry = floor.exchange.draft(
        floor.account, client_id="e", symbol="XYZ", side="buy", kind="market", tif="gtc"
    )
    profit = floor.exchange.draft(
        floor.account, client_id="p", symbol="XYZ", side="sell", kind="limit", tif="gtc"
    )
    stop = floor.exchange.draft(
        floor.account, client_id="s", symbol="XYZ", side="sell", kind="stop", tif="gtc"
    )
    profit.limit_price, stop.stop_price = Decimal(110), Decimal(90)
    group = Group("g", 1, "bracket", members=[entry, profit, stop], exits=[profit, stop], entry=entry)
    for one in group.members:
        one.group, one.quantity = group, Decimal(quantity)
        one.status = "pending" if one is entry else "held"
        floor.exchange.admit(one)
    floor.exchange.start(entry)
    return group


def test_exits_wait_until_the_entry_has_filled_whole() -> None:
    floor = a_floor()
    floor.tick(100, 100, ask_size=4)

    entry, profit, stop = a_bracket(floor).members
    assert (entry.filled, profit.status, stop.status) == (Decimal(4), "held", "held")
    floor.tick(100, 100, ask_size=100)

    assert (entry.status, profit.status, stop.status) == ("filled", "new", "new")


def test_a_partly_filled_target_shrinks_the_stop_and_a_filled_one_cancels_it() -> None:
    floor = a_floor()
    floor.tick(100)
    _, profit, stop = a_bracket(floor).members

    floor.tick(110, 110, bid_size=4)
    assert (profit.filled, stop.remaining) == (Decimal(4), Decimal(6))
    floor.tick(110, 110, bid_size=100)

    assert (profit.status, stop.status) == ("filled", "canceled")
    assert floor.account.books.held("XYZ", "both") == 0


def test_cancelling_one_of_a_bracket_cancels_the_rest() -> None:
    floor = a_floor()
    floor.tick(100)
    _, profit, stop = a_bracket(floor).members

    floor.exchange.cancel(profit)

    assert (profit.status, stop.status) == ("canceled", "canceled")


def test_an_order_for_the_day_waits_for_the_session_and_ends_with_it() -> None:
    floor = a_floor()
    floor.tick(100)
    floor.exchange.session.hours = "closed"

    ends = floor.exchange.clock.now() + timedelta(hours=1)
    floor.order("buy", "limit", limit_price=Decimal(90), tif="day", expires_at=ends)
    floor.exchange.session.hours = "always"
    floor.exchange.pass_time()
    floor.exchange.clock.advance(timedelta(hours=1))
    floor.exchange.pass_time()

    assert [one.kind for one in floor.events] == ["accepted", "new", "expired"]


def test_a_reducing_order_never_turns_the_position() -> None:
    floor = a_floor()
    floor.tick(100)
    floor.order("buy", quantity=3)

    order = floor.order("sell", quantity=10, reduce_only=True)

    assert floor.account.books.held("XYZ", "both") == 0
    assert (order.filled, order.status) == (Decimal(3), "expired")


def test_books_after_a_bust_are_those_of_the_other_fills() -> None:
    floor = a_floor()
    floor.tick(100)
    kept = floor.order("buy", quantity=2)
    floor.tick(110)
    busted = floor.order("buy", quantity=5).fills[0]

    busted.is_busted = True
    floor.account.rebuild(floor.exchange.instrument)

    assert floor.account.books.held("XYZ", "both") == kept.filled
    assert isinstance(floor.account.books, NetBooks)
    assert floor.account.books.cash == 100_000 - 200
