"""From a committed signal to a committed fill, through the real executor, database, bus and paper venue."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from tests.store.executor.conftest import Floor, buy, sell
from tests.support.eventually import eventually

from tradewright.domain.trading.signal import Intent, Protection
from tradewright.features.orders.executor import loop
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.opening import Opening
from tradewright.features.orders.executor.rounds import Rounds


async def test_a_signal_becomes_a_filled_order_and_a_position(floor: Floor) -> None:
    user_id, [account_id] = await floor.add_trader()
    await floor.start_executor()
    await floor.quote()

    signal_id = await floor.ask(user_id, account_id, buy("2"))

    order = await floor.order_of(signal_id, state="filled")
    assert order["filled_quantity"] == Decimal(2)
    assert order["average_price"] == Decimal(101)
    assert await floor.position(account_id) == Decimal(2)
    assert (await floor.decided(signal_id))["state"] == "ordered"
    events = await floor.owner.fetch(
        "select kind from app.order_event where order_id = $1 order by number", order["order_id"]
    )
    assert [row["kind"] for row in events] == ["decided", "accepted", "filled"]


async def test_books_and_venue_agree_after_a_crowd_of_signals(floor: Floor) -> None:
    traders = [await floor.add_trader(accounts=2) for _ in range(4)]
    await floor.start_executor()
    await floor.quote()

    asked = [
        (await floor.ask(user_id, account_id, intent), leg)
        for _ in range(10)
        for user_id, accounts in traders
        for account_id in accounts
        for intent, leg in ((buy("1.5"), "entry"), (sell("0.5"), "exit"))
    ]

    for signal_id, leg in asked:
        await floor.order_of(signal_id, leg=leg, state="filled")
    for _, accounts in traders:
        for account_id in accounts:
            venue = await floor.owner.fetchval(
                """select sum(case side when 'buy' then quantity else -quantity end)
                     from app.paper_execution where account_id = $1""",
                account_id,
            )
            assert await floor.position(account_id) == venue
            assert len(await floor.venue_orders(account_id)) == 20


async def test_a_bracket_travels_with_its_entry_and_one_leg_cancels_the_other(floor: Floor) -> None:
    user_id, [account_id] = await floor.add_trader()
    await floor.start_executor()
    await floor.quote()
    intent = buy(
        "1", stop_loss=Protection("percent", Decimal(5)), take_profit=Protection("percent", Decimal(5))
    )

    signal_id = await floor.ask(user_id, account_id, intent)
    await floor.order_of(signal_id, state="filled")
    await floor.order_of(signal_id, leg="stop", state="working")
    await floor.quote(bid="120", ask="121")

    await floor.order_of(signal_id, leg="target", state="filled")
    await floor.order_of(signal_id, leg="stop", state="cancelled")
    assert await floor.position(account_id) == 0


async def test_a_kill_switch_governs_the_very_next_decision(floor: Floor) -> None:
    user_id, [account_id] = await floor.add_trader()
    await floor.start_executor()
    await floor.quote()
    await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")

    await floor.owner.execute(
        """with pressed as (
             insert into app.kill_switch (user_id, scope, scope_id, level, reason, set_by, set_at)
             values ($1, 'user', $1, 'entries_paused', 'enough', 'test', now()))
           update app.user_control set epoch = epoch + 1 where user_id = $1""",
        user_id,
    )
    denied = await floor.decided(await floor.ask(user_id, account_id, buy("1")))
    closed = await floor.ask(user_id, account_id, Intent("exit", "BTCUSD"))

    assert (denied["state"], denied["reason_code"]) == ("denied", "kill_switch")
    await floor.order_of(closed, leg="exit", state="filled")
    assert await floor.position(account_id) == 0


async def test_cancel_reaches_the_venue_and_ends_the_order(floor: Floor) -> None:
    user_id, [account_id] = await floor.add_trader()
    await floor.start_executor()
    await floor.quote()
    resting = await floor.ask(user_id, account_id, buy("1", order_type="limit", limit_price=Decimal(90)))
    order = await floor.order_of(resting, state="working")

    done = await floor.ask(user_id, account_id, Intent("cancel", None, cancel_order_id=order["order_id"]))

    assert (await floor.decided(done))["state"] == "done"
    await floor.order_of(resting, state="cancelled")


async def test_an_order_left_in_submitting_by_a_crash_is_sent_once_by_the_next_executor(floor: Floor) -> None:
    user_id, [account_id] = await floor.add_trader()

    class Deaf:
        """Takes orders and never passes them on: the process dies between its commit and the send."""

        def __init__(self, broker):  # type: ignore[no-untyped-def]
            self._broker = broker

        def __getattr__(self, name):  # type: ignore[no-untyped-def]
            return getattr(self._broker, name)

        async def place(self, request):  # type: ignore[no-untyped-def]
            await asyncio.Event().wait()

    first = await floor.start_executor(Deaf)
    await floor.quote()
    signal_id = await floor.ask(user_id, account_id, buy("1"))
    await floor.order_of(signal_id, state="submitting")
    await first.kill()
    assert await floor.venue_orders(account_id) == []
    await floor.owner.execute("update app.member set pid = 4194303")  # a process that is gone

    await floor.start_executor()
    await floor.quote()

    await floor.order_of(signal_id, state="filled")
    assert len(await floor.venue_orders(account_id)) == 1


async def test_a_lost_answer_is_found_at_the_venue_and_booked_once(floor: Floor) -> None:
    user_id, [account_id] = await floor.add_trader()

    class LosesAnswers:
        """Passes the order on and loses what the venue says."""

        def __init__(self, broker):  # type: ignore[no-untyped-def]
            self._broker = broker

        def __getattr__(self, name):  # type: ignore[no-untyped-def]
            return getattr(self._broker, name)

        async def place(self, request):  # type: ignore[no-untyped-def]
            await self._broker.place(request)
            raise TimeoutError

    await floor.start_executor(LosesAnswers)
    await floor.quote()

    asked = [await floor.ask(user_id, account_id, buy("1")) for _ in range(3)]

    for signal_id in asked:
        await floor.order_of(signal_id, state="filled")
    assert len(await floor.venue_orders(account_id)) == 3
    assert await floor.position(account_id) == 3


async def test_two_executors_share_the_shards_and_a_dead_one_is_replaced(floor: Floor) -> None:
    first = await floor.start_executor()
    second = await floor.start_executor()

    async def shared() -> bool:
        return {len(first.executor.lease.held), len(second.executor.lease.held)} == {2}

    await eventually(shared)
    await floor.quote()
    await second.kill()
    await floor.owner.execute(
        "update app.member set pid = 4194303 where member_id = $1", second.executor.lease.member_id
    )

    async def inherited() -> bool:
        return len(first.executor.lease.held) == 4

    await eventually(inherited)
    for _ in range(4):
        user_id, [account_id] = await floor.add_trader()
        await floor.quote()
        await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")


async def test_a_fenced_executor_commits_nothing_and_comes_back_as_a_new_member(floor: Floor) -> None:
    running = await floor.start_executor()
    user_id, [account_id] = await floor.add_trader()
    await floor.quote()
    await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
    fenced = running.executor.lease.member_id

    await floor.owner.execute("update app.member set fenced = true where member_id = $1", fenced)
    await floor.owner.execute("update app.shard set member_id = null where member_id = $1", fenced)

    signal_id = await floor.ask(user_id, account_id, buy("1"))
    await floor.order_of(signal_id, state="filled")
    assert running.executor.lease.member_id != fenced
    assert await floor.position(account_id) == 2


async def test_a_fenced_executor_comes_back_though_the_database_is_away_when_it_joins(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = await floor.start_executor()
    lease = running.executor.lease
    user_id, [account_id] = await floor.add_trader()
    await floor.quote()
    await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
    fenced, open_database = lease.member_id, running.db.open
    refused: list[bool] = []

    def open_unless_joining(*args: Any, **more: Any) -> Any:
        if not lease.held and len(refused) < 2:
            refused.append(lease.may_send())
            raise OSError("the database is on its way to another machine")
        return open_database(*args, **more)

    monkeypatch.setattr(running.db, "open", open_unless_joining)
    await floor.owner.execute("update app.member set fenced = true where member_id = $1", fenced)
    await floor.owner.execute("update app.shard set member_id = null where member_id = $1", fenced)

    await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
    assert refused == [False, False]
    assert lease.member_id != fenced
    assert lease.may_send()


async def test_books_that_break_while_they_settle_are_read_again(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_id, [account_id] = await floor.add_trader()
    settle = Opening._find_predecessors
    broken: list[UserDesk] = []

    async def break_once(self: Opening, desk: UserDesk) -> None:
        if not broken:
            broken.append(desk)
            raise LookupError("a bug")
        await settle(self, desk)

    monkeypatch.setattr(Opening, "_find_predecessors", break_once)
    await floor.start_executor()
    await floor.quote()

    await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
    assert len(broken) == 1


async def test_a_round_that_breaks_is_tried_again(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "LIVE_EVERY_S", 0.01)
    tries: list[int] = []

    async def break_twice(self: Rounds) -> None:
        tries.append(len(tries))
        if len(tries) < 3:
            raise LookupError("a bug")

    monkeypatch.setattr(Rounds, "publish_live", break_twice)
    await floor.start_executor()

    async def look() -> bool | None:
        return len(tries) > 3 or None

    assert await eventually(look)
