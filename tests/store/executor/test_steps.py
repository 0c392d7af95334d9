"""Signals of several turns: they wait, go on by themselves after a crash, keep their order, and give way to who leaves."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal

import pytest
from tests.store.executor.conftest import Floor, buy
from tests.store.executor.scripted import ELSEWHERE
from tests.support.eventually import eventually

from tradewright.domain.trading.signal import Intent
from tradewright.features.orders.executor import loop
from tradewright.features.orders.executor.pending import claim_signals
from tradewright.features.orders.executor.telling import turn_failures

EXIT = Intent("exit", "BTCUSD")
RESTING_EXIT = Intent("exit", "BTCUSD", order_type="limit", limit_price=Decimal(120))
HOLDS = replace(ELSEWHERE, holds_quantity=True, crosses_zero=False, reduce_only="implicit")
"""A venue where resting exits hold what they would sell, as at most stock brokers."""


@pytest.mark.parametrize("reduce_only", ["implicit", "flag"])
async def test_an_exit_waits_until_the_orders_that_hold_the_position_have_gone(
    floor: Floor, reduce_only: Literal["implicit", "flag"]
) -> None:
    user_id, account_id, venue = await floor.add_elsewhere(replace(HOLDS, reduce_only=reduce_only))
    await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
    resting = await floor.ask(user_id, account_id, RESTING_EXIT)
    await floor.order_of(resting, leg="exit", state="working")

    closing = await floor.ask(user_id, account_id, EXIT)

    await floor.order_of(closing, leg="exit", state="filled")
    await floor.order_of(resting, leg="exit", state="cancelled")
    signal = await floor.signal_of(closing, state="ordered")
    assert signal["step"] >= 1
    assert [request.order_type for request in venue.placed] == ["market", "limit", "market"]
    assert await floor.position(account_id) == 0


async def test_a_signal_between_two_steps_goes_on_in_the_next_executor(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere(HOLDS)
    first = await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
    resting = await floor.ask(user_id, account_id, RESTING_EXIT)
    await floor.order_of(resting, leg="exit", state="working")
    cancel, said = venue.cancel, []

    async def deaf(client_order_id):  # type: ignore[no-untyped-def]
        said.append(client_order_id)
        return await _never()

    venue.cancel = deaf  # type: ignore[method-assign]
    closing = await floor.ask(user_id, account_id, EXIT)
    await floor.signal_of(closing, state="waiting")
    await first.kill()
    await floor.owner.execute("update app.member set pid = 4194303")
    venue.cancel = cancel  # type: ignore[method-assign]

    await floor.start_executor()

    await floor.order_of(closing, leg="exit", state="filled")
    assert await floor.position(account_id) == 0
    assert len(venue.placed) == 3


async def test_an_entry_behind_a_signal_between_two_steps_keeps_its_place_and_an_exit_does_not_wait(
    floor: Floor,
) -> None:
    user_id, account_id, venue = await floor.add_elsewhere(HOLDS)
    await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
    resting = await floor.ask(user_id, account_id, RESTING_EXIT)
    order = await floor.order_of(resting, leg="exit", state="working")

    async def refuses_to_end(client_order_id):  # type: ignore[no-untyped-def]
        return await _never()

    cancel = venue.cancel
    venue.cancel = refuses_to_end  # type: ignore[method-assign]
    reversal = await floor.ask(user_id, account_id, Intent("reverse", "BTCUSD"))
    await floor.signal_of(reversal, state="waiting")
    behind = await floor.ask(user_id, account_id, buy("2"))
    elsewhere = await floor.ask(
        user_id, account_id, Intent("cancel", None, cancel_order_id=order["order_id"])
    )

    assert (await floor.decided(elsewhere))["state"] in ("done", "ignored")
    row = await floor.owner.fetchrow("select state from app.signal where signal_id = $1", behind)
    assert row is not None
    assert row["state"] == "pending"

    leaving = await floor.ask(user_id, account_id, EXIT)

    assert (await floor.signal_of(reversal, state="ignored"))["reason_code"] == "superseded"
    venue.cancel = cancel  # type: ignore[method-assign]
    assert (await floor.owner.fetchval("select state from app.signal where signal_id = $1", leaving)) in (
        "waiting",
        "ordered",
    )


async def test_a_delayed_signal_is_decided_when_it_is_due_and_holds_nobody_back(floor: Floor) -> None:
    user_id, [account_id] = await floor.add_trader()
    await floor.start_executor()
    await floor.quote()

    delayed = await floor.ask(user_id, account_id, buy("1", delay_s=2))
    prompt = await floor.ask(user_id, account_id, buy("2"))
    await floor.order_of(prompt, state="filled")
    waiting = await floor.owner.fetchrow("select * from app.signal where signal_id = $1", delayed)
    assert waiting is not None
    assert waiting["state"] == "pending"
    assert waiting["due_at"] > datetime.now(UTC)
    await floor.quote()
    await floor.order_of(delayed, state="filled")

    decided = await floor.decided(delayed)
    assert decided["decided_at"] >= decided["due_at"]
    assert await floor.position(account_id) == 3


async def test_an_order_whose_time_is_up_is_cancelled_also_by_the_executor_after_a_crash(
    floor: Floor,
) -> None:
    user_id, [account_id] = await floor.add_trader()
    first = await floor.start_executor()
    await floor.quote()
    resting = await floor.ask(
        user_id, account_id, buy("1", order_type="limit", limit_price=Decimal(90), cancel_after_s=3)
    )
    order = await floor.order_of(resting, state="working")
    await first.kill()
    await floor.owner.execute("update app.member set pid = 4194303")

    await floor.start_executor()
    await floor.quote()

    ended = await floor.order_of(resting, state="cancelled")
    assert ended["updated_at"] >= order["cancel_at"]


async def test_one_traders_backlog_leaves_room_for_everybody_in_each_page(floor: Floor) -> None:
    busy, [busy_account] = await floor.add_trader()
    running = await floor.start_executor()

    async def holds_all() -> bool:
        return len(running.executor.lease.held) == 4

    await eventually(holds_all)
    member = running.executor.lease.member_id
    running.executor.stop()
    await running.task
    quiet, [quiet_account] = await floor.add_trader()
    await floor.owner.execute(
        """insert into app.member (member_id, role, hostname, pid, started_at, heartbeat_at)
           values ($1, 'executor', 'x', 1, now(), now())""",
        member,
    )
    await floor.owner.execute("update app.shard set member_id = $1", member)
    for _ in range(30):
        await floor.ask(busy, busy_account, buy("1"))
    late = await floor.ask(quiet, quiet_account, buy("1"))

    page = await claim_signals(running.db, member, now=datetime.now(UTC), at_most=10)

    assert late in [signal.signal_id for signal in page.signals]
    assert page.is_cut
    mine = [signal.sequence for signal in page.signals if signal.user_id == busy]
    assert mine == sorted(mine)
    assert len(mine) == 5


async def _never() -> None:
    await asyncio.Event().wait()


async def test_a_crowd_of_turns_in_one_symbol_goes_through_without_waiting_for_a_look(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "IDLE_LOOK_S", 60.0)
    user_id, account_id, venue = await floor.add_elsewhere(HOLDS)
    await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")

    targets = [
        Intent("target", "BTCUSD", target_quantity=Decimal(quantity)) for quantity in (-1, 1, -2, 2, -1, 3)
    ]
    turns = [await floor.ask(user_id, account_id, target) for target in targets]

    for turn in turns:
        await floor.order_of(turn, state="filled")
    assert await floor.position(account_id) == 3
    assert len(venue.placed) == 1 + 2 * len(turns)


async def test_a_signal_that_begins_to_wait_is_superseded_by_an_exit_of_the_same_turn(floor: Floor) -> None:
    user_id, account_id, _ = await floor.add_elsewhere(HOLDS)
    running = await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
    resting = await floor.ask(user_id, account_id, RESTING_EXIT)
    await floor.order_of(resting, leg="exit", state="working")
    broken = turn_failures.labels("SignalsTaken")._value.get()

    async with running.executor._books.turning:  # the next turn finds both
        reversal = await floor.ask(user_id, account_id, Intent("reverse", "BTCUSD"))
        closing = await floor.ask(user_id, account_id, EXIT)

    assert (await floor.signal_of(reversal, state="ignored"))["reason_code"] == "superseded"
    await floor.order_of(closing, leg="exit", state="filled")
    assert await floor.position(account_id) == 0
    assert turn_failures.labels("SignalsTaken")._value.get() == broken
