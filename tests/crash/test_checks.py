"""Negative control: each invariant of the crash runs is broken once, and it says so; nothing else does."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.crash.story import CHECKS, check
from tests.support.servers import TestDatabase

USER, ACCOUNT, ALERT, SIGNAL, ORDER = (f"00000000-0000-0000-0000-00000000000{n}" for n in range(1, 6))
OTHER = "00000000-0000-0000-0000-000000000009"
TABLES = (
    "alert", "signal", "trade_order", "order_event", "execution", "position", "account_book", "paper_order",
    "paper_execution",
)  # fmt: skip

SOUND = f"""
  insert into app.alert (user_id, alert_id, outcome, received_at) values ('{USER}', '{ALERT}', 'accepted', now());
  insert into app.signal (user_id, signal_id, alert_id, account_id, state, received_at)
    values ('{USER}', '{SIGNAL}', '{ALERT}', '{ACCOUNT}', 'ordered', now());
  insert into app.trade_order
    (user_id, order_id, signal_id, account_id, client_order_id, leg, state, filled_quantity, created_at)
    values ('{USER}', '{ORDER}', '{SIGNAL}', '{ACCOUNT}', 'C1', 'entry', 'filled', 1, now());
  insert into app.order_event (user_id, order_id, number, data, recorded_at)
    values ('{USER}', '{ORDER}', 0, '{{}}', now()), ('{USER}', '{ORDER}', 1, '{{}}', now());
  insert into app.paper_order (user_id, account_id, client_order_id, filled_quantity, received_at)
    values ('{USER}', '{ACCOUNT}', 'C1', 1, now());
  insert into app.execution (user_id, execution_id, account_id, venue_execution_id, symbol, side, quantity, realised, fee)
    values ('{USER}', '{OTHER}', '{ACCOUNT}', 'X1', 'BTCUSD', 'buy', 1, 0, 2);
  insert into app.paper_execution (user_id, account_id, venue_execution_id) values ('{USER}', '{ACCOUNT}', 'X1');
  insert into app.position (user_id, account_id, symbol, quantity) values ('{USER}', '{ACCOUNT}', 'BTCUSD', 1);
  insert into app.account_book (user_id, account_id, realised, fees) values ('{USER}', '{ACCOUNT}', 0, 2);
"""

BREAKS = {
    "an alert has other than one signal": f"""
        insert into app.alert (user_id, alert_id, outcome, received_at) values ('{USER}', '{OTHER}', 'accepted', now())""",
    "a signal has no terminal outcome": f"""
        insert into app.signal (user_id, signal_id, state, received_at) values ('{USER}', '{OTHER}', 'pending', now())""",
    "an ordered signal has no order, or two for one leg": f"""
        insert into app.signal (user_id, signal_id, state, received_at) values ('{USER}', '{OTHER}', 'ordered', now())""",
    "an order of a signal that ordered nothing": f"""
        insert into app.signal (user_id, signal_id, state, received_at) values ('{USER}', '{OTHER}', 'denied', now());
        insert into app.trade_order (user_id, order_id, signal_id, state, filled_quantity, created_at)
          values ('{USER}', '{OTHER}', '{OTHER}', 'cancelled', 0, now())""",
    "an order has no terminal outcome": "update app.trade_order set state = 'submitting'",
    "an order reached the venue twice": "insert into app.paper_order select * from app.paper_order",
    "the venue refused a repeat, so one was sent": """
        update app.order_event set data = '{"code": "duplicate_client_order_id"}' where number = 1""",
    "the venue holds an order that we do not": f"""
        insert into app.paper_order (user_id, account_id, client_order_id, filled_quantity, received_at)
          values ('{USER}', '{ACCOUNT}', 'C2', 0, now())""",
    "filled here and filled at the venue differ": "update app.trade_order set filled_quantity = 2",
    "our executions are not the venue's": "update app.paper_execution set venue_execution_id = 'X2'",
    "a position is not the sum of its executions": "update app.position set quantity = 2",
    "a book is not the fold of its executions": "update app.account_book set fees = 3",
    "order events have a gap": "update app.order_event set number = 2 where number = 1",
}


@pytest.fixture
async def story(fresh_database: TestDatabase) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """Tables of the real shape without any rule, so that what rules forbid can be there, and one sound story in them."""
    owner = await asyncpg.connect(fresh_database.owner_dsn)
    await owner.execute("create schema loose")
    for table in TABLES:
        await owner.execute(f"create table loose.{table} as select * from app.{table} with no data")
    await owner.execute("alter schema app rename to strict; alter schema loose rename to app")
    await owner.execute(SOUND)
    yield owner
    await owner.close()


def test_every_invariant_has_a_control() -> None:
    assert BREAKS.keys() == CHECKS.keys()


async def test_each_invariant_says_when_it_is_broken(story: asyncpg.Connection[asyncpg.Record]) -> None:
    since = await story.fetchval("select now() - interval '1 minute'")
    assert [problem async for problem in check(story, since, {ALERT})] == []

    for sentence, statement in BREAKS.items():
        await story.execute("begin")
        await story.execute(statement)
        problems = [problem async for problem in check(story, since, {ALERT})]
        await story.execute("rollback")
        assert [problem.split(":")[0] for problem in problems] == [sentence]


async def test_a_reversal_that_closed_and_may_not_open_anew_is_sound(
    story: asyncpg.Connection[asyncpg.Record],
) -> None:
    since = await story.fetchval("select now() - interval '1 minute'")
    await story.execute(f"update app.signal set state = 'denied', step = 1 where signal_id = '{SIGNAL}'")
    await story.execute("update app.trade_order set leg = 'exit', reduce_only = true")

    assert [problem async for problem in check(story, since, {ALERT})] == []

    await story.execute("update app.trade_order set leg = 'entry', reduce_only = false")
    assert [problem.split(":")[0] async for problem in check(story, since, {ALERT})] == [
        "an order of a signal that ordered nothing"
    ]


async def test_an_exit_asked_for_again_is_sound_only_where_the_first_never_lived(
    story: asyncpg.Connection[asyncpg.Record],
) -> None:
    since = await story.fetchval("select now() - interval '1 minute'")
    await story.execute(
        f"""insert into app.trade_order (user_id, order_id, signal_id, leg, state, filled_quantity, created_at)
            select '{USER}', gen_random_uuid(), '{SIGNAL}', 'exit', state, 0, now()
              from unnest(array['rejected', 'not_placed', 'cancelled']) as state"""
    )

    assert [problem async for problem in check(story, since, {ALERT})] == []

    await story.execute("update app.trade_order set state = 'cancelled' where leg = 'exit'")
    assert [problem.split(":")[0] async for problem in check(story, since, {ALERT})] == [
        "an ordered signal has no order, or two for one leg"
    ]


async def test_an_acknowledged_alert_that_is_not_stored_is_lost(
    story: asyncpg.Connection[asyncpg.Record],
) -> None:
    since = await story.fetchval("select now() - interval '1 minute'")

    assert [problem async for problem in check(story, since, {ALERT, OTHER})] == [
        f"acknowledged and lost: ['{OTHER}']"
    ]
