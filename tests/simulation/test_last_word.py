"""The trader's last word is the one that stands, also while an earlier one is half done: stories with one end."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.simulation.profiles import PROFILES
from tests.simulation.story import come_to_rest
from tests.simulation.world import ACCOUNTS, World
from tradewright.domain.trading.ports.broker import FillUpdate
from tradewright.domain.trading.risk.switch import Switch
from tradewright.domain.trading.signal import AgentPolicy, Intent, Protection, RiskLimits, Sizing, Trail

BY_NAME = {profile.name: profile for profile in PROFILES}
SYMBOL = "AAA"
AGENT = AgentPolicy(Sizing("fixed", Decimal(1)))


def an_intent(words: str) -> Intent:
    """Return what "buy 1", "exit 50%", "target -2" or "reverse long" asks."""
    action, _, what = words.partition(" ")
    if action == "target":
        return Intent("target", SYMBOL, target_quantity=Decimal(what))
    more: dict[str, Any] = {}
    if what in ("long", "short", "flat"):
        more["sentiment"] = what
    elif what.endswith("%"):
        more["sizing"] = Sizing("percent_position", Decimal(what[:-1]))
    elif what:
        quantity, _, price = what.partition(" @ ")
        more["sizing"] = Sizing("fixed", Decimal(quantity))
        if price:
            more |= {"order_type": "limit", "limit_price": Decimal(price)}
    return Intent(action, SYMBOL, **more)  # type: ignore[arg-type]


def a_world(name: str) -> World:
    world = World(BY_NAME[name], policies=(AGENT,))
    world.start()
    return world


def all_of_it(world: World) -> None:
    """Every turn, call and event, until nothing is under way."""
    for _ in range(6):
        world.turn()
        while world.calls:
            world.call(0, "answer")
        world.hear(0, 100)


def held(world: World) -> Decimal:
    return world.venues[ACCOUNTS[0]].held.get(SYMBOL, Decimal(0))


@pytest.mark.parametrize("venue", ["paper", "futures"])
@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["reverse"], "-1"),
        (["reverse", "reverse"], "1"),
        (["reverse", "reverse", "reverse"], "-1"),
        (["reverse", "reverse long"], "1"),
        (["reverse", "reverse short"], "-1"),
        (["reverse", "reverse flat"], "0"),
        (["reverse", "exit"], "0"),
        (["reverse", "exit 50%"], "0"),
        (["reverse", "flatten"], "0"),
        (["reverse", "cancel"], "0"),
        (["reverse", "target 0.5"], "0.5"),
        (["reverse", "target -2"], "-2"),
        (["reverse", "agent buy 1"], "1"),
        (["reverse", "agent buy 1", "reverse"], "-1"),
        (["reverse", "agent sell flat"], "0"),
    ],
)
@pytest.mark.parametrize("is_heard", [False, True], ids=["at once", "with the fill"])
def test_while_a_position_is_turned_round_the_last_word_wins(
    venue: str, words: list[str], left: str, *, is_heard: bool
) -> None:
    world = a_world(venue)
    world.ask(1, 0, an_intent("buy 1"))
    all_of_it(world)

    for number, word in enumerate(words, 2):
        agent = 0 if word.startswith("agent ") else None
        world.ask(number, 0, an_intent(word.removeprefix("agent ")), agent=agent)
        world.turn()
        if is_heard and number == 2:
            world.call(0, "answer")  # the exit is at the venue and has filled, and nobody has heard of it
    come_to_rest(world)

    assert held(world) == Decimal(left)


@pytest.mark.parametrize("venue", ["stocks", "spot"])
@pytest.mark.parametrize(
    ("resting", "later", "left", "rests"),
    [
        ("exit 2 @ 110", "exit 1", "1", ["1"]),
        ("exit 2 @ 110", "exit 50%", "1", ["1"]),
        ("exit 1 @ 110", "exit 0.5", "1.5", ["1"]),
        ("exit 1 @ 110", "exit 1.5", "0.5", ["0.5"]),
        ("exit 2 @ 110", "exit 0.5 @ 105", "2", ["0.5", "1.5"]),
        ("exit 0.5 @ 110, exit 0.5 @ 105", "exit 1.2", "0.8", ["0.3", "0.5"]),
        ("exit 0.5 @ 110, exit 0.5 @ 105", "exit 1.7", "0.3", ["0.3"]),
        ("exit 2 @ 110", "exit", "0", []),
        ("exit 2 @ 110", "exit 1.97", "0", []),  # the rest is less than the smallest order
    ],
)
def test_a_partial_exit_takes_its_room_from_an_exit_that_rests(
    venue: str, resting: str, later: str, left: str, rests: list[str]
) -> None:
    world = a_world(venue)
    for number, words in enumerate(("buy 2", *resting.split(", "), later), 1):
        world.ask(number, 0, an_intent(words))
        all_of_it(world)
    come_to_rest(world)

    assert held(world) == Decimal(left)
    at_venue = [order.remaining for order in world.venues[ACCOUNTS[0]].orders if order.is_open]
    assert sorted(at_venue) == [Decimal(one) for one in rests]


def test_what_a_spot_venue_no_longer_has_is_not_sold_for_ever() -> None:
    world = a_world("spot")
    world.ask(1, 0, an_intent("buy 1.5"))
    all_of_it(world)
    world.by_hand(0, SYMBOL, "sell", Decimal("0.5"))
    world.climb(2, "flatten")
    come_to_rest(world)

    assert held(world) == 0
    exits = [order for order in world.store.orders.values() if order.leg == "exit"]
    assert {order.state for order in exits} == {"rejected", "filled"}
    assert len(exits) < 6  # until the shortage had been seen twice
    assert [one.kind for one in world.desk.watches[ACCOUNTS[0]].discrepancies.values()] == ["position"]


def test_a_lone_answer_that_an_order_is_not_known_does_not_drop_its_cancel() -> None:
    world = a_world("spot")
    world.ask(1, 0, an_intent("buy 1 @ 90"))
    all_of_it(world)
    world.ask(2, 0, Intent("cancel", SYMBOL))
    world.turn()
    world.call(0, "deny")
    come_to_rest(world)

    assert [order.state for order in world.store.orders.values()] == ["cancelled"]


@pytest.mark.parametrize("venue", ["paper", "stocks"])
@pytest.mark.parametrize("answers_first", [True, False])
def test_an_order_made_larger_while_it_fills_is_followed_to_its_new_size(
    venue: str, *, answers_first: bool
) -> None:
    world = a_world(venue)
    world.ask(1, 0, an_intent("buy 0.5 @ 99"))
    all_of_it(world)
    [order] = world.store.orders.values()
    world.venues[ACCOUNTS[0]].offered = Decimal("0.3")
    world.price(SYMBOL, Decimal(98))
    larger = Intent("replace", SYMBOL, cancel_order_id=order.order_id, sizing=Sizing("fixed", Decimal("1.5")))
    world.ask(2, 0, larger)
    world.turn()
    world.call(0, "answer")  # 0.6 has filled, and the stream still tells of the first 0.3 at the old size
    answer = world.inbox.pop()

    if answers_first:
        world.inbox.append(answer)
        world.turn()
    world.hear(0, 100)
    world.turn()
    if not answers_first:
        world.inbox.append(answer)
        world.turn()

    [order] = world.store.orders.values()
    assert (order.quantity, order.filled_quantity) == (Decimal("1.5"), Decimal("0.6"))
    assert order.state == "partly_filled"


def test_an_entry_is_changed_again_after_the_venue_refused_to_end_it_for_the_first_change() -> None:
    world = a_world("futures")
    world.ask(1, 0, replace(an_intent("buy 1 @ 98"), stop_loss=Protection("percent", Decimal(3))))
    all_of_it(world)
    entry = next(order for order in world.store.orders.values() if order.leg == "entry")

    for number, price in ((2, 97), (3, 96)):
        change = Intent("replace", SYMBOL, cancel_order_id=entry.order_id, limit_price=Decimal(price))
        world.ask(number, 0, change)
        world.turn()
        world.call(0, "refuse")
        world.turn()
        world.wait(10)
    come_to_rest(world)

    assert world.store.orders[entry.order_id].state == "working"
    assert [one.state for one in world.store.orders.values() if one.leg == "stop"].count("held") == 1


def test_an_exit_that_trails_is_kept_though_it_was_asked_to_fill_or_die() -> None:
    world = a_world("spot")
    world.ask(1, 0, an_intent("buy 1"))
    all_of_it(world)
    trailing = Intent(
        "exit", SYMBOL, order_type="trailing_stop", trail=Trail("price", Decimal(2)), time_in_force="fok"
    )
    world.ask(2, 0, trailing)
    come_to_rest(world)

    [stop] = [order for order in world.venues[ACCOUNTS[0]].orders if order.is_open]
    assert (stop.order_type, stop.remaining) == ("stop", Decimal(1))


def test_a_stop_stays_in_our_books_when_what_its_cancelled_entry_had_filled_is_taken_back() -> None:
    world, venue = a_world("stocks"), ACCOUNTS[0]
    world.ask(1, 0, replace(an_intent("buy 1"), stop_loss=Protection("percent", Decimal(3))))
    world.venues[venue].offered = Decimal("0.3")
    world.turn()
    world.call(0, "answer")
    world.ask(2, 0, Intent("cancel", SYMBOL))
    world.turn()
    world.call(0, "answer")
    world.take_back(0, 0, "bust")
    world.gap(0)  # nobody was told of any of it: one look shows it all
    come_to_rest(world)

    [stop] = [order for order in world.store.orders.values() if order.leg == "stop"]
    assert [order.client_id for order in world.venues[venue].orders if order.is_open] == [
        stop.client_order_id
    ]
    assert stop.state == "working"


@pytest.mark.parametrize("name", ["futures", "spot"])
def test_what_an_entry_filled_is_protected_though_its_end_is_heard_first(name: str) -> None:
    world = a_world(name)
    venue = world.venues[ACCOUNTS[0]]
    world.ask(1, 0, replace(an_intent("buy 1 @ 101"), stop_loss=Protection("percent", Decimal(3))))
    venue.offered = Decimal("0.3")
    world.turn()
    world.call(0, "answer")
    world.ask(2, 0, Intent("cancel", SYMBOL))
    world.turn()
    world.call(0, "answer")
    venue.said = deque(event for event in venue.said if not isinstance(event, FillUpdate))
    world.hear(0, 100)
    world.turn()
    come_to_rest(world)

    assert world.store.positions[ACCOUNTS[0], SYMBOL].quantity == Decimal("0.3")
    [stop] = [order for order in venue.orders if order.is_open]
    assert (stop.order_type, stop.remaining) == ("stop", Decimal("0.3"))
    [entry] = [order for order in world.store.orders.values() if order.leg == "entry"]
    assert entry.state == "cancelled"


def test_a_bust_of_an_order_that_a_restart_forgot_is_booked_to_it() -> None:
    world = a_world("futures")
    world.ask(1, 0, an_intent("buy 1"))
    all_of_it(world)
    world.crash()
    world.start()
    world.take_back(0, 0, "bust")
    come_to_rest(world)

    [order] = world.store.orders.values()
    assert order.state == "filled"
    assert order.filled_quantity == 0
    assert world.desk.book.accounts[ACCOUNTS[0]].position(SYMBOL).quantity == 0


@pytest.mark.parametrize(("agent", "left"), [(0, "1"), (None, "0")], ids=["an agent's", "a person's"])
@pytest.mark.parametrize("is_out_of_time", [False, True], ids=["refused", "out of time"])
def test_an_exit_sent_again_is_still_the_will_of_whoever_asked_first(
    agent: int | None, left: str, *, is_out_of_time: bool
) -> None:
    world = a_world("futures")
    world.ask(1, 0, an_intent("buy 1"))
    all_of_it(world)
    if is_out_of_time:
        leaving = replace(an_intent("exit 1 @ 200"), order_type="limit", cancel_after_s=5)
        world.ask(2, 0, leaving, agent=agent)
        all_of_it(world)
        world.wait(6)
    else:
        world.ask(2, 0, Intent("flatten", None), agent=agent)
        world.turn()
        world.call(0, "refuse")
    world.press(Switch("halted", "by hand"))
    come_to_rest(world)

    assert held(world) == Decimal(left)
    again = [one for one in world.store.signals.values() if one.intent.tag and one.intent.action == "exit"]
    assert {one.source for one in again} == {"manual" if agent is None else "alert"}


@pytest.mark.parametrize(
    ("presses", "left"),
    [
        (["flatten", "release"], "1"),
        (["flatten", "release", "pause_entries"], "1"),
        (["flatten"], "0"),
        (["flatten", "halt"], "0"),
        (["flatten", "release", "flatten"], "0"),
        (["flatten", "release", "reduce_only"], "1"),
        (["flatten", "release", "reduce_only of the account"], "1"),
        (["flatten of the account", "release of the account", "halt"], "1"),
        (["flatten", "release of the account"], "0"),
        (["flatten", "flatten of the account", "release"], "0"),
        (["flatten", "flatten of the account", "release of the account"], "0"),
    ],
)
def test_a_flatten_that_nobody_began_ends_with_the_release(presses: list[str], left: str) -> None:
    world = a_world("paper")
    world.ask(1, 0, an_intent("buy 1"))
    all_of_it(world)

    for number, words in enumerate(presses, 2):  # no executor is up meanwhile
        action, _, scope = words.partition(" of ")
        world.climb(number, action, only=0 if scope else None)
    come_to_rest(world)

    assert held(world) == Decimal(left)
    codes = {one.reason_code for one in world.store.decided.values() if one.state == "denied"}
    assert codes - {"switch_released"} == set()
    assert left == "0" or codes


def test_a_flatten_that_was_begun_ends_flat_also_after_the_release() -> None:
    world = a_world("paper")
    world.ask(1, 0, an_intent("buy 1"))
    all_of_it(world)

    world.climb(2, "flatten")
    world.turn()
    world.climb(3, "release")
    world.call(0, "refuse")
    come_to_rest(world)

    assert held(world) == 0


@pytest.mark.parametrize(
    ("name", "side", "more", "state"),
    [
        ("futures", "buy", "1", "denied"),
        ("futures", "buy", "0.5", "ordered"),
        ("futures", "sell", "1", "ordered"),  # each way by itself is within the cap
        ("stocks", "buy", "1", "denied"),
        ("spot", "buy", "1", "ordered"),  # its owner's coins are none of our holding, filled or not
    ],
)
@pytest.mark.parametrize("is_restarted", [False, True])
def test_what_rests_by_hand_counts_until_it_is_taken_back(
    name: str, side: str, more: str, state: str, *, is_restarted: bool
) -> None:
    world = World(BY_NAME[name], limits=RiskLimits(position_notional_max=Decimal(165)), policies=(AGENT,))
    world.start()
    world.by_hand(0, SYMBOL, side, Decimal(1), Decimal(98 if side == "buy" else 102))
    if is_restarted:
        world.venues[ACCOUNTS[0]].said.clear()
        world.crash()
        world.start()
    all_of_it(world)

    world.ask(1, 0, an_intent(f"buy {more}"))
    all_of_it(world)
    world.venues[ACCOUNTS[0]].take_back_by_hand()
    all_of_it(world)
    world.ask(2, 0, an_intent("buy 0.1"))
    all_of_it(world)

    first, second = (one for one in world.store.decided.values())
    assert (first.state, second.state) == (state, "ordered")
    assert first.state == "ordered" or first.reason_code == "position_notional"
