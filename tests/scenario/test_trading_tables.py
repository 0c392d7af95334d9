"""Whole stories through planner, risk, life cycle and books, as tables (the words are in stage.py)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.scenario.stage import Stage

from tradewright.domain.trading.plans import PlaceOrders, Refuse, Wait


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_the_daily_loss_limit_stops_entries_and_never_exits(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=10_000
        limit    A  loss_daily=500
        price    BTC 50_000
        alert    A  buy BTC      -> order buy 0.1
        fill     A  BTC @ 50_000
        price    BTC 44_876
        alert    A  buy BTC      -> denied loss_daily       # 512.40 is lost, unrealised
        alert    A  exit BTC     -> order sell 0.1          # reducing risk is always possible
        fill     A  BTC @ 44_876
        equity   A  9487.6
        alert    A  buy BTC      -> denied loss_daily       # now it is realised
        clock    +14h
        alert    A  buy BTC      -> order buy 0.1           # a new day in New York
        """
    )
    denied = next(plan for plan in stage.plans if isinstance(plan, Refuse))

    assert denied.reason == (
        "Daily loss: you have lost 512.40 of 500.00 USD today; it resets at 00:00 New York."
    )
    assert (denied.rule, denied.scope, denied.limit, denied.value) == (
        "loss_daily",
        "account",
        "500",
        "512.4",
    )


def test_refusals_come_in_the_documented_order(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=10_000
        price    BTC 50_000
        alert    A  buy BTC      -> order buy 0.1
        fill     A  BTC @ 50_000
        price    BTC 40_000
        price    ES 4_000
        limit    user  loss_daily=900
        limit    A     loss_daily=900 trades_daily=1 positions=1
        limit    agent order_notional=100
        kill     A  on
        alert    A  buy ES qty=1 -> denied kill_switch
        kill     A  off
        alert    A  buy ES qty=1 -> denied loss_daily
        limit    user  loss_daily=2_000
        limit    A     trades_daily=1 positions=1
        alert    A  buy ES qty=1 -> denied trades_daily
        limit    A     positions=1
        alert    A  buy ES qty=1 -> denied positions
        limit    A
        alert    A  buy ES qty=1 -> denied order_notional
        limit    agent
        alert    A  buy ES qty=1 -> order buy 1
        """
    )


def test_a_committed_entry_holds_its_place_before_it_fills(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=10_000
        account  B  cash=10_000
        limit    user  positions=2
        limit    A  trades_daily=2
        price    BTC 50_000
        price    ES 4_000
        alert    A  buy BTC       -> order buy 0.1
        alert    B  buy BTC       -> order buy 0.1
        alert    A  buy ES qty=1  -> denied positions      # two places are taken, none has filled
        alert    A  buy BTC       -> order buy 0.1         # the symbol has its place already
        alert    A  buy BTC       -> denied trades_daily
        """
    )


def test_a_reversal_closes_awaits_the_fill_and_then_opens(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=10_000
        price    BTC 50_000
        alert    A  buy BTC       -> order buy 0.1
        fill     A  BTC @ 50_000
        alert    A  sell BTC      -> wait sell 0.1
        fill     A  BTC @ 50_000
        held     A  BTC 0
        step     A  -> order sell 0.1
        fill     A  BTC @ 50_000
        alert    A  buy BTC       -> wait buy 0.1
        fill     A  BTC @ 50_000
        step     A  -> order buy 0.1
        fill     A  BTC @ 50_000
        held     A  BTC 0.1
        """
    )


def test_an_entry_on_its_way_is_awaited_before_the_position_is_turned(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=10_000
        price    BTC 50_000
        alert    A  buy BTC       -> order buy 0.1
        alert    A  sell BTC      -> wait                  # nobody can say yet what is to be closed
        fill     A  BTC @ 50_000
        step     A  -> wait sell 0.1
        fill     A  BTC @ 50_000
        step     A  -> order sell 0.1
        """
    )


