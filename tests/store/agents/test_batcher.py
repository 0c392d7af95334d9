"""Group commit: what is answered is on disk, and what fails fails whole."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from tests.store.agents.desk import (
    SHARD,
    VAULT,
    AgentHandle,
    Desk,
    HandClock,
    SilentBus,
    an_alert,
    open_desk,
    post,
)
from tests.support.servers import TestDatabase

from tradewright.features.agents import make_door
from tradewright.features.agents.intake.batcher import Intake
from tradewright.features.agents.intake.items import Item, Target
from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import AlertId, CorrelationId, SignalId
from tradewright.platform.db import Database


class CountingDatabase:
    """The gateway's database, counting transactions; `fail_with` breaks the next commit."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.transactions = 0
        self.fail_with: Exception | None = None
        self.begun = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    @asynccontextmanager
    async def open(self, *, plans_once: bool = False) -> AsyncIterator[Any]:
        self.transactions += 1
        self.begun.set()
        await self.gate.wait()
        async with self.db.open(plans_once=plans_once) as tx:
            yield tx
            if self.fail_with is not None:
                raise self.fail_with


def an_item(desk: Desk, agent: AgentHandle, **changes: Any) -> Item:
    identity = uuid4().hex * 2
    members: dict[str, Any] = {
        "agent_id": agent.agent_id,
        "version_id": agent.document["version_id"],
        "alert_id": AlertId(uuid4()),
        "correlation_id": CorrelationId(uuid4()),
        "route": "test",
        "body": b"{}",
        "body_text": "{}",
        "content_type": "",
        "remote_ip": None,
        "received_at": datetime.now(UTC),
        "intent": {"action": "buy", "symbol": "BTCUSD"},
        "identity": identity,
        "window_s": 60,
        "targets": (Target(desk.account_id, SignalId(uuid4())),),
    }
    return Item(**members | changes)


async def test_alerts_that_come_during_a_commit_share_the_next_one(desk: Desk, gateway: Database) -> None:
    agent, counting, bus = await desk.agent(), CountingDatabase(gateway), SilentBus()
    intake = Intake(counting, bus, lanes=1)  # type: ignore[arg-type]
    intake.start()

    verdicts = await asyncio.gather(*(intake.submit(an_item(desk, agent)) for _ in range(200)))
    await intake.aclose()

    assert {verdict.outcome for verdict in verdicts} == {"accepted"}
    assert counting.transactions <= 2
    assert len(await desk.signals(agent)) == 200
    assert bus.said.count(f"tw.wake.shard.{SHARD}") == counting.transactions
    assert bus.said.count("tw.wake.outbox") == counting.transactions


