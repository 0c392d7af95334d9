"""The audit's chain: whoever writes is chained, and whatever is altered behind its back is named."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import pytest
from tests.store.platform.conftest import Connect, add_trader
from tests.support.servers import ROLE_SECRET, TestDatabase

from tradewright.kernel.errors import Invalid
from tradewright.kernel.ids import UserId, new_uuid7
from tradewright.platform import audit
from tradewright.platform.audit_chain import (
    Verified,
    export_days,
    rotate_signing_key,
    sign_ended_days,
    verify_file,
    verify_user,
)
from tradewright.platform.audit_chain.links import NO_HASH, digest, link_text
from tradewright.platform.audit_chain.store import link_of
from tradewright.platform.context import SystemActor
from tradewright.platform.db import Database, migrate
from tradewright.platform.vault import Vault
from tradewright.platform.vault.rotation import rotate_all

MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
VAULT = Vault([("test", bytes(32))])
ORDER, OTHER_ORDER = UUID(int=1), UUID(int=2)
Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@pytest.fixture
async def owner(fresh_database: TestDatabase) -> AsyncIterator[Owner]:
    connection = await asyncpg.connect(fresh_database.owner_dsn)
    yield connection
    await connection.close()


async def record(db: Database, user_id: UserId, *, subject: str = "agent:7", after: Any = None) -> UUID:
    audit_id = new_uuid7()
    async with db.tenant(user_id) as tx:
        await audit.record_for(
            tx,
            user_id=user_id,
            actor=SystemActor("test"),
            audit_id=audit_id,
            at=MOMENT,
            action="risk.limits_changed",
            subject=subject,
            after=after if after is not None else {"loss": "250.00", "a": [1, 2.50], "Größe": 'x"\n'},
        )
    return audit_id


async def events(owner: Owner, user_id: UserId, order_id: UUID, numbers: list[int]) -> None:
    await owner.execute(
        """insert into app.order_event (user_id, order_id, number, kind, data, occurred_at, recorded_at)
           select $1, $2, n, 'accepted', jsonb_build_object('venue_order_id', 'V' || n), $3, $3 from unnest($4::int[]) n""",
        user_id,
        order_id,
        MOMENT,
        numbers,
    )


async def story(db: Database, owner: Owner, user_id: UserId) -> None:
    """Six links: an entry, two events of one order, two of another in one statement, an entry."""
    await record(db, user_id)
    await events(owner, user_id, ORDER, [0, 1])
    await events(owner, user_id, OTHER_ORDER, [0, 1])
    await record(db, user_id, subject='order:"1"\twith\\odd marks')


async def verified(
    connect: Connect, user_id: UserId, *, days_later: int = 0, trusted: tuple[bytes, ...] = ()
) -> Verified:
    db = await connect("worker")
    async with db.tenant(user_id) as tx:
        return await verify_user(
            tx, user_id, now=datetime.now(UTC) + timedelta(days=days_later), trusted_keys=trusted
        )


async def test_every_row_is_chained_by_whoever_writes_it_and_the_chain_is_sound(
    connect: Connect, owner: Owner, trader: UserId, other_trader: UserId
) -> None:
    db = await connect("gateway")
    await story(db, owner, trader)
    await record(db, other_trader)

    mine, others = await verified(connect, trader), await verified(connect, other_trader)

    assert (mine.links, others.links) == (6, 1)
    assert (mine.findings, others.findings) == ([], [])
    kinds = await owner.fetch(
        "select kind, subject_number from app.chain_entry where user_id = $1 order by number", trader
    )
    assert [tuple(row) for row in kinds] == [
        ("audit_entry", 0), ("order_event", 0), ("order_event", 1), ("order_event", 0), ("order_event", 1),
        ("audit_entry", 0),
    ]  # fmt: skip


async def test_what_failed_leaves_no_link(connect: Connect, owner: Owner, trader: UserId) -> None:
    db = await connect("gateway")
    await record(db, trader)
    with pytest.raises(asyncpg.UniqueViolationError):
        await events(owner, trader, ORDER, [0, 0])

    after = await verified(connect, trader)

    assert (after.links, after.findings) == (1, [])


ALTERATIONS = {
    "order_id": ("update app.order_event set order_id = gen_random_uuid()", {"row_missing", "row_added"}),
    "number": ("update app.order_event set number = 9", {"row_missing", "row_added"}),
    "kind": ("update app.order_event set kind = 'rejected'", {"row_altered"}),
    "data": ("update app.order_event set data = data || '{\"x\": 1}'", {"row_altered"}),
    "occurred_at": (
        "update app.order_event set occurred_at = occurred_at + interval '1 us'",
        {"row_altered"},
    ),
    "recorded_at": (
        "update app.order_event set recorded_at = recorded_at - interval '1 day'",
        {"row_altered"},
    ),
    "deleted": ("delete from app.order_event", {"row_missing"}),
}


@pytest.mark.parametrize("name", ALTERATIONS)
async def test_an_altered_order_event_is_named(
    connect: Connect, owner: Owner, trader: UserId, name: str
) -> None:
    await story(await connect("gateway"), owner, trader)
    statement, expected = ALTERATIONS[name]

    await owner.execute(f"{statement} where order_id = $1 and number = 1", ORDER)

    found = (await verified(connect, trader)).findings
    assert {one.what for one in found} == expected
    assert (found[0].number, found[0].subject) == (3, f"order_event {ORDER} 1")


AUDIT_COLUMNS = {
    "actor": "'somebody'", "action": "'nothing.happened'", "subject": "'agent:8'", "before": "'{}'", "after": "null",
    "correlation_id": "gen_random_uuid()", "at": "at + interval '1 us'",
}  # fmt: skip


@pytest.mark.parametrize("column", AUDIT_COLUMNS)
async def test_an_altered_audit_entry_is_named(
    connect: Connect, owner: Owner, trader: UserId, column: str
) -> None:
    db = await connect("gateway")
    await record(db, trader)
    altered = await record(db, trader)
    await record(db, trader)

    await owner.execute(
        f"update app.audit_entry set {column} = {AUDIT_COLUMNS[column]} where audit_id = $1", altered
    )

    [found] = (await verified(connect, trader)).findings
    assert (found.what, found.number, found.subject) == ("row_altered", 2, f"audit_entry {altered}")


STRANGE = {"link_altered", "row_missing", "row_added"}
LINKS = {
    "number": ("set number = 99", {"link_missing", "link_altered", "head_differs"}),
    "at": ("set at = at + interval '1 us'", {"link_altered"}),
    "kind": ("set kind = 'audit_entry'", STRANGE),
    "subject_id": ("set subject_id = gen_random_uuid()", STRANGE),
    "subject_number": ("set subject_number = 7", STRANGE),
    "payload_hash": ("set payload_hash = sha256('x')", {"link_altered", "row_altered"}),
    "previous_hash": ("set previous_hash = sha256('x')", {"link_altered", "link_unhooked"}),
    "hash": ("set hash = sha256('x')", {"link_altered", "link_unhooked"}),
}
WHOLE = {
    "deleted": ("delete from app.chain_entry where number = 3", {"link_missing", "row_added"}),
    "cut off": ("delete from app.chain_entry where number = 6", {"head_differs", "row_added"}),
    "head": ("update app.chain_head set number = 5", {"head_differs"}),
    **{
        name: (f"update app.chain_entry {change} where number = 3", found)
        for name, (change, found) in LINKS.items()
    },
}


@pytest.mark.parametrize("name", WHOLE)
async def test_an_altered_link_is_named(connect: Connect, owner: Owner, trader: UserId, name: str) -> None:
    await story(await connect("gateway"), owner, trader)
    statement, expected = WHOLE[name]

    await owner.execute(statement)

    found = (await verified(connect, trader)).findings
    assert {one.what for one in found} >= expected
    assert min(one.number for one in found if one.number is not None) >= 3


async def test_a_row_put_in_behind_the_triggers_and_two_links_changed_about_are_named(
    connect: Connect, owner: Owner, trader: UserId
) -> None:
    await story(await connect("gateway"), owner, trader)
    await owner.execute("set session_replication_role = replica")
    await events(owner, trader, OTHER_ORDER, [2])
    await owner.execute("set session_replication_role = origin")

    [added] = (await verified(connect, trader)).findings
    await owner.execute(
        "update app.chain_entry set number = case number when 2 then 102 when 3 then 103 else number end"
    )
    await owner.execute(
        "update app.chain_entry set number = case number when 102 then 3 when 103 then 2 else number end"
    )
    reordered = (await verified(connect, trader)).findings

    assert (added.what, added.subject) == ("row_added", f"order_event {OTHER_ORDER} 2")
    assert (reordered[0].what, reordered[0].number) == ("link_unhooked", 2)


@pytest.mark.parametrize("role", ["gateway", "executor"])
async def test_no_role_that_logs_in_may_write_a_link(
    connect: Connect, owner: Owner, trader: UserId, role: Any
) -> None:
    await story(await connect("gateway"), owner, trader)
    db = await connect(role)

    for statement in (
        "update app.chain_entry set hash = hash",
        "delete from app.chain_entry",
        "update app.chain_head set number = 1",
        "select app.extend_chain('audit_entry', '{}', '{}', '{}', '{}')",
        "delete from app.chain_root",
    ):
        async with db.tenant(trader) as tx:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await tx.execute(statement)


async def chained_yesterday(owner: Owner, days: int = 1) -> None:
    """Make everything so far older, links and their hashes alike, as if it had been chained then."""
    before: dict[UUID, bytes] = {}
    for row in await owner.fetch("select * from app.chain_entry order by user_id, number"):
        user_id = row["user_id"]
        moved = replace(
            link_of(dict(row)),
            at=row["at"] - timedelta(days=days),
            previous_hash=before.get(user_id, NO_HASH),
        )
        before[user_id] = digest(link_text(user_id, moved))
        await owner.execute(
            "update app.chain_entry set at = $3, previous_hash = $4, hash = $5 where user_id = $1 and number = $2",
            user_id,
            row["number"],
            moved.at,
            moved.previous_hash,
            before[user_id],
        )
    for user_id, last in before.items():
        await owner.execute("update app.chain_head set hash = $2 where user_id = $1", user_id, last)


async def test_the_end_of_each_day_is_signed_once_and_a_false_signature_is_named(
    connect: Connect, owner: Owner, trader: UserId
) -> None:
    await story(await connect("gateway"), owner, trader)
    scheduler, now = await connect("scheduler"), datetime.now(UTC)
    early = await sign_ended_days(scheduler, VAULT, now=now)
    await chained_yesterday(owner, days=3)
    unsigned = await verified(connect, trader)

    signed = await sign_ended_days(scheduler, VAULT, now=now)
    again = await sign_ended_days(scheduler, VAULT, now=now)

    assert (early, signed, again) == (0, 1, 0)
    assert [one.what for one in unsigned.findings] == ["root_missing"]
    sound = await verified(connect, trader)
    assert (sound.roots, sound.findings) == (1, [])
    stranger = await verified(connect, trader, trusted=(bytes(32),))
    assert [one.what for one in stranger.findings] == ["key_unknown"]
    for statement, what in {
        "update app.chain_root set day = day - 1": {"signature_wrong", "root_missing"},
        "update app.chain_root set day = day + 1, number = 5": {"signature_wrong"},
        "update app.chain_root set number = 6, signature = sha256('x')": {"signature_wrong"},
        "update app.chain_root set key_id = gen_random_uuid()": {"key_unknown"},
        "delete from app.chain_root": {"root_missing"},
    }.items():
        await owner.execute(statement)
        assert {one.what for one in (await verified(connect, trader)).findings} == what


async def test_a_chain_that_was_rewritten_whole_does_not_fit_its_signed_root(
    connect: Connect, owner: Owner, trader: UserId
) -> None:
    await story(await connect("gateway"), owner, trader)
    await chained_yesterday(owner, days=1)
    await sign_ended_days(await connect("scheduler"), VAULT, now=datetime.now(UTC))

    await chained_yesterday(owner, days=1)

    found = {one.what for one in (await verified(connect, trader)).findings}
    assert "root_differs" in found


async def test_the_signing_key_is_resealed_with_everything_else(
    connect: Connect, owner: Owner, trader: UserId
) -> None:
    await story(await connect("gateway"), owner, trader)
    await chained_yesterday(owner)
    await sign_ended_days(await connect("scheduler"), VAULT, now=datetime.now(UTC))
    newer = Vault([("newer", bytes(range(32))), ("test", bytes(32))])

    rotated = await rotate_all(await connect("worker"), newer)

    assert (rotated.resealed, rotated.unreadable) == (1, 0)


async def test_what_an_old_key_signed_stays_verifiable_after_the_key_was_changed(
    connect: Connect, owner: Owner, trader: UserId
) -> None:
    await story(await connect("gateway"), owner, trader)
    await chained_yesterday(owner)
    scheduler, now = await connect("scheduler"), datetime.now(UTC)
    await sign_ended_days(scheduler, VAULT, now=now)
    old = await owner.fetchval("select public_key from app.chain_key")

    # A clock that was set back a year all the same makes a key that is the newer one.
    _, new = await rotate_signing_key(scheduler, VAULT, now=now - timedelta(days=365))
    await record(await connect("gateway"), trader)
    signed = await sign_ended_days(scheduler, VAULT, now=now + timedelta(days=2))

    both = await verified(connect, trader, days_later=3, trusted=(old, new))
    assert (signed, both.roots, both.findings) == (1, 2, [])
    for alone, day_signed_by_other in ((old, 7), (new, 6)):
        found = (await verified(connect, trader, days_later=3, trusted=(alone,))).findings
        assert [(one.what, one.number) for one in found] == [("key_unknown", day_signed_by_other)]
    file = verify_file(await exported(connect, trader), trusted_keys=(old, new))
    assert (file.roots, file.findings) == (2, [])


async def test_a_new_key_leaves_no_ended_day_to_be_signed_by_it(
    connect: Connect, owner: Owner, trader: UserId
) -> None:
    await story(await connect("gateway"), owner, trader)
    scheduler, now = await connect("scheduler"), datetime.now(UTC)
    first, _ = await rotate_signing_key(scheduler, VAULT, now=now)
    await chained_yesterday(owner)

    second, _ = await rotate_signing_key(scheduler, VAULT, now=now)

    assert second != first
    assert [row["key_id"] for row in await owner.fetch("select key_id from app.chain_root")] == [first]


async def exported(connect: Connect, user_id: UserId) -> list[str]:
    db, now = await connect("worker"), datetime.now(UTC)
    async with db.tenant(user_id) as tx:
        since, until = now.date() - timedelta(days=9), now.date() + timedelta(days=1)
        return [line async for line in export_days(tx, user_id, since=since, until=until, now=now)]


async def test_an_exported_file_proves_itself_and_tells_where_it_was_altered(
    connect: Connect, owner: Owner, trader: UserId
) -> None:
    await story(await connect("gateway"), owner, trader)
    await chained_yesterday(owner)
    await sign_ended_days(await connect("scheduler"), VAULT, now=datetime.now(UTC))
    lines = await exported(connect, trader)

    sound = verify_file(lines)

    assert (sound.user_id, sound.links, sound.roots, sound.findings) == (trader, 6, 1, [])
    altered = [line.replace("V1", "V2") for line in lines]
    assert [(one.what, one.number) for one in verify_file(altered).findings] == [
        ("row_altered", 3),
        ("row_altered", 5),
    ]
    without = [line for line in lines if json.loads(line).get("number") != 4]
    assert {one.what for one in verify_file(without).findings} == {"link_missing", "file_cut"}
    assert [one.what for one in verify_file(lines[:-1]).findings] == ["file_cut"]
    swapped = [*lines[:4], lines[5], lines[4], *lines[6:]]
    assert verify_file(swapped).findings
    assert [one.what for one in verify_file(lines, trusted_keys=(bytes(32),)).findings] == ["key_unknown"]
    for nonsense in (
        ["{"],
        ["[]"],
        ['{"format": "other"}'],
        [lines[0], '{"type": "link"}'],
        [lines[0], '{"type": "poem"}'],
    ):
        with pytest.raises(Invalid):
            verify_file(nonsense)


async def test_writers_at_once_make_one_chain_without_a_gap(
    connect: Connect, fresh_database: TestDatabase, trader: UserId, other_trader: UserId
) -> None:
    db = await connect("gateway")

    async def write_both(number: int) -> None:
        """Insert rows of both traders in one statement, in an order of its own."""
        users = [trader, other_trader] if number % 2 else [other_trader, trader]
        connection = await asyncpg.connect(fresh_database.owner_dsn)
        await connection.execute(
            """insert into app.order_event (user_id, order_id, number, kind, data, occurred_at, recorded_at)
               select u, gen_random_uuid(), 0, 'decided', '{}', $2, $2 from unnest($1::uuid[]) u""",
            users,
            MOMENT,
        )
        await connection.close()

    await asyncio.gather(
        *(record(db, trader) for _ in range(10)), *(write_both(number) for number in range(10))
    )

    mine, others = await verified(connect, trader), await verified(connect, other_trader)
    assert (mine.links, others.links) == (20, 10)
    assert (mine.findings, others.findings) == ([], [])


async def test_what_was_there_before_the_chain_is_chained_by_its_migration(
    empty_database: TestDatabase,
) -> None:
    await migrate.upgrade(empty_database.owner_dsn, "0015")
    owner = await asyncpg.connect(empty_database.owner_dsn)
    users = [await add_trader(empty_database.owner_dsn) for _ in range(2)]
    for user_id in users:
        await events(owner, user_id, ORDER, [0, 1, 2])
        await owner.execute(
            """insert into app.audit_entry (user_id, audit_id, actor, action, subject, at)
               values ($1, gen_random_uuid(), 'system', 'agent.created', 'agent:1', $2)""",
            user_id,
            MOMENT,
        )
    await add_trader(empty_database.owner_dsn)  # who has nothing to chain

    await migrate.upgrade(empty_database.owner_dsn)
    await events(owner, users[0], OTHER_ORDER, [0])
    await owner.close()

    await migrate.provision_roles(empty_database.owner_dsn, ROLE_SECRET)
    db = await Database.connect(empty_database.role_dsn("worker"), role="worker", max_size=1)
    for user_id, links in zip(users, (5, 4), strict=True):
        async with db.tenant(user_id) as tx:
            found = await verify_user(tx, user_id, now=datetime.now(UTC))
        assert (found.links, found.findings) == (links, [])
    await db.close()