def test_a_reversal_whose_exit_does_not_fill_opens_nothing(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=10_000
        price    BTC 50_000
        alert    A  buy BTC       -> order buy 0.1
        fill     A  BTC @ 50_000
        alert    A  sell BTC      -> wait sell 0.1
        clock    +1h
        step     A  -> denied stale_signal
        """
    )


def test_a_reversal_cancels_the_old_protection_and_protects_only_what_it_opens(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=10_000
        policy   stop=percent:2 target=risk_reward:2
        price    BTC 50_000
        alert    A  buy BTC       -> order buy 0.1
        fill     A  BTC @ 50_000
        alert    A  sell BTC      -> wait
        step     A  -> wait sell 0.1
        fill     A  BTC @ 50_000
        step     A  -> order sell 0.1
        fill     A  BTC @ 50_000
        held     A  BTC -0.1
        stopped  A  BTC @ 51_000
        held     A  BTC 0
        equity   A  9_900
        alert    A  exit BTC      -> ignored nothing_to_close
        """
    )
    first, _, reversal = stage.plans[1:4]
    assert isinstance(first, Wait)
    assert isinstance(reversal, PlaceOrders)

    entry, stop, target = reversal.orders

    assert len(first.cancels) == 2
    assert set(first.awaits) == set(first.cancels)
    assert entry.quantity == stop.quantity == target.quantity
    assert (stop.stop_price, target.limit_price) == (Decimal(51_000), Decimal(48_000))


def test_a_reversal_that_a_limit_forbids_still_closes(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=10_000
        price    BTC 50_000
        alert    A  buy BTC       -> order buy 0.1
        fill     A  BTC @ 50_000
        kill     user on
        alert    A  sell BTC      -> wait sell 0.1
        fill     A  BTC @ 50_000
        held     A  BTC 0
        step     A  -> denied kill_switch
        """
    )
    denied = stage.plans[-1]

    assert isinstance(denied, Refuse)
    assert denied.reason.endswith("What stood against it was closed; nothing was opened.")


def test_a_target_trades_the_difference_to_what_is_held_or_on_its_way(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=100_000
        price    BTC 50_000
        manual   A  target BTC target=0.3   -> order buy 0.3
        manual   A  target BTC target=0.3   -> ignored target_reached   # it is on its way
        fill     A  BTC @ 50_000
        manual   A  target BTC target=0.1   -> order sell 0.2
        fill     A  BTC @ 50_000
        manual   A  buy BTC qty=1 limit=45_000 -> order buy 1
        manual   A  target BTC target=0.2   -> wait                     # what rests would come on top
        step     A  -> order buy 0.1
        fill     A  BTC @ 50_000
        manual   A  target BTC target=-0.1  -> wait sell 0.2
        fill     A  BTC @ 50_000
        step     A  -> order sell 0.1
        fill     A  BTC @ 50_000
        held     A  BTC -0.1
        manual   A  target BTC target=0     -> order buy 0.1
        """
    )


def test_adding_needs_a_position_and_follows_its_side(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=100_000
        price    BTC 50_000
        manual   A  add BTC qty=0.1    -> ignored nothing_to_add_to
        manual   A  sell BTC qty=0.2   -> order sell 0.2
        fill     A  BTC @ 50_000
        manual   A  add BTC qty=0.1    -> order sell 0.1
        """
    )


def test_a_reverse_without_a_side_commits_both_halves_at_once(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=100_000
        price    BTC 50_000
        manual   A  reverse BTC        -> ignored nothing_to_reverse
        manual   A  buy BTC qty=0.2    -> order buy 0.2
        fill     A  BTC @ 50_000
        manual   A  reverse BTC        -> order sell 0.2
        """
    )
    made = stage.plans[-1]
    assert isinstance(made, PlaceOrders)
    closing, opening = made.orders

    assert (closing.leg, closing.reduce_only, opening.leg, opening.state) == ("exit", True, "entry", "held")
    assert opening.parent_order_id == closing.order_id
    assert [request.client_order_id for request in made.requests] == [closing.client_order_id]


@pytest.mark.parametrize(
    ("rule", "outcome"),
    [
        ("reverse", "wait sell 0.1"),
        ("close", "order sell 0.1"),
        ("net", "order sell 0.1"),
        ("ignore", "ignored opposite_ignored"),
    ],
)
def test_an_opposite_signal_does_what_the_agent_says(stage: Stage, rule: str, outcome: str) -> None:
    stage.play(
        f"""
        account  A  cash=10_000
        policy   opposite={rule}
        price    BTC 50_000
        alert    A  buy BTC       -> order buy 0.1
        fill     A  BTC @ 50_000
        alert    A  sell BTC      -> {outcome}
        """
    )


