"""Alpaca's adapter against the fake venue: shares, coins, brackets, and the faults of the brokers' spec that apply."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.contract.alpaca_rig import COIN, SHARE, AlpacaRig
from tests.contract.broker_contract import a_client_id, an_order, legs_of

from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.ports.broker import (
    DUPLICATE_CODE,
    GONE_CODE,
    REVOKED_CODE,
    Accepted,
    AlreadyTerminal,
    BrokerUnavailable,
    ConnectionChanged,
    DeniedLocally,
    FillUpdate,
    OrderChange,
    OrderRequest,
    OrderUpdate,
    QuoteUpdate,
    Rejected,
    StreamGap,
    Unknown,
)
from tradewright.kernel.clock import SystemClock
from tradewright_fakes.alpaca import AlpacaFake, serve


@pytest.fixture
async def fake() -> AsyncIterator[AlpacaFake]:
    async with serve(seed=1) as venue:
        yield venue


@pytest.fixture
async def rig(fake: AlpacaFake) -> AsyncIterator[AlpacaRig]:
    rig = AlpacaRig(fake)
    await rig.start()
    yield rig
    await rig.stop()


def a_share(**about: Any) -> OrderRequest:
    return an_order(symbol=SHARE, **about)


def a_bracket(**about: Any) -> OrderRequest:
    return a_share(
        **{
            "quantity": "3",
            "order_type": "limit",
            "limit": "199",
            "stop_loss": "190",
            "take_profit": "220",
            **about,
        }
    )


def told_fills(rig: AlpacaRig) -> list[Fill]:
    return [event.fill for event in rig.all(FillUpdate)]


def identities(fills: Sequence[Fill]) -> list[tuple[str, str, Decimal, Decimal]]:
    """Return what must be the same by stream and by REST; their stamps differ by what the venue took in between."""
    return [(one.venue_execution_id, one.client_order_id, one.quantity, one.price) for one in fills]


async def test_a_market_order_fills_and_is_told_in_order_and_once(rig: AlpacaRig) -> None:
    order = a_share(quantity="2")

    outcome = await rig.place(order)
    await rig.until_told(order.client_order_id, "filled")

    assert isinstance(outcome, Accepted)
    assert rig.story(order.client_order_id) == ["working", "2", "filled"]
    fills, cursor = await rig.broker.fills_since(None)
    assert identities(fills) == identities(told_fills(rig))
    assert await rig.broker.fills_since(cursor) == ([], cursor)
    assert [(one.symbol, one.quantity) for one in await rig.broker.positions()] == [(SHARE, Decimal(2))]


async def test_a_client_id_is_good_once_for_ever(rig: AlpacaRig) -> None:
    order = a_share()
    await rig.place(order)

    again = await rig.place(order)
    await rig.crash()
    after_crash = await rig.place(order)

    for outcome in (again, after_crash):
        assert isinstance(outcome, Rejected)
        assert outcome.code == DUPLICATE_CODE
    assert await rig.arrived() == [order.client_order_id]


async def test_a_bracket_lives_on_across_a_restart_under_our_own_names(rig: AlpacaRig) -> None:
    entry = a_bracket()
    stop, target = legs_of(entry)
    await rig.place(entry)
    assert {(await rig.report(leg)).state for leg in (stop, target)} == {"held"}

    await rig.crash()
    assert {one.client_order_id for one in await rig.broker.open_orders()} == {
        entry.client_order_id,
        stop,
        target,
    }
    await rig.move("198.00", "198.10")
    await rig.until(lambda: rig.story(stop)[-1:] == ["working"])
    await rig.crash()
    armed = {one.client_order_id: one.state for one in await rig.broker.open_orders()}
    await rig.move("189.00", "189.10")
    await rig.until_told(stop, "filled")

    assert armed == {stop: "working", target: "working"}
    assert rig.story(stop)[-2:] == ["3", "filled"]
    await rig.until_told(target, "cancelled")
    assert await rig.broker.positions() == []
    assert {fill.client_order_id for fill in (await rig.broker.fills_since(None))[0]} == {
        entry.client_order_id,
        stop,
    }


async def test_cancelling_a_leg_after_a_restart_ends_both(rig: AlpacaRig) -> None:
    entry = a_bracket()
    stop, target = legs_of(entry)
    await rig.place(entry)
    await rig.move("198.00", "198.10")
    await rig.crash()

    outcome = await rig.broker.cancel(target)
    await rig.until_told(stop, "cancelled")

    assert isinstance(outcome, Accepted)
    assert {(await rig.report(leg)).state for leg in (stop, target)} == {"cancelled"}
    assert await rig.broker.open_orders() == []


async def test_both_ways_out_of_a_standing_position_are_one_order(rig: AlpacaRig) -> None:
    await rig.place(a_share(quantity="2"))
    way_out = a_share(
        side="sell", quantity="2", order_type="limit", limit="220", reduce_only=True, stop_loss="190"
    )
    assert way_out.stop_loss is not None
    stop = way_out.stop_loss.client_order_id

    outcome = await rig.place(way_out)
    open_before = {one.client_order_id for one in await rig.broker.open_orders()}
    await rig.move("189.00", "189.10")
    await rig.until_told(stop, "filled")

    assert isinstance(outcome, Accepted), outcome
    assert open_before == {way_out.client_order_id, stop}
    await rig.until_told(way_out.client_order_id, "cancelled")
    assert await rig.broker.positions() == []


async def test_a_trailing_stop_follows_the_market(rig: AlpacaRig) -> None:
    await rig.place(a_share(quantity="2"))
    trailing = replace(
        a_share(side="sell", quantity="2", reduce_only=True),
        order_type="trailing_stop",
        trail_amount=Decimal(5),
    )

    outcome = await rig.place(trailing)
    await rig.move("210.00", "210.10")
    await rig.move("206.00", "206.10")
    before = (await rig.report(trailing.client_order_id)).state
    await rig.move("204.90", "205.00")
    await rig.until_told(trailing.client_order_id, "filled")

    assert isinstance(outcome, Accepted), outcome
    assert before == "working"


async def test_a_replaced_order_keeps_our_name_under_its_new_id(rig: AlpacaRig) -> None:
    order = a_share(order_type="limit", limit="190")
    await rig.place(order)
    await rig.until_told(order.client_order_id, "working")
    first = (await rig.report(order.client_order_id)).venue_order_id

    outcome = await rig.broker.replace(order.client_order_id, OrderChange(limit_price=Decimal(195)))
    await rig.until(
        lambda: any(
            event.report.client_order_id == order.client_order_id and event.report.limit_price == 195
            for event in rig.all(OrderUpdate)
        )
    )
    await rig.crash()
    report = await rig.report(order.client_order_id)
    cancelled = await rig.broker.cancel(order.client_order_id)

    assert isinstance(outcome, Accepted)
    assert outcome.venue_order_id == report.venue_order_id != first
    assert (report.limit_price, report.state) == (Decimal(195), "working")
    assert isinstance(cancelled, Accepted)
    assert any(event.report.replaced_by == outcome.venue_order_id for event in rig.all(OrderUpdate))
    assert await rig.broker.open_orders() == []


async def test_an_order_that_has_filled_in_part_is_not_replaced(fake: AlpacaFake) -> None:
    rig = AlpacaRig(fake, offered_max="1")
    await rig.start()
    order = a_share(quantity="3", order_type="limit", limit="200.10")
    await rig.place(order)
    await rig.until_told(order.client_order_id, "partly_filled")

    outcome = await rig.broker.replace(order.client_order_id, OrderChange(limit_price=Decimal(201)))

    assert isinstance(outcome, DeniedLocally)
    await rig.stop()


async def test_partial_fills_add_up_and_a_cancel_keeps_them(fake: AlpacaFake) -> None:
    rig = AlpacaRig(fake, offered_max="1")
    await rig.start()
    order = a_share(quantity="5", order_type="limit", limit="200.10")
    await rig.place(order)
    await rig.move("200.00", "200.10")
    await rig.move("200.00", "200.10")

    await rig.broker.cancel(order.client_order_id)
    await rig.until_told(order.client_order_id, "cancelled")

    report = await rig.report(order.client_order_id)
    assert (report.state, report.filled_quantity) == ("cancelled", Decimal(3))
    assert [fill.quantity for fill in told_fills(rig)] == [1, 1, 1]
    assert identities((await rig.broker.fills_since(None))[0]) == identities(told_fills(rig))
    await rig.stop()


async def test_a_way_out_is_refused_as_gone_when_there_is_nothing(rig: AlpacaRig) -> None:
    outcome = await rig.place(a_share(side="sell", quantity="1", reduce_only=True))

    assert isinstance(outcome, Rejected)
    assert outcome.code == GONE_CODE


async def test_coins_trade_under_our_symbol(rig: AlpacaRig) -> None:
    bought = an_order(symbol=COIN, quantity="0.5")
    stop = an_order(
        symbol=COIN,
        side="sell",
        order_type="stop_limit",
        stop="1900.00",
        limit="1850.00",
        quantity="0.2",
        reduce_only=True,
    )
    await rig.place(bought)
    await rig.until_told(bought.client_order_id, "filled")

    outcome = await rig.place(stop)

    assert isinstance(outcome, Accepted), outcome
    assert [one.symbol for one in await rig.broker.positions()] == [COIN]
    assert {event.fill.symbol for event in rig.all(FillUpdate)} == {COIN}
    report = await rig.report(stop.client_order_id)
    assert (report.symbol, report.stop_price, report.state) == (COIN, Decimal(1900), "working")


async def test_quotes_of_watched_symbols_arrive(rig: AlpacaRig) -> None:
    await rig.broker.watch([SHARE, COIN])
    await rig.until(lambda: {event.quote.symbol for event in rig.all(QuoteUpdate)} == {SHARE, COIN})

    await rig.move("205.00", "205.10")
    await rig.until(lambda: any(event.quote.bid == 205 for event in rig.all(QuoteUpdate)))

    quote = await rig.broker.quote(SHARE)
    assert quote is not None
    assert (quote.bid, quote.ask) == (Decimal(205), Decimal("205.10"))


async def test_a_price_that_stands_still_when_its_symbol_is_added_is_known(rig: AlpacaRig) -> None:
    await rig.broker.watch([SHARE])
    await rig.move("205.00", "205.10")
    await rig.until(lambda: any(event.quote.bid == 205 for event in rig.all(QuoteUpdate)))

    await rig.broker.watch([SHARE, "MSFT"])  # by now the stream is open, and nobody trades it

    await rig.until(lambda: "MSFT" in {event.quote.symbol for event in rig.all(QuoteUpdate)})


# Faults 1 to 3: what became of a mutation whose answer says nothing.
@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("drop_after", {}),
        ("error", {"status": 504, "process": True}),
        ("error", {"status": 502, "process": True}),
        ("html", {"status": 200, "process": True}),
        ("empty", {"process": True}),
        ("truncate", {}),
    ],
)
async def test_an_order_whose_answer_was_lost_is_unknown_and_then_found_once(
    rig: AlpacaRig, kind: str, given: dict[str, Any]
) -> None:
    entry = a_bracket()
    stop, target = legs_of(entry)
    await rig.fake.admin.fault(kind, when={"method": "POST", "path": "/v2/orders", "times": 1}, **given)

    outcome = await rig.place(entry)

    assert isinstance(outcome, Unknown), outcome
    assert (await rig.report(entry.client_order_id)).state == "working"
    assert {(await rig.report(leg)).state for leg in (stop, target)} == {"held"}
    assert (await rig.arrived()).count(entry.client_order_id) == 1


async def test_an_order_that_never_arrived_is_not_found(rig: AlpacaRig) -> None:
    order = a_share()
    await rig.fake.admin.fault("drop_before", when={"method": "POST", "times": 1})

    outcome = await rig.place(order)

    assert isinstance(outcome, Unknown)
    assert await rig.broker.find_order(order.client_order_id) is None
    assert await rig.arrived() == []


# Fault 4.
async def test_a_429_is_waited_out_and_the_way_out_sent_once_more(rig: AlpacaRig) -> None:
    order = a_share(order_type="limit", limit="190")
    await rig.place(order)
    await rig.fake.admin.fault("error", when={"method": "DELETE", "times": 1}, status=429, retry_after=1)

    outcome = await rig.broker.cancel(order.client_order_id)

    assert isinstance(outcome, Accepted)
    asked = await rig.fake.admin.journal(method="DELETE", key=rig.key)
    assert len(asked) == 2


async def test_an_entry_is_refused_when_the_venue_wants_to_be_left_alone_for_long(rig: AlpacaRig) -> None:
    await rig.fake.admin.fault("error", when={"method": "POST"}, status=429, retry_after=30)

    first = await rig.place(a_share())
    second = await rig.place(a_share())

    assert isinstance(first, Rejected)
    assert first.code == "rate_limited"
    assert isinstance(second, DeniedLocally)
    assert await rig.arrived() == []


# Fault 6.
@pytest.mark.parametrize(
    ("when", "kind", "given"),
    [
        ({"method": "POST"}, "events_first", {"ms": 50}),
        ({"method": "POST"}, "events_late", {"ms": 100}),
        ({"event": "*"}, "twice", {}),
        ({"event": "new"}, "swap", {}),
        ({"event": "new"}, "lose", {}),
    ],
)
async def test_events_early_late_twice_and_out_of_order_end_the_same(
    rig: AlpacaRig, when: dict[str, Any], kind: str, given: dict[str, Any]
) -> None:
    await rig.fake.admin.fault(kind, when=when, **given)
    entry = a_bracket(order_type="market", limit=None)
    stop, target = legs_of(entry)

    await rig.place(entry)
    await rig.until_told(entry.client_order_id, "filled")
    await rig.until(lambda: rig.story(stop)[-1:] == ["working"])

    story = rig.story(entry.client_order_id)
    assert story[0] == "working"
    assert story.count("3") == 1
    assert story[-1] == "filled"
    assert {(await rig.report(leg)).state for leg in (stop, target)} == {"working"}
    named = {event.report.client_order_id for event in rig.all(OrderUpdate)}
    assert named == {entry.client_order_id, stop, target}


# Fault 7.
@pytest.mark.parametrize("way", ["killed", "frozen"])
async def test_a_stream_that_dies_or_goes_silent_is_found_and_told_as_a_gap(rig: AlpacaRig, way: str) -> None:
    if way == "killed":
        await rig.fake.admin.kill_streams(rig.key)
    else:
        await rig.fake.admin.freeze_streams(rig.key)
    await rig.until(lambda: bool(rig.all(StreamGap)))

    order = a_share()
    await rig.place(order)
    await rig.until_told(order.client_order_id, "filled")

    states = [event.state for event in rig.all(ConnectionChanged)]
    assert states == ["connected", "disconnected", "connected"]


# Fault 8.
async def test_a_cancel_that_loses_the_race_says_so(rig: AlpacaRig) -> None:
    order = a_share(order_type="limit", limit="190")
    await rig.place(order)
    await rig.fake.admin.fault("cancel_loses", when={"method": "DELETE"})

    outcome = await rig.broker.cancel(order.client_order_id)

    # Alpaca may take the request to cancel (204) although the fill is on its way: the stream has the last word.
    assert isinstance(outcome, AlreadyTerminal | Accepted), outcome
    await rig.until_told(order.client_order_id, "filled")
    assert "cancelled" not in rig.story(order.client_order_id)
    assert isinstance(await rig.broker.cancel(order.client_order_id), AlreadyTerminal)


async def test_a_replace_that_loses_the_race_changes_nothing(rig: AlpacaRig) -> None:
    order = a_share(order_type="limit", limit="190")
    await rig.place(order)
    await rig.fake.admin.fault("replace_loses", when={"method": "PATCH"})

    outcome = await rig.broker.replace(order.client_order_id, OrderChange(limit_price=Decimal(195)))

    assert isinstance(outcome, AlreadyTerminal | Accepted | Rejected), outcome
    fills = (await rig.broker.fills_since(None))[0]
    assert sum((fill.quantity for fill in fills), Decimal(0)) == 1


# Fault 10.
async def test_a_revoked_key_is_told_once_and_refuses_everything(rig: AlpacaRig) -> None:
    await rig.fake.admin.revoke(rig.key)

    with pytest.raises(BrokerUnavailable) as unavailable:
        await rig.broker.positions()
    outcomes = [await rig.place(a_share()), await rig.place(a_share())]

    assert unavailable.value.code == REVOKED_CODE
    assert {outcome.code for outcome in outcomes if isinstance(outcome, Rejected)} == {REVOKED_CODE}
    told = [event for event in rig.all(ConnectionChanged) if event.code == REVOKED_CODE]
    assert len(told) == 1


# Fault 13 and 14.
async def test_orders_by_hand_keep_the_venues_names(rig: AlpacaRig) -> None:
    await rig.fake.admin.external_order(rig.key, SHARE, "buy", "4", type="limit", limit_price="150")
    await rig.fake.admin.external_order(rig.key, SHARE, "buy", "1")

    (resting,) = await rig.broker.open_orders()

    assert resting.client_order_id not in rig.placed
    assert (resting.symbol, resting.quantity, resting.state) == (SHARE, Decimal(4), "working")
    assert [(one.symbol, one.quantity) for one in await rig.broker.positions()] == [(SHARE, Decimal(1))]
    (fill,) = (await rig.broker.fills_since(None))[0]
    assert fill.client_order_id not in rig.placed


async def test_a_trade_that_is_taken_back_names_the_fill_we_know(rig: AlpacaRig) -> None:
    order = a_share(quantity="2")
    await rig.place(order)
    await rig.until_told(order.client_order_id, "filled")
    (fill,) = told_fills(rig)
    (at_venue,) = (await rig.fake.admin.state(rig.key))["markets"]["alpaca"][0]["fills"]

    await rig.fake.admin.correct(at_venue["id"], price="199")
    await rig.fake.admin.bust(at_venue["id"])
    await rig.until(lambda: len(told_fills(rig)) == 3)

    _, corrected, busted = told_fills(rig)
    assert (corrected.kind, corrected.corrects, corrected.price) == (
        "correction",
        fill.venue_execution_id,
        Decimal(199),
    )
    assert (busted.kind, busted.corrects, busted.quantity) == ("bust", fill.venue_execution_id, Decimal(2))
    assert len({one.venue_execution_id for one in told_fills(rig)}) == 3


async def test_a_trade_taken_back_before_its_fill_is_heard_is_told_after_it(rig: AlpacaRig) -> None:
    await rig.fake.admin.fault("late", when={"event": "fill", "key": rig.key}, ms=400)
    order = a_share(quantity="2")
    await rig.place(order)
    (at_venue,) = (await rig.fake.admin.state(rig.key))["markets"]["alpaca"][0]["fills"]

    await rig.fake.admin.bust(at_venue["id"])
    await rig.until(lambda: len(told_fills(rig)) == 2)

    fill, busted = told_fills(rig)
    assert (fill.kind, fill.quantity) == ("trade", Decimal(2))
    assert (busted.kind, busted.corrects) == ("bust", fill.venue_execution_id)


async def test_a_trade_taken_back_after_a_restart_is_told_as_a_gap(rig: AlpacaRig) -> None:
    order = a_share(quantity="2")
    await rig.place(order)
    await rig.until_told(order.client_order_id, "filled")
    (at_venue,) = (await rig.fake.admin.state(rig.key))["markets"]["alpaca"][0]["fills"]
    await rig.crash()

    await rig.fake.admin.bust(at_venue["id"])
    await rig.until(lambda: bool(rig.all(StreamGap)))

    assert len(told_fills(rig)) == 1
    assert await rig.broker.positions() == []


# Fault 16.
@pytest.mark.parametrize("kind", [None, "repeat_page"])
async def test_fills_over_several_pages_are_neither_lost_nor_doubled(
    rig: AlpacaRig, kind: str | None
) -> None:
    orders = [a_share(side="buy" if number % 2 else "sell", quantity="1") for number in range(120)]
    await rig.fake.admin.settings(is_limited=False)
    for order in orders:
        await rig.fake.admin.external_order(rig.key, SHARE, order.side, "1")
    if kind is not None:
        await rig.fake.admin.fault(kind, when={"method": "GET", "path": "/v2/account/activities*"})

    fills, cursor = await rig.broker.fills_since(None)

    assert len(fills) == len({fill.venue_execution_id for fill in fills}) == 120
    assert (await rig.broker.fills_since(cursor))[0] == []


# Fault 17.
@pytest.mark.parametrize(
    ("ops", "fields"),
    [
        (["exponent", "extra"], []),
        (["numbers"], []),
        (["nulls"], ["updated_at", "limit_price", "legs", "asset_class", "buying_power"]),
        (["absent"], ["updated_at", "filled_qty", "replaces", "qty_available", "status_detail"]),
        (["unknown_enum"], ["status", "time_in_force", "order_class"]),
    ],
)
async def test_strange_answers_are_read_all_the_same(
    rig: AlpacaRig, ops: list[str], fields: list[str]
) -> None:
    order = a_share(order_type="limit", limit="190")
    await rig.place(a_share(quantity="2"))
    await rig.place(order)
    await rig.fake.admin.fault("mangle", when={"method": "GET"}, ops=ops, fields=fields)

    report = await rig.report(order.client_order_id)
    (open_order,) = await rig.broker.open_orders()
    (position,) = await rig.broker.positions()

    assert (report.client_order_id, report.state, report.quantity) == (
        order.client_order_id,
        "working",
        Decimal(1),
    )
    assert open_order.client_order_id == order.client_order_id
    assert position.quantity == 2
    assert (await rig.broker.account()).equity > 0


@pytest.mark.parametrize("name", ["id", "status"])
async def test_an_answer_without_what_matters_is_no_information(rig: AlpacaRig, name: str) -> None:
    order = a_share(order_type="limit", limit="190")
    await rig.place(order)
    await rig.fake.admin.fault("mangle", when={"method": "GET"}, ops=["absent"], fields=[name])

    with pytest.raises(BrokerUnavailable) as unavailable:
        await rig.broker.find_order(order.client_order_id)

    assert unavailable.value.code == "unreadable"


# Fault 19.
async def test_positions_that_cannot_be_read_are_no_information(rig: AlpacaRig) -> None:
    await rig.fake.admin.fault("error", when={"method": "GET", "path": "*position*"}, status=500)

    with pytest.raises(BrokerUnavailable):
        await rig.broker.positions()
    assert await rig.broker.open_orders() == []


async def test_a_lookup_that_lags_behind_is_a_miss_and_not_an_error(rig: AlpacaRig) -> None:
    order = a_share(order_type="limit", limit="190")
    await rig.fake.admin.fault("visibility_lag", when={"method": "POST"}, seconds=60)

    await rig.place(order)

    assert await rig.broker.find_order(order.client_order_id) is None
    await rig.fake.admin.advance(61)
    assert (await rig.report(order.client_order_id)).state == "working"


async def test_cancelling_what_was_never_placed_is_rejected(rig: AlpacaRig) -> None:
    assert isinstance(await rig.broker.cancel(a_client_id()), Rejected)


async def test_what_a_coin_costs_is_on_its_fill_and_the_position_agrees(rig: AlpacaRig) -> None:
    rates = (await rig.broker.account()).fee_rates
    assert rates is not None

    bought = await rig.place(an_order(symbol=COIN, quantity="0.1"))
    await rig.until(lambda: bool(told_fills(rig)))

    fill = told_fills(rig)[0]
    (position,) = await rig.broker.positions()
    assert isinstance(bought, Accepted)
    assert (fill.fee, fill.fee_currency) == (Decimal("0.00025"), "ETH")
    assert position.quantity == fill.quantity - fill.fee
    assert (rates.otherwise, dict(rates.by_market)) == (Decimal(0), {"crypto": Decimal("0.0025")})
    (by_rest,), _ = await rig.broker.fills_since(None)
    assert (by_rest.venue_execution_id, by_rest.fee) == (fill.venue_execution_id, fill.fee)


async def test_money_that_moved_beside_trades_has_alpacas_name(rig: AlpacaRig) -> None:
    since = SystemClock().now() - timedelta(days=1)
    for amount, reason in (("12.34", "DIV"), ("-0.50", "INT"), ("-0.02", "FEE"), ("1000", "DEPOSIT")):
        await rig.fake.admin.transfer(rig.key, amount, reason=reason)
    await rig.place(a_share(quantity="1"))

    told = await rig.broker.movements(since)

    assert [(one.kind, one.amount) for one in told] == [
        ("dividend", Decimal("12.34")),
        ("interest", Decimal("-0.5")),
        ("fee", Decimal("-0.02")),
        ("transfer", Decimal(1000)),
    ]
    assert len({one.venue_id for one in told}) == 4
