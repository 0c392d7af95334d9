"""Every fault of the brokers' spec (5.3) that a Binance can have, on both markets: what the adapter makes of it.

Numbers in names of tests' comments are the spec's. The proof of how many orders arrived is the venue's own journal.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from tests.contract.binance_rig import BinanceRig
from tests.contract.broker_contract import a_client_id
from tests.contract.test_binance import order_of

from tradewright.adapters.brokers.transport import StreamTimes
from tradewright.domain.trading.ports.broker import (
    REVOKED_CODE,
    Accepted,
    AlreadyTerminal,
    BrokerUnavailable,
    ConnectionChanged,
    DeniedLocally,
    FillUpdate,
    OrderUpdate,
    Rejected,
    StreamGap,
    Unknown,
)
from tradewright_fakes.binance import BinanceFake, serve

PLACES = {"binance": "/api/v3/order", "binance_usdm": "/fapi/v1/order"}
EVENTS = {"binance": "executionReport", "binance_usdm": "ORDER_TRADE_UPDATE"}


@pytest.fixture
async def fake() -> AsyncIterator[BinanceFake]:
    async with serve(seed=1) as venue:
        yield venue


@pytest.fixture(params=["binance", "binance_usdm"])
async def rig(request: pytest.FixtureRequest, fake: BinanceFake) -> AsyncIterator[BinanceRig]:
    # Short heartbeats: a half-open socket is found within their sum.
    rig = BinanceRig(
        fake, request.param, times=StreamTimes(ping=0.3, pong=0.3, wait_first=0.05, wait_max=0.2)
    )
    await rig.start()
    yield rig
    await rig.stop()


async def accepted(rig: BinanceRig) -> int:
    return len(await rig.fake.admin.accepted(rig.key))


async def on_placing(rig: BinanceRig, do: str, **given: Any) -> None:
    await rig.fake.admin.fault(do, when={"method": "POST", "path": PLACES[rig.name], "nth": 1}, **given)


# 1, 3, 18
@pytest.mark.parametrize(
    ("do", "given"),
    [
        ("drop_after", {}),
        ("error", {"status": 504, "process": True}),
        ("error", {"status": 502, "process": True}),
        ("truncate", {}),
        ("html", {"status": 200, "process": True}),
        ("html", {"status": 403, "process": True}),
        ("empty", {"process": True}),
    ],
)
async def test_an_order_that_was_taken_without_saying_so_is_found_and_is_one(
    rig: BinanceRig, do: str, given: dict[str, Any]
) -> None:
    await on_placing(rig, do, **given)
    order = order_of(rig, order_type="limit", limit="1990.00")

    outcome = await rig.place(order)

    assert isinstance(outcome, Unknown)
    report = await rig.broker.find_order(order.client_order_id)
    assert report is not None
    assert report.state == "working"
    assert await accepted(rig) == 1


# 2
async def test_an_order_that_never_arrived_is_unknown_and_then_not_found(rig: BinanceRig) -> None:
    await on_placing(rig, "drop_before")
    order = order_of(rig)

    outcome = await rig.place(order)

    assert isinstance(outcome, Unknown)
    assert await rig.broker.find_order(order.client_order_id) is None
    assert await accepted(rig) == 0


# 4
async def test_told_to_slow_down_the_next_entry_does_not_leave_at_all(rig: BinanceRig) -> None:
    await on_placing(rig, "error", status=429, retry_after=30)

    first = await rig.place(order_of(rig))
    second = await rig.place(order_of(rig))

    assert isinstance(first, Rejected)
    assert first.code == "rate_limited"
    assert isinstance(second, DeniedLocally)
    assert await accepted(rig) == 0


# 4
async def test_an_exit_is_sent_again_when_the_venue_has_been_left_alone(rig: BinanceRig) -> None:
    bought = order_of(rig, quantity="0.5")
    await rig.place(bought)
    await rig.until(lambda: "filled" in rig.story(bought.client_order_id))
    await on_placing(rig, "error", status=429, retry_after=1)

    outcome = await rig.place(order_of(rig, side="sell", quantity="0.5", reduce_only=True))

    assert isinstance(outcome, Accepted)
    assert await accepted(rig) == 2


# 6
@pytest.mark.parametrize(
    ("do", "when", "given"),
    [
        ("events_first", {"method": "POST"}, {"ms": 30}),
        ("events_late", {"method": "POST"}, {"ms": 100}),
        ("twice", {"event": "*"}, {}),
        ("swap", {"event": "*", "nth": [1]}, {}),
    ],
)
async def test_whatever_order_events_come_in_the_story_ends_alike(
    rig: BinanceRig, do: str, when: dict[str, Any], given: dict[str, Any]
) -> None:
    await rig.fake.admin.fault(do, when=when, **given)
    order = order_of(rig, quantity="0.5")

    await rig.place(order)
    await rig.until(lambda: "filled" in rig.story(order.client_order_id))
    last = order_of(rig, order_type="limit", limit="1990.00")
    await rig.place(last)
    await rig.until(lambda: "working" in rig.story(last.client_order_id))

    story = rig.story(order.client_order_id)
    assert story.count("0.5") == 1
    assert story[0] in ("working", "partly_filled")
    assert story[-1] == "filled"


# 7
async def test_a_broken_stream_is_a_gap_and_what_it_missed_is_read(rig: BinanceRig) -> None:
    await rig.fake.admin.fault("lose", when={"event": EVENTS[rig.name]})
    order = order_of(rig, quantity="0.5")
    await rig.place(order)

    await rig.fake.admin.kill_streams(rig.key)
    await rig.until_heard(StreamGap)

    assert rig.story(order.client_order_id) == []
    fills, _ = await rig.broker.fills_since(None)
    assert [one.client_order_id for one in fills] == [order.client_order_id]


# 7
async def test_a_half_open_socket_is_found(rig: BinanceRig) -> None:
    await rig.fake.admin.freeze_streams(rig.key)

    await rig.until_heard(StreamGap)

    states = [event.state for event in rig.all(ConnectionChanged)]
    assert states[:3] == ["connected", "disconnected", "connected"]


# 8
async def test_partial_fills_add_up_and_a_cancel_keeps_them(fake: BinanceFake) -> None:
    for name in ("binance", "binance_usdm"):
        rig = BinanceRig(fake, name, offered_max="1")
        await rig.start()
        order = order_of(rig, order_type="limit", limit="2000.10", quantity="2.5")
        await rig.place(order)
        await rig.move("2000.00", "2000.10")
        await rig.until(lambda rig=rig, order=order: rig.story(order.client_order_id).count("1") == 2)  # type: ignore[misc]

        await rig.broker.cancel(order.client_order_id)
        await rig.until(lambda rig=rig, order=order: "cancelled" in rig.story(order.client_order_id))  # type: ignore[misc]

        report = await rig.broker.find_order(order.client_order_id)
        assert report is not None
        assert (report.state, report.filled_quantity) == ("cancelled", Decimal(2))
        await rig.stop()


# 8
async def test_a_cancel_that_loses_the_race_is_told_as_too_late(rig: BinanceRig) -> None:
    await rig.fake.admin.fault("cancel_loses", when={"method": "DELETE", "nth": 1})
    order = order_of(rig, order_type="limit", limit="1990.00", quantity="0.5")
    await rig.place(order)

    outcome = await rig.broker.cancel(order.client_order_id)
    await rig.until(lambda: "filled" in rig.story(order.client_order_id))

    assert isinstance(outcome, AlreadyTerminal)
    assert rig.story(order.client_order_id).count("0.5") == 1


# 9
@pytest.mark.parametrize("seconds", [-10, 10])
async def test_a_clock_that_is_off_is_measured_and_the_order_sent_once_more(
    rig: BinanceRig, seconds: float
) -> None:
    await rig.fake.admin.skew(seconds)

    outcome = await rig.place(order_of(rig, quantity="0.5"))

    assert isinstance(outcome, Accepted)
    assert await accepted(rig) == 1


# 10
async def test_a_revoked_key_is_told_once_and_nobody_hammers(rig: BinanceRig) -> None:
    await rig.fake.admin.revoke(rig.key)
    refused = await rig.place(order_of(rig))
    with pytest.raises(BrokerUnavailable) as read:
        await rig.broker.open_orders()
    before = len(await rig.fake.admin.journal(key=rig.key))
    await rig.until(lambda: any(one.code == REVOKED_CODE for one in rig.all(ConnectionChanged)))

    assert isinstance(refused, Rejected)
    assert refused.code == read.value.code == REVOKED_CODE
    assert len(await rig.fake.admin.journal(key=rig.key)) - before <= 2


# 12
async def test_a_market_that_stopped_refuses_with_a_reason(rig: BinanceRig) -> None:
    await rig.fake.admin.settings(instrument={"symbol": "ETHUSDT", "status": "BREAK"})

    outcome = await rig.place(order_of(rig))

    assert isinstance(outcome, Rejected)
    assert outcome.text


# 13
async def test_an_order_placed_by_hand_is_told_under_its_own_name(rig: BinanceRig) -> None:
    market = "spot" if rig.name == "binance" else "futures"
    await rig.fake.admin.external_order(rig.key, "ETHUSDT", "buy", "0.5", market=market)

    (fill,) = await rig.until_heard(FillUpdate)

    names = {event.report.client_order_id for event in rig.all(OrderUpdate)}
    assert names == {fill.fill.client_order_id}
    assert names.isdisjoint(rig.placed)
    fills, _ = await rig.broker.fills_since(None)
    assert [one.venue_execution_id for one in fills] == [fill.fill.venue_execution_id]


# 51
async def test_a_trade_by_hand_that_the_stream_lost_in_a_symbol_never_traded_is_found(
    rig: BinanceRig,
) -> None:
    market = "spot" if rig.name == "binance" else "futures"
    _, cursor = await rig.broker.fills_since(None)
    await rig.broker.positions()
    await rig.fake.admin.fault("lose", when={"event": "*", "key": rig.key})
    await rig.fake.admin.external_order(rig.key, "ETHUSDT", "buy", "0.5", market=market)

    gaps = len(rig.all(StreamGap))
    _, cursor = await rig.broker.fills_since(cursor)
    await rig.broker.positions()
    hinted = len(rig.all(StreamGap)) - gaps
    fills, cursor = await rig.broker.fills_since(cursor)
    again, _ = await rig.broker.fills_since(cursor)

    assert [(fill.side, fill.quantity) for fill in fills] == [("buy", Decimal("0.5"))]
    assert again == []
    assert rig.all(FillUpdate) == []
    # A position at the futures differs from ours and is looked at again for that.
    assert hinted == (1 if market == "spot" else 0)


# 51
async def test_a_contract_opened_and_closed_by_hand_while_nobody_listened_is_found_by_its_income(
    fake: BinanceFake,
) -> None:
    rig = BinanceRig(fake, "binance_usdm")
    await rig.start()
    _, cursor = await rig.broker.fills_since(None)
    await rig.fake.admin.fault("lose", when={"event": "*", "key": rig.key})
    await rig.fake.admin.external_order(rig.key, "ETHUSDT", "buy", "0.5", market="futures")
    await rig.move("2100.00", "2100.10")
    await rig.fake.admin.external_order(rig.key, "ETHUSDT", "sell", "0.5", market="futures")

    nothing, cursor = await rig.broker.fills_since(cursor)
    held = await rig.broker.positions()
    with pytest.raises(BrokerUnavailable) as told:
        await rig.broker.movements(rig.since)
    fills, cursor = await rig.broker.fills_since(cursor)
    moved = await rig.broker.movements(rig.since)
    await rig.stop()

    assert (nothing, held, moved) == ([], [], [])
    assert "ETHUSDT.P" in told.value.message
    assert [(fill.side, fill.quantity) for fill in fills] == [
        ("buy", Decimal("0.5")),
        ("sell", Decimal("0.5")),
    ]


# 17
@pytest.mark.parametrize("ops", [["exponent"], ["extra"], ["numbers"]])
async def test_numbers_however_written_and_what_is_new_change_nothing(
    rig: BinanceRig, ops: list[str]
) -> None:
    await rig.fake.admin.fault("mangle", when={"method": "*"}, ops=ops)
    await rig.fake.admin.fault("mangle", when={"event": "*"}, ops=ops)
    order = order_of(rig, quantity="0.5")

    await rig.place(order)
    await rig.until(lambda: "filled" in rig.story(order.client_order_id))

    assert rig.story(order.client_order_id).count("0.5") == 1
    held = {one.symbol: one.quantity for one in await rig.broker.positions()}
    assert str(held[rig.symbol].normalize()) == "0.5"


# 17
async def test_a_word_nobody_knows_is_a_gap_or_no_information_and_never_a_crash(rig: BinanceRig) -> None:
    await rig.fake.admin.fault("mangle", when={"event": "*"}, ops=["unknown_enum"])
    await rig.fake.admin.fault("rename", when={"event": "*", "nth": [5]}, name="NEWS_OF_2030")
    order = order_of(rig, order_type="limit", limit="1990.00")
    await rig.place(order)

    await rig.until_heard(StreamGap)
    await rig.fake.admin.clear_faults()
    second = order_of(rig, quantity="0.5")
    await rig.place(second)
    await rig.until(lambda: "filled" in rig.story(second.client_order_id))

    assert [one.client_order_id for one in await rig.broker.open_orders()] == [order.client_order_id]


# 19
async def test_positions_that_cannot_be_read_are_no_information(rig: BinanceRig) -> None:
    path = "/api/v3/account" if rig.name == "binance" else "/fapi/v3/positionRisk"
    await rig.fake.admin.fault("error", when={"method": "GET", "path": path}, status=500)

    with pytest.raises(BrokerUnavailable):
        await rig.broker.positions()
    assert await rig.broker.open_orders() == []


async def test_after_a_crash_orders_are_found_again_and_fills_have_our_names(rig: BinanceRig) -> None:
    resting = order_of(rig, order_type="limit", limit="1990.00", quantity="0.5")
    stop = order_of(rig, side="sell", order_type="stop", stop="1900.00", quantity="0.5")
    filled = order_of(rig, quantity="0.5")
    for order in (filled, resting, stop):
        assert isinstance(await rig.place(order), Accepted)

    await rig.crash()

    found = {one.client_order_id for one in await rig.broker.open_orders()}
    assert found == {resting.client_order_id, stop.client_order_id}
    report = await rig.broker.find_order(filled.client_order_id)
    assert report is not None
    assert report.state == "filled"
    assert isinstance(await rig.broker.cancel(stop.client_order_id), Accepted)
    with pytest.raises(BrokerUnavailable):  # nobody knows its symbol, so Binance cannot be asked
        await rig.broker.find_order(a_client_id())


# 14
async def test_a_liquidation_is_a_fill_of_its_own_kind(fake: BinanceFake) -> None:
    rig = BinanceRig(fake, "binance_usdm")
    await rig.start()
    await rig.place(order_of(rig, quantity="0.5"))
    await rig.until_heard(FillUpdate)

    await rig.fake.admin.liquidate(rig.key, "ETHUSDT", market="futures")
    _, forced = await rig.until_heard(FillUpdate, count=2)

    assert forced.fill.kind == "liquidation"
    fills, _ = await rig.broker.fills_since(None)
    assert [one.kind for one in fills] == ["trade", "liquidation"]
    assert await rig.broker.positions() == []
    await rig.stop()


async def test_fees_are_told_in_the_coin_they_were_taken_in(fake: BinanceFake) -> None:
    await fake.admin.settings(
        fee_maker="0.001", fee_taker="0.001", fee_asset="BNB", fee_rate_in_asset="0.0015"
    )
    rig = BinanceRig(fake, "binance")
    await rig.start()

    await rig.place(order_of(rig, quantity="0.5"))
    (told,) = await rig.until_heard(FillUpdate)

    fills, _ = await rig.broker.fills_since(None)
    assert told.fill.fee_currency == fills[0].fee_currency == "BNB"
    assert told.fill.fee == fills[0].fee > 0
    await rig.stop()