def test_sentiment_says_what_may_be_left_afterwards(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=10_000
        price    BTC 50_000
        alert    A  sell BTC sentiment=flat            -> ignored nothing_to_reduce
        alert    A  buy BTC qty=0.3 sentiment=long     -> order buy 0.3
        fill     A  BTC @ 50_000
        alert    A  sell BTC qty=0.1 sentiment=long    -> order sell 0.1      # a partial exit
        fill     A  BTC @ 50_000
        held     A  BTC 0.2
        alert    A  buy BTC qty=0.1 sentiment=flat     -> ignored nothing_to_reduce
        alert    A  sell BTC qty=0.05 sentiment=flat   -> order sell 0.2      # whatever the size
        alert    A  sell BTC sentiment=flat            -> ignored nothing_to_reduce
        """
    )


def test_a_part_without_its_size_closes_nothing(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=10_000
        price    BTC 50_000
        alert    A  buy BTC qty=0.3 sentiment=long     -> order buy 0.3
        fill     A  BTC @ 50_000
        alert    A  sell BTC sentiment=long            -> denied part_size_missing   # wanted long: not all of it
        alert    A  sell BTC size=percent_equity:5 sentiment=long    -> denied part_size_missing
        alert    A  sell BTC size=percent_position:50 sentiment=long -> order sell 0.15
        fill     A  BTC @ 50_000
        held     A  BTC 0.15
        alert    A  sell BTC sentiment=flat            -> order sell 0.15
        """
    )
    denied = next(plan for plan in stage.plans if isinstance(plan, Refuse))

    assert denied.reason.startswith(
        "It wants BTCUSDT still long afterwards, so only part of it is to be closed"
    )


def test_an_agent_that_may_only_buy_leaves_on_a_sell_and_never_goes_short(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=10_000
        policy   sides=buy
        price    BTC 50_000
        alert    A  sell BTC      -> denied side_not_allowed
        alert    A  buy BTC       -> order buy 0.1
        fill     A  BTC @ 50_000
        alert    A  sell BTC      -> order sell 0.1
        """
    )


def test_a_person_nets_exactly_what_was_asked(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=10_000
        price    BTC 50_000
        manual   A  buy BTC           -> denied sizing_missing
        manual   A  buy BTC qty=0.3   -> order buy 0.3
        fill     A  BTC @ 50_000
        quiet    BTC
        manual   A  sell BTC qty=0.1  -> order sell 0.1      # reducing needs no price
        fill     A  BTC @ 50_000
        manual   A  buy BTC qty=0.1   -> denied quote_stale
        price    BTC 50_000
        manual   A  sell BTC qty=0.5  -> order sell 0.5
        fill     A  BTC @ 50_000
        held     A  BTC -0.3
        """
    )


def test_missing_prices_deny_entries_and_let_exits_pass(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=10_000
        limit    A  loss_daily=500
        price    BTC 50_000
        price    ES 4_000
        alert    A  buy BTC       -> order buy 0.1
        fill     A  BTC @ 50_000
        quiet    BTC
        alert    A  buy ES qty=1  -> denied loss_daily       # today's result cannot be known
        alert    A  exit BTC      -> order sell 0.1
        """
    )


def test_flatten_cancels_what_rests_and_closes_what_is_held_or_on_its_way(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=100_000
        policy   stop=percent:2
        price    BTC 50_000
        price    ES 4_000
        alert    A  buy BTC                  -> order buy 0.1
        fill     A  BTC @ 50_000
        manual   A  buy BTC qty=1 limit=45_000  -> order buy 1
        alert    A  buy ES qty=1             -> order buy 1
        manual   A  flatten                  -> flatten 2
        fill     A  BTC @ 50_000
        held     A  BTC 0
        manual   A  flatten                  -> ignored nothing_to_flatten
        """
    )


def test_an_exit_cancels_a_resting_entry_when_there_is_nothing_to_close(stage: Stage) -> None:
    stage.play(
        """
        account  A  cash=100_000
        price    BTC 50_000
        alert    A  buy BTC qty=1 limit=45_000  -> order buy 1
        alert    A  exit BTC                    -> cancel 1
        alert    A  exit BTC                    -> ignored nothing_to_close
        """
    )
