"""What cannot be decided ends, and harms nobody else: not its owner's next signal, not other traders, not the loop."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from tests.store.executor.conftest import SHARDS, Floor, Running, buy, sell
from tests.store.executor.test_steps import HOLDS, RESTING_EXIT
from tests.support.eventually import eventually

from tradewright.domain.trading.documents import intent_to_json
from tradewright.domain.trading.ports.broker import FillUpdate
from tradewright.domain.trading.signal import AgentPolicy, Intent, Signal
from tradewright.features.orders.executor.drafting import deciding
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.inbox import Item, MarkDue
from tradewright.features.orders.executor.telling import turn_failures
from tradewright.kernel.ids import AccountId, UserId, new_uuid7, shard_of
from tradewright.platform.db.codecs import encode_json

UNDECIDABLE = '{"action": "dance", "symbol": "BTCUSD"}'
UNREADABLE = '{"symbol": "BTCUSD"}'


async def test_a_lone_traders_undecidable_signal_ends_as_failed_and_the_next_one_runs(floor: Floor) -> None:
    user_id, [account_id] = await floor.add_trader()
    await floor.start_executor()
    await floor.quote()

    poison = await floor.ask_raw(user_id, account_id, UNDECIDABLE)
    healthy = await floor.ask(user_id, account_id, buy("1"))

    assert (await floor.decided(poison))["state"] == "failed"
    await floor.order_of(healthy, state="filled")


async def test_undecidable_signals_of_one_trader_let_the_others_trade(floor: Floor) -> None:
    sick, [sick_account] = await floor.add_trader()
    well, [well_account] = await floor.add_trader()
    first = await floor.ask(sick, sick_account, buy("1"))
    poison = [await floor.ask_raw(sick, sick_account, UNDECIDABLE) for _ in range(3)]
    last = await floor.ask(sick, sick_account, sell("1"))
    healthy = await floor.ask(well, well_account, buy("2"))

    running = await floor.start_executor()
    await floor.quote()

    assert {(await floor.decided(one))["state"] for one in poison} == {"failed"}
    assert (await floor.decided(healthy))["state"] != "failed"
    assert (await floor.decided(first))["state"] != "failed"
    assert (await floor.decided(last))["state"] != "failed"
    assert not running.task.done()


async def test_a_signal_nobody_can_read_ends_as_failed(floor: Floor) -> None:
    user_id, [account_id] = await floor.add_trader()
    running = await floor.start_executor()
    await floor.quote()

    unreadable = await floor.ask_raw(user_id, account_id, UNREADABLE)
    healthy = await floor.ask(user_id, account_id, buy("1"))

    assert (await floor.decided(unreadable))["state"] == "failed"
    await floor.order_of(healthy, state="filled")
    assert not running.task.done()


async def test_a_signal_for_an_account_closed_or_gone_is_denied_and_the_rest_trades(floor: Floor) -> None:
    user_id, [closed, open_account] = await floor.add_trader(accounts=2)
    await floor.owner.execute("update app.account set status = 'closed' where account_id = $1", closed)
    await floor.start_executor()
    await floor.quote()

    to_closed = await floor.ask(user_id, closed, buy("1"))
    to_nowhere = await floor.ask(user_id, AccountId(new_uuid7()), buy("1"))
    healthy = await floor.ask(user_id, open_account, buy("1"))

    await floor.order_of(healthy, state="filled")
    assert (await floor.decided(to_closed))["reason_code"] == "account_not_active"
    assert (await floor.decided(to_nowhere))["reason_code"] == "account_unknown"


async def test_an_account_at_a_broker_without_adapter_does_not_stop_the_traders_other_account(
    floor: Floor,
) -> None:
    user_id, [foreign, paper] = await floor.add_trader(accounts=2)
    await floor.owner.execute("update app.account set broker = 'alpaca' where account_id = $1", foreign)
    await floor.start_executor()
    await floor.quote()

    to_foreign = await floor.ask(user_id, foreign, buy("1"))
    healthy = await floor.ask(user_id, paper, buy("1"))

    await floor.order_of(healthy, state="filled")
    assert (await floor.decided(to_foreign))["reason_code"] == "account_not_active"


async def test_a_trader_whose_books_cannot_be_loaded_starves_nobody(floor: Floor) -> None:
    sick, [sick_account] = await floor.add_trader()
    well, [well_account] = await floor.add_trader()
    await floor.owner.execute(
        "update app.account set timezone = 'Mars/Base' where account_id = $1", sick_account
    )
    await floor.owner.executemany(
        """insert into app.signal (user_id, signal_id, account_id, shard_id, source, correlation_id, intent, received_at)
           values ($1, $2, $3, $4, 'api', $5, $6, now())""",
        [
            (
                sick,
                new_uuid7(),
                sick_account,
                shard_of(sick, shard_count=SHARDS),
                new_uuid7(),
                encode_json(intent_to_json(buy("1"))).decode(),
            )
            for _ in range(450)
        ],
    )

    await floor.start_executor()
    await floor.quote()
    await floor.order_of(await floor.ask(well, well_account, buy("1")), state="filled")
    await floor.owner.execute("update app.account set timezone = 'UTC' where account_id = $1", sick_account)

    last = await floor.ask(sick, sick_account, buy("1"))
    await floor.order_of(last, state="filled")
    assert await floor.position(sick_account) == Decimal(451)


async def test_an_account_taken_off_trading_is_refused_its_very_next_entry(floor: Floor) -> None:
    user_id, [account_id] = await floor.add_trader()
    await floor.start_executor()
    await floor.quote()
    await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")

    await floor.owner.execute(
        """with changed as (update app.account set status = 'disconnected' where user_id = $1)
           update app.user_control set epoch = epoch + 1 where user_id = $1""",
        user_id,
    )
    refused = await floor.decided(await floor.ask(user_id, account_id, buy("1")))

    assert (refused["state"], refused["reason_code"]) == ("denied", "account_not_active")


async def test_a_fill_told_again_after_the_books_were_read_again_breaks_no_turn(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere()
    running = await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
    broken = turn_failures.labels("UniqueViolationError")._value.get()

    async with running.executor._books.turning:
        running.executor._opening.forget([user_id])
    await eventually(partial(_settled, running, user_id))
    venue.tell(FillUpdate(venue._fills[0]))
    await floor.order_of(await floor.ask(user_id, account_id, buy("2")), state="filled")

    assert turn_failures.labels("UniqueViolationError")._value.get() == broken
    assert await floor.position(account_id) == 3


async def test_of_a_lone_trader_the_waiting_signal_that_breaks_is_failed_and_a_new_one_is_not(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_id, account_id, venue = await floor.add_elsewhere(HOLDS)
    await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
    resting = await floor.ask(user_id, account_id, RESTING_EXIT)
    await floor.order_of(resting, leg="exit", state="working")
    decide = deciding.decide

    def poisoned(draft: Draft, signal: Signal, policy: AgentPolicy | None) -> None:
        if signal.step:
            raise LookupError("a bug")
        decide(draft, signal, policy)

    monkeypatch.setattr(deciding, "decide", poisoned)
    reversal = await floor.ask(user_id, account_id, Intent("reverse", "BTCUSD"))
    behind = await floor.ask(user_id, account_id, buy("1"))

    await floor.signal_of(reversal, state="failed")
    await floor.signal_of(behind, state="ordered")
    assert len(venue.placed) == 3


async def _settled(running: Running, user_id: UserId) -> bool:
    desk = running.executor._books.desks.get(user_id)
    return desk is not None and desk.is_settled


async def test_a_server_lost_in_one_lone_traders_turn_has_the_books_of_those_behind_read_again(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    traders = [await floor.add_elsewhere() for _ in range(2)]
    running = await floor.start_executor()
    for user_id, account_id, _ in traders:
        await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
    executor = running.executor

    async def lost(user_id: UserId, signals: list[Signal], items: list[Item]) -> None:
        raise OSError("the database is away")

    async with executor._books.turning:
        with monkeypatch.context() as patch:
            patch.setattr(executor._turns, "_turn_alone", lost)
            executor._turns._alone.update(user_id for user_id, _, _ in traders)
            for _, account_id, _ in traders:
                executor._inbox.put(MarkDue(account_id))
            with pytest.raises(OSError, match="away"):
                await executor._turns.turn()
        assert not executor._books.desks

    for user_id, account_id, _ in traders:
        await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
