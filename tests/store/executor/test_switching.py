"""An executor hears of accounts that are linked, given another key, or let go, though their trader sends nothing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any, cast

from tests.store.executor.conftest import Floor
from tests.store.executor.scripted import ScriptedBroker
from tests.support.eventually import eventually

from tradewright.features.orders.executor.switching import Switching
from tradewright.kernel.ids import AccountId, UserId, new_uuid7
from tradewright.platform import outbox
from tradewright.platform.bus import Event as BusEvent
from tradewright.platform.db import Database
from tradewright.platform.outbox import ACCOUNT_SWITCHED, Event
from tradewright.platform.outbox_relay import Relay, is_switch


async def say(floor: Floor, user_id: UserId) -> None:
    """Leave word of a switched account as linking does, and let the relay carry it."""
    gateway = await Database.connect(floor.database.role_dsn("gateway"), role="gateway")
    scheduler = await Database.connect(floor.database.role_dsn("scheduler"), role="scheduler")
    try:
        async with gateway.tenant(user_id) as tx:
            await outbox.add(tx, user_id, [Event("account.changed", {}), Event(ACCOUNT_SWITCHED, {})])
        await Relay(scheduler, floor.bus).turn()
    finally:
        await gateway.close()
        await scheduler.close()


async def add_account(floor: Floor, user_id: UserId) -> tuple[AccountId, ScriptedBroker]:
    """Give the trader one more account, at a venue of the test's own."""
    account_id = AccountId(new_uuid7())
    venue = floor.scripted[account_id] = ScriptedBroker(account_id)
    await floor.owner.execute(
        """with made as (
             insert into app.account (user_id, account_id, broker, label, environment, currency, config, created_at)
             values ($1, $2, 'scripted', 'Elsewhere', 'live', 'USD', '{}', now()))
           insert into app.account_book (user_id, account_id, starting_cash, updated_at) values ($1, $2, 100000, now())""",
        user_id,
        account_id,
    )
    return account_id, venue


async def opened(venue: ScriptedBroker, times: int) -> None:
    async def look() -> bool:
        return venue.opened == times

    await eventually(look)


async def test_the_first_account_of_an_idle_trader_is_connected_when_it_is_linked(floor: Floor) -> None:
    user_id, _ = await floor.add_trader()
    await floor.start_executor()
    await floor.quote()
    await shards_taken(floor)
    _, venue = await add_account(floor, user_id)
    before = venue.opened

    await say(floor, user_id)

    await opened(venue, 1)
    assert before == 0


async def test_one_more_account_is_connected_and_the_others_stay_so(floor: Floor) -> None:
    user_id, _, known = await floor.add_elsewhere()
    await floor.start_executor()
    await floor.quote()
    await opened(known, 1)
    _, added = await add_account(floor, user_id)

    await say(floor, user_id)

    await opened(added, 1)
    assert known.opened == 1


async def test_an_account_with_another_key_is_connected_anew(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere()
    await floor.start_executor()
    await floor.quote()
    await opened(venue, 1)
    await floor.owner.execute(
        "update app.account set credential = $2 where account_id = $1", account_id, b"x" * 60
    )

    await say(floor, user_id)

    await opened(venue, 2)


async def test_a_word_that_comes_while_books_are_read_has_them_read_once_more(floor: Floor) -> None:
    user_id, _ = await floor.add_trader()
    running = await floor.start_executor()
    await floor.quote()
    await shards_taken(floor)
    opening = running.executor._opening

    # The first reading has begun, and may see the books as they were before the account.
    opening.load_soon(user_id, after_s=0.05)
    opening.read_anew(user_id)
    first = opening._loading[user_id]
    await first
    second = opening._loading.get(user_id)

    assert second is not None
    assert second is not first
    await second
    assert user_id not in opening._loading


async def test_listening_goes_on_after_whatever_broke_it() -> None:
    heard: list[UserId] = []
    first, second = (UserId(new_uuid7()) for _ in range(2))

    class Breaking:
        def __init__(self) -> None:
            self.asked: list[int] = []

        async def switches(self, *, after_seq: int) -> AsyncIterator[BusEvent]:
            self.asked.append(after_seq)
            user_id = first if len(self.asked) == 1 else second
            yield BusEvent(after_seq + 3, f"tw.account.{user_id}", b"")
            if len(self.asked) == 1:
                raise RuntimeError("an answer nobody knows")

    class Heeding(Switching):
        async def heed(self, user_id: UserId) -> None:
            heard.append(user_id)

    bus = Breaking()
    nothing: Any = None
    listening = Heeding(
        db=nothing, bus=cast(Any, bus), lease=nothing, books=nothing, opening=nothing, retry_s=0
    )

    await listening.listen(7)

    assert bus.asked == [7, 10]
    assert heard == [first, second]


def test_only_the_event_itself_wakes_executors_not_a_trader_who_writes_its_name() -> None:
    named = json.dumps([{"type": "account.changed", "data": {"label": '"type":"account.switched"'}}])
    meant = json.dumps([{"type": "account.changed", "data": {}}, {"type": ACCOUNT_SWITCHED, "data": {}}])

    assert (is_switch(named), is_switch(meant), is_switch("[]")) == (False, True, False)


async def shards_taken(floor: Floor) -> None:
    async def look() -> bool:
        free = await floor.owner.fetchval("select count(*) from app.shard where member_id is null")
        return bool(free == 0 and await floor.owner.fetchval("select count(*) from app.shard"))

    await eventually(look)
