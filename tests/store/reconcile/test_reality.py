"""What happens at a venue beside us: found, shown with both numbers, and settled only by a person."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Literal

import pytest
from tests.store.executor.conftest import buy
from tests.store.reconcile.conftest import Elsewhere
from tests.store.reconcile.venue import SYMBOL
from tests.support.eventually import eventually

from tradewright.domain.trading.ports.broker import StreamGap
from tradewright.domain.trading.signal import Intent


async def test_a_lost_reply_is_found_at_the_venue_and_booked_once(elsewhere: Elsewhere) -> None:
    await elsewhere.start()
    await elsewhere.in_sync()
    elsewhere.venue.fate, elsewhere.venue.is_silent = "lose_reply", True

    signal_id = await elsewhere.buy("2")
    order = await elsewhere.floor.order_of(signal_id, state="filled")

    assert await elsewhere.position() == 2
    assert elsewhere.venue.received == [order["client_order_id"]]
    inquiry = await elsewhere.row("select * from app.inquiry where ended_at is not null")
    assert (inquiry["order_id"], inquiry["verdict"]) == (order["order_id"], "placed")
    assert inquiry["cause"] == "the reply was lost"


@pytest.mark.parametrize("duplicates", ["for_ever", "while_open"])
async def test_an_order_a_crash_left_unsent_is_sent_once_only_where_a_second_one_cannot_be_taken(
    elsewhere: Elsewhere, duplicates: Literal["for_ever", "while_open"]
) -> None:
    elsewhere.venue.capabilities = replace(elsewhere.venue.capabilities, duplicates=duplicates)
    await elsewhere.start()
    await elsewhere.in_sync()
    elsewhere.venue.fate = "hang"
    signal_id = await elsewhere.buy("1")
    await elsewhere.floor.order_of(signal_id, state="submitting")
    assert elsewhere.running is not None
    await elsewhere.running.kill()
    await elsewhere.floor.owner.execute("update app.member set pid = 4194303")  # a process that is gone

    await elsewhere.start()

    if duplicates == "for_ever":
        order = await elsewhere.floor.order_of(signal_id, state="filled")
        assert elsewhere.venue.received == [order["client_order_id"]]
    else:
        await elsewhere.floor.order_of(signal_id, state="unknown")
        await elsewhere.discrepancy()
        assert elsewhere.venue.received == []


async def test_a_fill_without_our_id_waits_for_the_order_in_doubt_that_it_may_belong_to(
    elsewhere: Elsewhere,
) -> None:
    await elsewhere.start()
    await elsewhere.in_sync()
    elsewhere.venue.fate, elsewhere.venue.names_fills, elsewhere.venue.is_silent = "lose_reply", False, True

    order = await elsewhere.floor.order_of(await elsewhere.buy("2"), state="filled")

    execution = await elsewhere.row("select * from app.execution")
    assert (execution["order_id"], execution["quantity"]) == (order["order_id"], 2)
    assert await elsewhere.floor.owner.fetchval("select count(*) from app.execution") == 1
    assert await elsewhere.floor.owner.fetchval("select count(*) from app.external_order") == 0


async def test_an_order_nobody_can_find_stays_unknown_and_blocks_entries_until_a_person_settles_it(
    elsewhere: Elsewhere,
) -> None:
    await elsewhere.start()
    await elsewhere.in_sync()
    elsewhere.venue.fate = "lose_request"

    lost = await elsewhere.buy("2")
    found = await elsewhere.discrepancy()
    refused = await elsewhere.floor.decided(await elsewhere.buy("1"))
    order = await elsewhere.floor.order_of(lost, state="unknown")
    evidence = (await elsewhere.row("select * from app.inquiry"))["evidence"]
    answered = await elsewhere.answer(found, "adopt")
    settled = await elsewhere.floor.order_of(lost, state="not_placed")
    again = await elsewhere.floor.order_of(await elsewhere.buy("1"), state="filled")

    assert (found["kind"], found["order_id"], found["venue"]) == ("order", order["order_id"], "not there")
    assert refused["state"] == "denied"
    assert '"lookup"' in evidence
    assert '"open_orders"' in evidence
    assert answered["state"] == "done"
    assert "a person settled it" in settled["reason"]
    assert elsewhere.venue.received == [again["client_order_id"]]


async def test_a_position_from_nowhere_is_shown_with_both_numbers_and_adopted_by_a_person(
    elsewhere: Elsewhere,
) -> None:
    elsewhere.venue.trade_by_hand("buy", "5", in_silence=True)
    await elsewhere.start()

    found = await elsewhere.discrepancy()
    refused = await elsewhere.floor.decided(await elsewhere.buy("1"))
    held_before = await elsewhere.position()
    await elsewhere.answer(found, "adopt")
    await elsewhere.holds("5")
    settled = await elsewhere.discrepancy("adopted")
    bought = await elsewhere.floor.order_of(await elsewhere.buy("1"), state="filled")

    assert (found["ours"], found["venue"], found["symbol"]) == ("0", "5", SYMBOL)
    assert refused["state"] == "denied"
    assert held_before == 0
    assert settled["resolved_at"] is not None
    assert bought["filled_quantity"] == 1
    kinds = await elsewhere.floor.owner.fetch("select kind, price from app.execution order by sequence")
    assert [(row["kind"], row["price"]) for row in kinds] == [
        ("adjustment", Decimal(100)),
        ("trade", Decimal(100)),
    ]


async def test_closing_a_discrepancy_sends_one_order_for_the_difference(elsewhere: Elsewhere) -> None:
    elsewhere.venue.trade_by_hand("buy", "5", in_silence=True)
    await elsewhere.start()

    await elsewhere.answer(await elsewhere.discrepancy(), "close")
    await elsewhere.discrepancy("closed")

    async def flat() -> bool:
        return elsewhere.venue.held == 0 and await elsewhere.position() == 0

    await eventually(flat)
    assert len(elsewhere.venue.received) == 1


async def test_nothing_is_ever_traded_away_without_an_answer(elsewhere: Elsewhere) -> None:
    elsewhere.venue.trade_by_hand("buy", "5", in_silence=True)
    await elsewhere.start()
    await elsewhere.discrepancy()

    ignored = await elsewhere.answer(await elsewhere.discrepancy(), "ignore")
    bought = await elsewhere.floor.order_of(await elsewhere.buy("1"), state="filled")

    assert ignored["state"] == "done"
    assert elsewhere.venue.received == [bought["client_order_id"]]
    assert await elsewhere.position() == 1
    assert elsewhere.venue.held == 6


async def test_trades_by_hand_are_external_orders_and_their_fills_are_booked(elsewhere: Elsewhere) -> None:
    await elsewhere.start()
    await elsewhere.in_sync()

    elsewhere.venue.trade_by_hand("buy", "3")
    resting = elsewhere.venue.rest_by_hand("buy", "1", "90")
    await elsewhere.holds("3")
    sql = "select * from app.external_order"
    traded = await elsewhere.row(sql, where=lambda row: bool(row["state"] == "filled"))
    open_one = await elsewhere.row(sql, where=lambda row: bool(row["venue_order_id"] == resting))
    execution = await elsewhere.row("select * from app.execution")

    assert (traded["quantity"], traded["filled_quantity"], traded["executed_quantity"]) == (3, 3, 3)
    assert (open_one["state"], open_one["order_type"]) == ("working", "limit")
    assert (execution["order_id"], execution["quantity"]) == (None, 3)
    assert await elsewhere.floor.owner.fetchval("select count(*) from app.discrepancy") == 0


async def test_trades_by_hand_that_the_stream_did_not_tell_are_found_by_looking(elsewhere: Elsewhere) -> None:
    await elsewhere.start()
    await elsewhere.in_sync()
    elsewhere.venue.is_silent = True

    elsewhere.venue.trade_by_hand("buy", "3")
    resting = elsewhere.venue.rest_by_hand("sell", "1", "190")

    await elsewhere.holds("3")
    await elsewhere.row(
        "select * from app.external_order", where=lambda row: bool(row["venue_order_id"] == resting)
    )


@pytest.mark.parametrize("is_long_ago", [False, True])
async def test_a_bust_takes_back_the_fill_that_it_names(elsewhere: Elsewhere, *, is_long_ago: bool) -> None:
    await elsewhere.start()
    await elsewhere.in_sync()
    order = await elsewhere.floor.order_of(await elsewhere.buy("2"), state="filled")
    if is_long_ago:
        assert elsewhere.running is not None
        await elsewhere.running.kill()
        await elsewhere.floor.owner.execute("update app.member set pid = 4194303")  # a process that is gone
        await elsewhere.start()  # the order has ended, so nobody remembers it
        await elsewhere.in_sync()

    elsewhere.venue.take_back(elsewhere.venue.fills[0])
    await elsewhere.holds("0")

    row = await elsewhere.row(
        "select * from app.trade_order where order_id = $1",
        order["order_id"],
        where=lambda one: one["filled_quantity"] == 0,
    )
    executions = await elsewhere.floor.owner.fetch("select * from app.execution order by sequence")
    assert [(one["kind"], one["quantity"]) for one in executions] == [("trade", 2), ("bust", 2)]
    assert executions[1]["corrects"] == executions[0]["venue_execution_id"]
    assert row["state"] == "filled"
    assert await elsewhere.floor.owner.fetchval("select count(*) from app.discrepancy") == 0


async def test_a_late_report_of_an_order_that_a_restart_forgot_is_no_strangers(elsewhere: Elsewhere) -> None:
    await elsewhere.start()
    await elsewhere.in_sync()
    order = await elsewhere.floor.order_of(await elsewhere.buy("2"), state="filled")
    assert elsewhere.running is not None
    await elsewhere.running.kill()
    await elsewhere.floor.owner.execute("update app.member set pid = 4194303")  # a process that is gone
    await elsewhere.start()
    await elsewhere.in_sync()

    await elsewhere.venue.tell_late(order["client_order_id"])
    elsewhere.venue.trade_by_hand("buy", "3")
    await elsewhere.holds("5")  # what was told after it has been heard

    strangers = await elsewhere.floor.owner.fetch("select quantity from app.external_order")
    assert [one["quantity"] for one in strangers] == [3]


async def test_money_that_moves_by_itself_is_a_transfer_and_moves_the_days_base(elsewhere: Elsewhere) -> None:
    await elsewhere.start()
    await elsewhere.in_sync()
    sql = "select * from app.account_book where account_id = $1"
    before = await elsewhere.row(
        sql,
        elsewhere.account_id,
        where=lambda row: row["day_equity_start"] is not None and row["cash_offset"] is not None,
    )

    elsewhere.venue.cash += 2_500
    transfer = await elsewhere.row("select * from app.transfer")
    after = await elsewhere.row(
        sql,
        elsewhere.account_id,
        where=lambda row: bool(row["day_equity_start"] != before["day_equity_start"]),
    )

    assert transfer["amount"] == 2_500
    assert after["day_equity_start"] == before["day_equity_start"] + 2_500


async def test_a_venue_that_cannot_be_read_keeps_only_its_own_account_waiting(elsewhere: Elsewhere) -> None:
    elsewhere.venue.is_reachable = False
    await elsewhere.start()
    await elsewhere.floor.quote()

    on_paper = await elsewhere.floor.ask(elsewhere.user_id, elsewhere.paper_id, buy("1"))
    await elsewhere.floor.order_of(on_paper, state="filled")
    refused = await elsewhere.floor.decided(await elsewhere.buy("1"))
    elsewhere.venue.is_reachable = True
    await elsewhere.in_sync()
    taken = await elsewhere.floor.order_of(await elsewhere.buy("1"), state="filled")

    assert refused["state"] == "denied"
    assert taken["filled_quantity"] == 1


async def test_an_entry_waits_for_the_look_after_a_gap_and_is_not_refused(elsewhere: Elsewhere) -> None:
    await elsewhere.start()
    await elsewhere.in_sync()
    elsewhere.venue.is_reachable = False
    elsewhere.venue.say(StreamGap("the stream was away"))

    signal_id = await elsewhere.buy("1")
    elsewhere.venue.trade_by_hand("buy", "2", in_silence=False)
    elsewhere.venue.is_reachable = True

    await elsewhere.floor.order_of(signal_id, state="filled")
    await elsewhere.holds("3")


async def test_an_exit_passes_while_a_discrepancy_is_open(elsewhere: Elsewhere) -> None:
    await elsewhere.start()
    await elsewhere.in_sync()
    await elsewhere.floor.order_of(await elsewhere.buy("2"), state="filled")
    await elsewhere.holds("2")
    elsewhere.venue.trade_by_hand("buy", "1", in_silence=True)
    await elsewhere.discrepancy()

    closed = await elsewhere.ask(Intent("exit", SYMBOL))

    await elsewhere.floor.order_of(closed, leg="exit", state="filled")
