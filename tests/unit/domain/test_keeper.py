"""What we keep ourselves: a stop that is always there, never both legs beyond the position, a trail that never moves back.

A venue of three kinds answers in any order; the books are told what it did, and the keeper's acts are carried out as the
executor does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.unit.domain.builders import (
    ACCOUNT,
    NOW,
    a_book,
    a_signal,
    d,
    instruments,
)
from tests.unit.domain.keeper_room import COIN, FLAGGED, HOLDING, KINDS, NO_STOPS, Room

from tradewright.domain.trading.booking import commit_orders
from tradewright.domain.trading.dust import exit_quantity, fill_action, is_dust, tradable
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.order import (
    CancelRefused,
    CancelRequested,
    Order,
    VenueAccepted,
    VenueCancelled,
)
from tradewright.domain.trading.planner import plan
from tradewright.domain.trading.plans import PlaceOrders
from tradewright.domain.trading.ports.broker import RATE_CODE
from tradewright.domain.trading.requests import request_for
from tradewright.domain.trading.signal import Protection, Side, Sizing, Trail
from tradewright.kernel.ids import (
    VenueOrderId,
)

BOTH: dict[str, Any] = {
    "stop_loss": Protection("price", d("90")),
    "take_profit": Protection("price", d("110")),
}


@pytest.fixture(params=["flagged", "holding", "blind"])
def room(request: pytest.FixtureRequest) -> Room:
    return Room(KINDS[request.param])


def only(orders: list[Order]) -> Order:
    assert len(orders) == 1, orders
    return orders[0]


def test_nothing_is_sent_before_the_entry_has_filled(room: Room) -> None:
    entry = room.enter("1", **BOTH)

    assert (room.legs("stop"), room.legs("target")) == ([], [])
    room.fill(entry, d("0.4"))
    assert only(room.legs("stop")).remaining == d("0.4")


def test_the_stop_grows_with_partial_fills_and_stays_when_the_rest_is_cancelled(room: Room) -> None:
    entry = room.enter("1", **BOTH)
    room.fill(entry, d("0.4"))
    room.fill(room.book.orders[entry.order_id], d("0.3"))
    for order in room.going():
        room.happen(order, VenueCancelled("asked", room.now))
    assert only(room.legs("stop")).remaining == d("0.7")

    room.happen(room.book.orders[entry.order_id], VenueCancelled("by hand", room.now))

    assert only(room.legs("stop")).remaining == d("0.7")
    assert [wish.quantity for wish in room.legs("stop", sent=False)] == [d("0.7")]


def test_too_little_for_an_order_waits_for_more_and_is_kept_as_dust_at_the_end(room: Room) -> None:
    entry = room.enter("1", **BOTH)
    room.fill(entry, d("0.1"))  # 9 at the stop; orders start at 25

    assert room.legs("stop") == []
    room.happen(room.book.orders[entry.order_id], VenueCancelled("by hand", room.now))
    assert [order.state for order in room.book.orders.values()] == ["held", "held"]

    room.fill(room.enter("0.9", **BOTH))
    for order in room.going():
        room.happen(order, VenueCancelled("asked", room.now))
    assert sum(order.remaining for order in room.legs("stop")) == d("1")


def test_both_rest_where_the_venue_caps_them_and_take_turns_elsewhere(room: Room) -> None:
    room.fill(room.enter("1", **BOTH))

    both_rest = not (room.caps.holds_quantity or room.caps.reduce_only != "flag")
    assert len(room.legs("stop")) == 1
    assert len(room.legs("target")) == both_rest


@pytest.mark.parametrize("kind", ["holding", "blind"])
def test_a_touched_target_takes_the_stops_place_and_gives_it_back_when_it_does_not_fill(kind: str) -> None:
    room = Room(KINDS[kind])
    room.fill(room.enter("1", **BOTH))
    stop = only(room.legs("stop"))

    room.go_to("110")
    assert room.legs("target") == []  # the stop must be gone first
    room.happen(room.book.orders[stop.order_id], VenueCancelled("asked", room.now))
    target = only(room.legs("target"))
    assert (target.order_type, target.limit_price, target.remaining) == ("limit", d("110"), d("1"))

    room.fill(target, d("0.3"))
    room.go_to("107")
    room.happen(room.book.orders[target.order_id], VenueCancelled("asked", room.now))

    assert only(room.legs("stop")).remaining == d("0.7")


@pytest.mark.parametrize("kind", ["holding", "blind"])
def test_a_stop_that_fills_while_its_cancel_is_under_way_ends_the_pair(kind: str) -> None:
    room = Room(KINDS[kind])
    room.fill(room.enter("1", **BOTH))
    room.go_to("110")
    stop = only(room.going())

    room.fill(stop)

    assert room.held == 0
    assert room.book.orders == {}


def test_a_refused_cancel_leaves_one_stop(room: Room) -> None:
    room.fill(room.enter("1", **BOTH))
    room.go_to("110")
    for order in room.going():
        room.price = d("105")
        room.happen(order, CancelRefused("no", room.now))

    assert only(room.legs("stop")).remaining == d("1")


def test_whichever_fills_first_ends_the_other() -> None:
    room = Room(FLAGGED)
    room.fill(room.enter("1", **BOTH))

    room.fill(only(room.legs("target")), d("0.4"))
    assert only(room.legs("stop")).remaining == d("0.6")
    room.fill(only(room.legs("target")))

    assert room.held == 0
    for order in room.going():
        room.happen(order, VenueCancelled("asked", room.now))
    assert room.book.orders == {}


def test_a_trade_by_hand_shrinks_the_legs(room: Room) -> None:
    room.fill(room.enter("1", **BOTH))

    room.outside(d("-0.6"))
    for order in room.going():
        room.happen(order, VenueCancelled("asked", room.now))
    assert only(room.legs("stop")).remaining == d("0.4")
    room.outside(d("-0.4"))
    for order in room.going():
        room.happen(order, VenueCancelled("asked", room.now))

    assert room.book.orders == {}


def test_what_the_venue_shows_caps_the_legs_before_anybody_has_settled_it(room: Room) -> None:
    room.fill(room.enter("1", **BOTH))

    room.book = replace(room.book, exposures={room.instrument.symbol: d("0.5")})
    room.keep()
    for order in room.going():
        room.happen(order, VenueCancelled("asked", room.now))

    assert only(room.legs("stop")).remaining == d("0.5")


def test_a_trail_begins_at_its_activation_and_never_moves_back(room: Room) -> None:
    room.fill(room.enter("1", trailing_stop=Trail("price", d("5"), activation=d("4"))))
    assert room.legs("stop") == []

    levels = []
    for price in ("103", "104", "106", "103", "106.5", "110", "109"):
        room.go_to(price)
        for order in room.going():
            room.happen(order, VenueCancelled("asked", room.now))
        levels.append(room.legs("stop")[0].stop_price if room.legs("stop") else None)

    assert levels == [None, d("99"), d("101"), d("101"), d("101.5"), d("105"), d("105")]


def test_a_stop_that_we_move_asks_the_venue_for_a_plain_stop() -> None:
    room = Room(HOLDING)
    room.fill(room.enter("1", trailing_stop=Trail("price", d("5"))))

    asked = request_for(only(room.legs("stop")))
    room.go_to("90")
    for order in room.going():
        room.happen(order, VenueCancelled("asked", room.now))

    assert (asked.order_type, asked.stop_price, asked.trail_amount) == ("stop", d("95"), None)


def test_a_stop_the_venue_refuses_is_watched_and_sent_at_the_market(room: Room) -> None:
    room.refuses = {"stop"}
    room.fill(room.enter("1", **BOTH))
    assert [wish.reason for wish in room.legs("stop", sent=False)] == ["not here"]

    room.now += timedelta(seconds=10)
    room.go_to("89")
    for order in room.going():
        room.happen(order, VenueCancelled("asked", room.now))

    fired = only(room.legs("stop"))
    assert (fired.order_type, fired.remaining) == ("market", d("1"))


def test_a_stop_that_a_busy_venue_did_not_look_at_rests_there_after_a_pause(room: Room) -> None:
    room.refuses, room.refusal_code = {"stop"}, RATE_CODE
    room.fill(room.enter("1", **BOTH))
    assert [one.order_type for one in room.legs("stop")] == []
    room.refuses = set()

    room.keep()
    assert room.legs("stop") == [], "it is not asked again at once"
    room.now += timedelta(seconds=6)
    room.keep()

    assert [one.order_type for one in room.legs("stop")] == ["stop"]


def test_a_stop_that_is_never_looked_at_is_watched_in_the_end(room: Room) -> None:
    room.refuses, room.refusal_code = {"stop"}, RATE_CODE
    room.fill(room.enter("1", **BOTH))

    for _ in range(20):
        room.now += timedelta(seconds=6)
        room.keep()

    assert [wish.reason for wish in room.legs("stop", sent=False)] == ["not here"]


def test_where_there_are_no_stops_the_price_is_watched() -> None:
    room = Room(NO_STOPS)
    room.fill(room.enter("1", stop_loss=Protection("price", d("90"))))
    assert room.legs("stop") == []

    room.go_to("90")

    assert only(room.legs("stop")).order_type == "market"


def test_a_partial_exit_gets_its_room_from_the_legs() -> None:
    room = Room(HOLDING)
    room.fill(room.enter("1", **BOTH))
    books = replace(a_book(room.book), accounts={ACCOUNT: room.book})
    asked = a_signal(90, action="exit", sizing=Sizing("fixed", d("0.4")), source="manual", agent_id=None)
    made = plan(books, asked, None, room.market, room.now)
    assert isinstance(made, PlaceOrders)

    room.book = commit_orders(room.book, made.orders, agent_id=None, now=room.now)
    room.keep()
    assert room.legs("exit") == []
    room.happen(only(room.going()), VenueCancelled("asked", room.now))

    assert only(room.legs("exit")).remaining == d("0.4")
    assert only(room.legs("stop")).remaining == d("0.6")
    room.fill(only(room.legs("exit")))
    assert (room.held, only(room.legs("stop")).remaining) == (d("0.6"), d("0.6"))


def test_a_partial_exit_takes_over_the_legs_that_the_venue_kept() -> None:
    room = Room(replace(HOLDING, bracket=True))
    room.fill(room.enter("1", **BOTH))
    for leg in [one for one in room.book.orders.values() if one.is_protective]:
        assert not leg.is_managed
        room.happen(leg, VenueAccepted(VenueOrderId("V"), room.now))
    books = replace(a_book(room.book), accounts={ACCOUNT: room.book})
    asked = a_signal(
        92, action="sell", reduce_only=True, sizing=Sizing("fixed", d("0.4")), source="manual", agent_id=None
    )
    made = plan(books, asked, None, room.market, room.now)
    assert isinstance(made, PlaceOrders)
    assert len(made.cancels) == 2

    for order_id in made.cancels:
        room._apply(room.book.orders[order_id], CancelRequested(room.now))
    room.book = commit_orders(room.book, made.orders, agent_id=None, now=room.now)
    room.keep()
    assert room.legs("exit") == []
    for order in room.going():
        room.happen(order, VenueCancelled("asked", room.now))

    assert only(room.legs("exit")).remaining == d("0.4")
    stop = only(room.legs("stop"))
    assert (stop.remaining, stop.stop_price, stop.is_managed) == (d("0.6"), d("90"), True)


@pytest.mark.parametrize(("fills", "leg"), [(True, "entry"), (False, None)])
def test_an_entry_behind_an_exit_is_sent_when_the_exit_has_closed(*, fills: bool, leg: str | None) -> None:
    room = Room(replace(FLAGGED, crosses_zero=False))
    room.fill(room.enter("1"))
    books = replace(a_book(room.book), accounts={ACCOUNT: room.book})
    asked = a_signal(91, action="sell", sizing=Sizing("fixed", d("3")), source="manual", agent_id=None)
    made = plan(books, asked, None, room.market, room.now)
    assert isinstance(made, PlaceOrders)
    room.book = commit_orders(room.book, made.orders, agent_id=None, now=room.now)
    room.happen(made.orders[0], VenueAccepted(VenueOrderId("V"), room.now))
    closing = room.book.orders[made.orders[0].order_id]

    if fills:
        room.fill(closing)
    else:
        room.happen(closing, VenueCancelled("by hand", room.now))

    assert [(one.leg, one.remaining) for one in room.book.orders.values()] == ([(leg, d("2"))] if leg else [])


@given(instrument=instruments(), data=st.data())
@settings(deadline=None, max_examples=60)
def test_every_partial_fill_has_an_action_and_an_exit_leaves_no_dust_that_could_be_sold(
    instrument: Instrument, data: st.DataObject
) -> None:
    steps = st.integers(0, 400).map(lambda count: instrument.lot.step * count)
    filled, remaining, price = data.draw(steps), data.draw(steps), data.draw(st.integers(1, 100).map(Decimal))

    action = fill_action(
        filled=filled,
        remaining=remaining,
        instrument=instrument,
        price=price,
        stop_wanted=data.draw(st.booleans()),
    )
    sold = exit_quantity(instrument, held=filled, asked=data.draw(st.none() | steps), price=price)

    can_sell = tradable(instrument, filled, price=price) > 0
    assert (action in ("protect", "hold")) == can_sell
    assert (action == "wait") == (not can_sell and remaining > 0)
    assert 0 <= sold <= filled
    assert (
        sold == 0
        or not is_dust(instrument, filled - sold, price=price)
        or sold == instrument.lot.floor(filled)
    )


class Keeping(RuleBasedStateMachine):
    """Fills, cancels, refusals, hands and prices in any order; after each, what must never be is not."""

    @initialize(
        kind=st.sampled_from(sorted(KINDS)),
        trailing=st.booleans(),
        has_target=st.booleans(),
        side=st.sampled_from(["buy", "sell"]),
    )
    def open(self, *, kind: str, trailing: bool, has_target: bool, side: Side) -> None:
        self.room = Room(KINDS[kind])
        self.side: Side = side
        self.wants_stop = True
        up, down = (d("110"), d("90")) if side == "buy" else (d("90"), d("110"))
        self.policy: dict[str, Any] = {"stop_loss": Protection("price", down)}
        if trailing:
            self.policy = {"trailing_stop": Trail("price", d("10"))}
        if has_target:
            self.policy["take_profit"] = Protection("price", up)
        self.entries = 0
        self.enter(d("1"))

    @precondition(lambda self: self.entries < 3)
    @rule(quantity=st.integers(1, 12).map(lambda tenths: Decimal(tenths) / 10))
    def enter(self, quantity: Decimal) -> None:
        near = 95 < self.room.price < 105
        if near and tradable(COIN, quantity, price=self.room.price):
            self.entries += 1
            self.room.enter(str(quantity), self.side, **self.policy)

    @precondition(lambda self: self._live())
    @rule(which=st.integers(0, 9), tenths=st.integers(1, 12))
    def fill(self, which: int, tenths: int) -> None:
        order = self._pick(which)
        held = self.room.held
        quantity = min(order.remaining, Decimal(tenths) / 10)
        if order.reduce_only and self.room.caps.reduce_only == "flag":
            quantity = min(quantity, abs(held) if held * order.signed_remaining < 0 else Decimal(0))
        if quantity > 0:
            self.room.fill(order, quantity)

    @precondition(lambda self: self.room.going())
    @rule(which=st.integers(0, 9), refused=st.booleans())
    def answer_cancel(self, which: int, *, refused: bool) -> None:
        order = self.room.going()[which % len(self.room.going())]
        self.room.happen(order, CancelRefused("no", NOW) if refused else VenueCancelled("asked", NOW))

    @precondition(lambda self: self._live())
    @rule(which=st.integers(0, 9))
    def venue_cancels(self, which: int) -> None:
        self.room.happen(self._pick(which), VenueCancelled("by the venue", NOW))

    @rule(price=st.integers(80, 120))
    def move(self, price: int) -> None:
        self.room.go_to(str(price))

    @rule(tenths=st.integers(1, 5))
    def trade_by_hand(self, tenths: int) -> None:
        held = self.room.held
        change = min(Decimal(tenths) / 10, abs(held))
        if change and self.room.caps.reduce_only == "flag":
            self.room.outside(-change if held > 0 else change)

    @invariant()
    def legs_never_sell_more_than_is_held(self) -> None:
        if not hasattr(self, "room"):
            return
        held = self.room.held
        if self.side == "buy":
            assert held >= 0, "a leg sold beyond the position"
        else:
            assert held <= 0, "a leg bought beyond the position"
        for leg in ("stop", "target"):
            # One at the market cannot be made smaller any more; a venue with the flag caps it itself.
            resting = [order for order in self.room.legs(leg) if order.order_type != "market"]
            assert sum(order.remaining for order in resting) <= abs(held), f"{leg}s outgrew the position"
        if self.room.caps.holds_quantity or self.room.caps.reduce_only != "flag":
            assert self.room.at_venue() <= abs(held)

    @invariant()
    def what_can_be_sold_has_its_stop(self) -> None:
        if not hasattr(self, "room") or not tradable(COIN, self.room.held, price=d("80")):
            return
        wishes = [one for one in self.room.book.orders.values() if one.is_managed and one.leg == "stop"]
        assert wishes, "nothing protects the position any more"
        self.room.keep()
        at_work = [one for one in self.room.book.orders.values() if one.is_managed and one.state != "held"]
        watched = "stop" not in self.room.caps.order_types
        assert at_work or watched, "a stop is wished and nobody acts on it"
        if watched or self.room.going() or any(one.order_type == "market" for one in at_work):
            return  # the rest follows once these have ended
        one_at_a_time = self.room.caps.reduce_only != "flag"
        covers = [one.remaining for one in at_work if one.leg == "stop" or one_at_a_time]
        bare = max(abs(self.room.held) - sum(covers, d("0")), d("0"))
        assert not tradable(COIN, bare, price=d("80")), f"{bare} of {self.room.held} has no way out"

    @invariant()
    def stops_never_move_back(self) -> None:
        if not hasattr(self, "room") or self.entries > 1 or "trailing_stop" not in self.policy:
            return
        seen = self.room.stops_seen
        assert seen == sorted(seen, reverse=self.side == "sell")

    def _live(self) -> list[Order]:
        if not hasattr(self, "room"):
            return []
        return [one for one in self.room.book.orders.values() if one.state in ("working", "partly_filled")]

    def _pick(self, which: int) -> Order:
        live = sorted(self._live(), key=lambda one: one.client_order_id)
        return live[which % len(live)]


TestKeeping = Keeping.TestCase
TestKeeping.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
