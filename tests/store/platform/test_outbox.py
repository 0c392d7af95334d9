"""Events leave with their commit, at least once, and in order for each user."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from tests.store.platform.conftest import Connect
from tests.support.eventually import eventually

from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import UserId
from tradewright.platform import outbox
from tradewright.platform.bus import Bus
from tradewright.platform.bus import Event as BusEvent
from tradewright.platform.db import Database
from tradewright.platform.outbox_relay import Relay


class Killed(BaseException):
    """The relay's process dies here."""


async def leave(db: Database, user_id: UserId, *names: str) -> None:
    for name in names:
        async with db.tenant(user_id) as tx:
            await outbox.add(tx, user_id, [outbox.Event(name, {"price": Decimal("1.10")})])


async def read(events: AsyncIterator[BusEvent], count: int) -> list[BusEvent]:
    async with asyncio.timeout(60):
        return [await anext(events) for _ in range(count)]


def names(read_events: list[BusEvent]) -> list[str]:
    return [event["type"] for message in read_events for event in json.loads(message.data)["events"]]


async def backlog(db: Database) -> int:
    async with db.open() as tx:
        count: int = await tx.fetchval("select count(*) from app.outbox")
        return count


async def test_events_of_a_commit_arrive_together_and_their_row_goes(
    connect: Connect, bus: Bus, trader: UserId
) -> None:
    gateway, scheduler = await connect("gateway"), await connect("scheduler")
    start = (await bus.event_bounds()).last
    async with gateway.tenant(trader) as tx:
        await outbox.add(
            tx,
            trader,
            [outbox.Event("order.changed", {"price": Decimal("1.10")}), outbox.Event("equity.changed", {})],
        )

    assert await Relay(scheduler, bus).turn() == (1, 1)

    [message] = await read(bus.events(after_seq=start, user_id=trader), 1)
    document: dict[str, Any] = json.loads(message.data)
    assert message.user_id == trader
    assert document["id"].isdigit()
    assert document["at"].endswith("+00:00")
    assert document["events"] == [
        {"type": "order.changed", "data": {"price": "1.10"}},
        {"type": "equity.changed", "data": {}},
    ]
    assert await backlog(scheduler) == 0


async def test_a_rolled_back_change_says_nothing(connect: Connect, bus: Bus, trader: UserId) -> None:
    gateway, scheduler = await connect("gateway"), await connect("scheduler")

    async def change_and_fail() -> None:
        async with gateway.tenant(trader) as tx:
            await outbox.add(tx, trader, [outbox.Event("order.changed", {})])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change_and_fail()

    assert await Relay(scheduler, bus).turn() == (0, 0)


async def test_a_relay_killed_between_publishing_and_deleting_repeats_under_the_same_id(
    connect: Connect, bus: Bus, trader: UserId, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway, scheduler = await connect("gateway"), await connect("scheduler")
    start = (await bus.event_bounds()).last
    await leave(gateway, trader, "first", "second")
    sent: list[str] = []
    publish_event = bus.publish_event

    async def listen(user_id: UserId, msg_id: str, payload: bytes) -> asyncio.Future[int]:
        sent.append(msg_id)
        return await publish_event(user_id, msg_id, payload)

    monkeypatch.setattr(bus, "publish_event", listen)
    doomed = Relay(scheduler, bus)
    monkeypatch.setattr("tradewright.platform.outbox_relay._sql", _DyingAtDelete())

    with pytest.raises(Killed):
        await doomed.turn()
    monkeypatch.undo()
    monkeypatch.setattr(bus, "publish_event", listen)
    assert await backlog(scheduler) == 2
    assert await Relay(scheduler, bus).turn() == (2, 2)
    await leave(gateway, trader, "third")
    await Relay(scheduler, bus).turn()

    assert sent[:2] == sent[2:4]
    # The stream knows the ids and keeps one of each.
    assert names(await read(bus.events(after_seq=start, user_id=trader), 3)) == ["first", "second", "third"]


class _DyingAtDelete:
    """The relay's statements, with a process that dies before it can delete."""

    def __init__(self) -> None:
        from tradewright.platform import outbox_relay

        self.list_next = outbox_relay._sql.list_next

    async def delete_relayed(self, *_: object, **__: object) -> None:
        raise Killed


async def test_what_comes_after_a_failed_event_waits_behind_it(
    connect: Connect, bus: Bus, trader: UserId, other_trader: UserId, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway, scheduler = await connect("gateway"), await connect("scheduler")
    start = (await bus.event_bounds()).last
    await leave(gateway, trader, "a1", "a2", "a3")
    await leave(gateway, other_trader, "b1")
    publish_event = bus.publish_event
    attempts = 0

    async def fail_second(user_id: UserId, msg_id: str, payload: bytes) -> asyncio.Future[int]:
        nonlocal attempts
        if user_id == trader:
            attempts += 1
            if attempts == 2:
                raise Unavailable("the event stream did not acknowledge an event")
        return await publish_event(user_id, msg_id, payload)

    monkeypatch.setattr(bus, "publish_event", fail_second)
    relay = Relay(scheduler, bus)

    assert await relay.turn() == (4, 2)
    assert await relay.turn() == (2, 2)

    assert names(await read(bus.events(after_seq=start, user_id=trader), 3)) == ["a1", "a2", "a3"]
    assert names(await read(bus.events(after_seq=start, user_id=other_trader), 1)) == ["b1"]


async def test_a_running_relay_is_woken_and_keeps_everyones_order(
    connect: Connect, bus: Bus, trader: UserId, other_trader: UserId
) -> None:
    gateway, scheduler = await connect("gateway"), await connect("scheduler")
    start = (await bus.event_bounds()).last
    running = asyncio.create_task(Relay(scheduler, bus).run())
    try:
        said = [f"event {number}" for number in range(40)]
        await asyncio.gather(leave(gateway, trader, *said), leave(gateway, other_trader, *said))
        await outbox.wake(bus)

        assert names(await read(bus.events(after_seq=start, user_id=trader), 40)) == said
        assert names(await read(bus.events(after_seq=start, user_id=other_trader), 40)) == said

        async def is_empty() -> bool:
            return await backlog(scheduler) == 0

        await eventually(is_empty)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_document_too_large_for_the_bus_does_not_stop_what_is_behind_it(
    connect: Connect, bus: Bus, trader: UserId
) -> None:
    gateway, scheduler = await connect("gateway"), await connect("scheduler")
    start = (await bus.event_bounds()).last
    async with gateway.tenant(trader) as tx:
        await outbox.add(tx, trader, [outbox.Event("huge", "x" * 300_000)])
    await leave(gateway, trader, "next")

    assert await Relay(scheduler, bus).turn() == (2, 2)

    assert names(await read(bus.events(after_seq=start, user_id=trader), 2)) == ["next"]