async def test_alerts_close_behind_a_commit_wait_for_each_other_and_share_one(
    desk: Desk, gateway: Database
) -> None:
    agent, counting = await desk.agent(), CountingDatabase(gateway)
    intake = Intake(counting, SilentBus(), lanes=1, pace_s=1.0)  # type: ignore[arg-type]
    intake.start()
    await intake.submit(an_item(desk, agent))

    close_behind = asyncio.create_task(intake.submit(an_item(desk, agent)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    verdicts = await asyncio.gather(close_behind, intake.submit(an_item(desk, agent)))
    await intake.aclose()

    assert {verdict.outcome for verdict in verdicts} == {"accepted"}
    assert counting.transactions == 2


async def test_a_lone_alert_and_a_closing_intake_keep_nobody_waiting(desk: Desk, gateway: Database) -> None:
    agent = await desk.agent()
    intake = Intake(gateway, SilentBus(), lanes=1, pace_s=3600.0)
    intake.start()

    async with asyncio.timeout(60):
        alone = await intake.submit(an_item(desk, agent))
        last = asyncio.create_task(intake.submit(an_item(desk, agent)))
        await asyncio.sleep(0)
        await intake.aclose()

    assert alone.outcome == (await last).outcome == "accepted"


async def test_a_failed_commit_fails_every_caller_and_leaves_nothing(desk: Desk, gateway: Database) -> None:
    agent, counting = await desk.agent(), CountingDatabase(gateway)
    counting.fail_with = ConnectionResetError("the server is gone")
    intake = Intake(counting, SilentBus(), lanes=1)  # type: ignore[arg-type]
    intake.start()

    failed = await asyncio.gather(
        *(intake.submit(an_item(desk, agent)) for _ in range(5)), return_exceptions=True
    )
    counting.fail_with = None
    after = await intake.submit(an_item(desk, agent))
    await intake.aclose()

    assert [type(one) for one in failed] == [Unavailable] * 5
    assert after.outcome == "accepted"
    assert len(await desk.alerts(agent)) == 1


async def test_one_alert_that_cannot_be_stored_does_not_take_its_neighbours(
    desk: Desk, gateway: Database
) -> None:
    agent = await desk.agent()
    intake = Intake(gateway, SilentBus(), lanes=1)
    intake.start()

    bad = an_item(desk, agent, intent={"action": "buy", "symbol": "\0"})
    outcomes = await asyncio.gather(
        intake.submit(an_item(desk, agent)), intake.submit(bad), intake.submit(an_item(desk, agent)),
        return_exceptions=True,
    )  # fmt: skip
    await intake.aclose()

    assert isinstance(outcomes[1], Unavailable)
    assert len(await desk.signals(agent)) == 2


async def test_a_full_queue_and_a_closing_intake_say_so(desk: Desk, gateway: Database) -> None:
    agent, counting = await desk.agent(), CountingDatabase(gateway)
    intake = Intake(counting, SilentBus(), lanes=1, queue_max=3)  # type: ignore[arg-type]
    intake.start()
    counting.gate.clear()

    first = asyncio.create_task(intake.submit(an_item(desk, agent)))
    await counting.begun.wait()
    waiting = [asyncio.create_task(intake.submit(an_item(desk, agent))) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable) as full:
        await intake.submit(an_item(desk, agent))
    closing = asyncio.create_task(intake.aclose())
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await intake.submit(an_item(desk, agent))
    counting.gate.set()
    drained = await asyncio.gather(first, *waiting)
    await closing

    assert full.value.data["retry_after_s"] == 1
    assert [verdict.outcome for verdict in drained] == ["accepted"] * 4


KILL = """select pg_terminate_backend(pid) from pg_stat_activity
           where usename = 'tw_gateway' and datname = current_database()"""


async def test_a_connection_killed_in_the_commit_leaves_all_or_nothing(
    fresh_database: TestDatabase, clock: HandClock
) -> None:
    """What was answered is there; what was not answered may be there once, and its repeat is a duplicate."""
    gateway = await Database.connect(fresh_database.role_dsn("gateway"), role="gateway")
    desk = await open_desk(fresh_database, gateway, SilentBus(), clock)
    door = make_door(gateway, SilentBus(), VAULT)
    door.start()
    agent = await desk.agent()
    killer = await asyncpg.connect(desk.owner_dsn)
    answered: list[str] = []

    async def send(n: int) -> None:
        try:
            stored = await post(door, agent, an_alert(id=f"k{n}"), clock)
        except Unavailable:
            return
        assert stored.verdict.outcome == "accepted"
        answered.append(str(stored.verdict.alert_id))

    for round_ in range(8):
        posts = [asyncio.create_task(send(round_ * 20 + n)) for n in range(20)]
        await asyncio.sleep(0)
        await killer.execute(KILL)
        await asyncio.gather(*posts)
    await killer.close()
    for n in range(160):
        assert (await post(door, agent, an_alert(id=f"k{n}"), clock)).verdict.outcome in {
            "accepted",
            "duplicate",
        }

    accepted = [alert for alert in await desk.alerts(agent) if alert["outcome"] == "accepted"]
    assert set(answered) <= {str(alert["alert_id"]) for alert in accepted}
    assert len(accepted) == 160
    assert len(await desk.signals(agent)) == 160
    await door.aclose()
    await gateway.close()
