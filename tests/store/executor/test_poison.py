"""What cannot be decided ends, and harms nobody else: not its owner's next signal, not other traders, not the loop."""

from __future__ import annotations

from decimal import Decimal

from tests.store.executor.conftest import SHARDS, Floor, buy, sell

from tradewright.domain.trading.documents import intent_to_json
from tradewright.kernel.ids import AccountId, new_uuid7, shard_of
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
