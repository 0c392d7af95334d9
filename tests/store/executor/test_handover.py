"""Users change hands while they trade: nothing is decided twice, nothing is left behind."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import asyncpg
import pytest
from tests.store.executor.conftest import SHARDS, Floor, buy
from tests.support.eventually import eventually

from tradewright.features.orders.executor import loop
from tradewright.features.orders.executor.shards import Fenced
from tradewright.kernel.ids import AccountId, SignalId, UserId, shard_of


@pytest.fixture(autouse=True)
def _quick_balance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "BALANCE_EVERY_S", 0.1)


async def _trader_who_will_move(floor: Floor) -> tuple[UserId, AccountId]:
    while True:
        user_id, [account_id] = await floor.add_trader()
        if shard_of(user_id, shard_count=SHARDS) >= SHARDS // 2:  # the upper half goes to the second executor
            return user_id, account_id


async def test_a_user_changes_hands_only_after_the_commit_under_way(floor: Floor) -> None:
    first = await floor.start_executor()
    await floor.quote()
    user_id, account_id = await _trader_who_will_move(floor)
    await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
    other = await asyncpg.connect(floor.database.owner_dsn)
    await other.execute("begin")
    await other.execute("select from app.user_control where user_id = $1 for update", user_id)
    signal_id = await floor.ask(user_id, account_id, buy("1"))

    async def waits() -> bool:
        found = await floor.owner.fetchval(
            "select count(*) from pg_locks where not granted and pid <> pg_backend_pid()"
        )
        return bool(found)

    await eventually(waits)
    second = await floor.start_executor()
    await floor.quote()

    async def asked_to_share() -> bool:
        return first.executor.is_handing_over or len(second.executor.lease.held) == SHARDS // 2

    await eventually(asked_to_share)
    await other.close()

    async def moved() -> bool:
        return len(second.executor.lease.held) == SHARDS // 2

    await eventually(moved)
    await floor.quote()
    await floor.order_of(signal_id, state="filled")
    assert len(await floor.venue_orders(account_id)) == 2
    assert await floor.position(account_id) == 2


async def test_executors_that_come_and_go_under_load_lose_and_double_nothing(floor: Floor) -> None:
    traders = [await floor.add_trader() for _ in range(6)]
    await floor.start_executor()
    await floor.quote()
    asked: list[SignalId] = []

    async def trade() -> None:
        for number in range(20):
            for user_id, [account_id] in traders:
                asked.append(await floor.ask(user_id, account_id, buy("1")))
            await floor.quote(ask=str(101 + number % 2))

    async def come_and_go() -> None:
        for leaving in range(2):
            await floor.start_executor()
            await eventually(lambda: _shared(floor))
            await floor.running[leaving].stop()

    await asyncio.gather(trade(), come_and_go())
    await floor.quote()

    for signal_id in asked:
        await floor.order_of(signal_id, state="filled")
    for _, [account_id] in traders:
        assert len(await floor.venue_orders(account_id)) == 20
        assert await floor.position(account_id) == Decimal(20)
    repeats = await floor.owner.fetchval(
        "select count(*) from app.order_event where data->>'code' like 'duplicate%'"
    )
    assert repeats == 0


async def test_a_commit_for_a_user_whose_shard_went_to_another_is_refused(floor: Floor) -> None:
    running = await floor.start_executor()
    user_id, account_id = await _trader_who_will_move(floor)
    await floor.quote()
    await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
    lease, db = running.executor.lease, running.db
    async with db.acting([user_id]) as tx:
        await lease.hold_fence(tx, user_ids=[user_id])

    shard = shard_of(user_id, shard_count=SHARDS)
    await floor.owner.execute("update app.shard set member_id = null where shard_id = $1", shard)

    with pytest.raises(Fenced):
        async with db.acting([user_id]) as tx:
            await lease.hold_fence(tx, user_ids=[user_id])


async def test_nobody_takes_a_shard_while_a_commit_for_its_users_is_under_way(floor: Floor) -> None:
    running = await floor.start_executor()
    user_id, account_id = await _trader_who_will_move(floor)
    await floor.quote()
    await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
    shard = shard_of(user_id, shard_count=SHARDS)

    async with running.db.acting([user_id]) as tx:
        await running.executor.lease.hold_fence(tx, user_ids=[user_id])
        await floor.owner.execute("set lock_timeout = '100ms'")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await floor.owner.execute("update app.shard set member_id = null where shard_id = $1", shard)

    await floor.owner.execute("reset lock_timeout")


async def _shared(floor: Floor) -> bool:
    return len(floor.running[-1].executor.lease.held) == SHARDS // 2
