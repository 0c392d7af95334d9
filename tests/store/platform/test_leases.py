"""A lease has one holder at a time, its epoch grows with every new one, and a lost one stops its work."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from tests.store.platform.conftest import Connect
from tests.support.eventually import eventually
from tests.support.servers import TestDatabase

from tradewright.kernel.ids import new_uuid7
from tradewright.platform.leases import Lease
from tradewright.platform.members import Membership, list_live


class Hands:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


async def expire(dsn: str, name: str) -> None:
    """Let the database's time run out for a lease."""
    owner = await asyncpg.connect(dsn)
    try:
        await owner.execute(
            "update app.lease set expires_at = now() - interval '1 second' where name = $1", name
        )
    finally:
        await owner.close()


async def test_one_holds_it_until_it_is_released(connect: Connect) -> None:
    db = await connect("scheduler")
    first, second = Lease(db, "relay", holder=new_uuid7()), Lease(db, "relay", holder=new_uuid7())

    assert await first.acquire()
    assert not await second.acquire()
    assert await first.renew()
    await first.release()
    assert not first.is_held
    assert await second.acquire()

    assert (first.epoch, second.epoch) == (None, 2)


async def test_an_expired_lease_is_taken_over_and_the_late_holder_finds_out(
    fresh_database: TestDatabase, connect: Connect
) -> None:
    db = await connect("scheduler")
    late, next_one = Lease(db, "relay", holder=new_uuid7()), Lease(db, "relay", holder=new_uuid7())
    await late.acquire()
    await expire(fresh_database.owner_dsn, "relay")

    assert await next_one.acquire()
    assert not await late.renew()
    await late.release()

    assert next_one.epoch == 2
    assert await next_one.renew()


async def test_a_holder_that_expired_unnoticed_gets_a_new_epoch(
    fresh_database: TestDatabase, connect: Connect
) -> None:
    lease = Lease(await connect("feeder"), "feeder:simulated", holder=new_uuid7())
    await lease.acquire()
    assert (await lease.acquire(), lease.epoch) == (True, 1)
    await expire(fresh_database.owner_dsn, "feeder:simulated")

    assert (await lease.acquire(), lease.epoch) == (True, 2)


async def test_many_at_once_have_one_winner(connect: Connect) -> None:
    db = await connect("scheduler")
    leases = [Lease(db, "sweep", holder=new_uuid7()) for _ in range(12)]

    won = await asyncio.gather(*(lease.acquire() for lease in leases))

    assert won.count(True) == 1


async def test_a_holder_does_not_believe_in_a_lease_it_could_not_renew(connect: Connect) -> None:
    clock = Hands()
    lease = Lease(await connect("scheduler"), "relay", holder=new_uuid7(), ttl_s=6, monotonic=clock)
    await lease.acquire()
    assert lease.is_held

    clock.at += 6

    assert not lease.is_held


async def test_work_stops_when_the_lease_is_lost_and_goes_on_elsewhere(connect: Connect) -> None:
    db = await connect("scheduler")
    running: set[str] = set()

    async def work(name: str) -> None:
        running.add(name)
        try:
            await asyncio.Event().wait()
        finally:
            running.discard(name)

    holders = {name: Lease(db, "relay", holder=new_uuid7(), ttl_s=0.3) for name in ("first", "second")}
    first = asyncio.create_task(holders["first"].lead(lambda: work("first")))

    async def leads(name: str) -> bool:
        return running == {name}

    await eventually(lambda: leads("first"))
    second = asyncio.create_task(holders["second"].lead(lambda: work("second")))
    try:
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert "first" not in running
        await eventually(lambda: leads("second"))

        # Somebody takes it from under the holder, as after a long pause of its process.
        async with db.open() as tx:
            await tx.execute(
                "update app.lease set holder = $1, epoch = epoch + 1, expires_at = 'infinity'", new_uuid7()
            )

        async def nobody() -> bool:
            return not running

        await eventually(nobody)
    finally:
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)


async def test_work_that_breaks_gives_the_lease_up(connect: Connect) -> None:
    db = await connect("scheduler")
    attempts = 0
    twice = asyncio.Event()

    async def break_down() -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 2:
            twice.set()
        raise LookupError("lost")

    leading = asyncio.create_task(Lease(db, "relay", holder=new_uuid7(), ttl_s=0.1).lead(break_down))
    try:
        async with asyncio.timeout(60):
            await twice.wait()
    finally:
        leading.cancel()
        await asyncio.gather(leading, return_exceptions=True)


async def test_members_are_listed_while_they_are_heard(
    fresh_database: TestDatabase, connect: Connect
) -> None:
    gateway, scheduler = await connect("gateway"), await connect("scheduler")
    here, silent = Membership(gateway, "gateway"), Membership(scheduler, "scheduler")
    await here.register()
    await silent.register()
    assert [member.role for member in await list_live(gateway)] == ["gateway", "scheduler"]

    async with gateway.open() as tx:
        await tx.execute(
            "update app.member set heartbeat_at = now() - interval '9 s' where role = 'scheduler'"
        )
    assert [member.member_id for member in await list_live(gateway)] == [here.member_id]

    await silent.beat()
    assert len(await list_live(gateway)) == 2
    await here.leave()
    await here.beat()
    assert {member.member_id for member in await list_live(scheduler)} == {here.member_id, silent.member_id}


async def test_a_neighbour_whose_process_is_gone_leaves_its_lease_at_once(connect: Connect) -> None:
    db = await connect("scheduler")
    dead, heir = Membership(db, "scheduler"), Membership(db, "scheduler")
    await dead.register()
    assert await Lease(db, "relay", holder=dead.member_id).acquire()
    async with db.open() as tx:
        await tx.execute("update app.member set pid = 4194303 where member_id = $1", dead.member_id)

    await heir.register()

    assert await Lease(db, "relay", holder=heir.member_id).acquire()
    assert [member.member_id for member in await list_live(db)] == [heir.member_id]
