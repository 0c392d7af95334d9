"""Whatever a role is allowed to say, said for one tenant it reaches no row of another.

Two tenants have a row in every tenant table. Each role, acting for the first, tries everything against the
second: first the plain statements on every table, then every named statement that the product has, with the
second's ids. The role is put on inside an owner's transaction, so that the owner can look at the damage
before it is rolled back.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from tests.store.catalogue import Column, Connection
from tests.store.tenants import (
    MOMENT,
    Tenant,
    columns_of_tenant_tables,
    fingerprint,
    insert_statement,
    settle,
)
from tests.support.servers import PgServer, TestDatabase

import tradewright
from tradewright.platform.db import ROLES, statements

ACTOR, VICTIM = Tenant("tenant-alpha"), Tenant("tenant-bravo")
NOT_ALLOWED = "permission denied"
OTHER_ROW = "row-level security"

ACROSS_TENANTS = {
    r"app\.find_\w+\(": "a door: takes a secret or a name that its caller already knows, gives what signing in needs",
    r"app\.claim_signals\(": "a door: gives an executor the signals of the shards it holds",
    r"app\.list_live_users\(": "a door: gives an executor the users of the shards it holds",
    r"app\.list_sealed\(": "a door: sealed values for rotation, unreadable without the vault's key",
    r"app\.replace_sealed\(": "a door: replaces a sealed value that its caller has just read",
    r"app\.accept_alerts\(": "a door: stores an alert for whoever its token belongs to",
    r"app\.sweep_expired\(": "a door: forgets what has expired, for everybody",
    r"app\.thin_equity_points\(": "a door: thins everybody's old equity points",
    r"app\.lock_agents\(": "a door: locks agents while their alerts are stored",
    r"app\.claim_job\(": "a door: hands a worker the next job, whoever asked for it",
    r"app\.(list_unrooted_days|store_root)\(": "a door: signs the end of everybody's days in the audit",
    r"app\.list_chained_users\(": "a door: ids alone, for an operator who verifies every chain",
    r"from app\.outbox": "the relay's own statements, the scheduler's one look across tenants",
}
"""Statements that are meant to reach other tenants, by what they say, and why that is right."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A named statement as it goes to the server."""

    source: str
    name: str
    sql: str
    parameters: tuple[str, ...]

    @property
    def is_across_tenants(self) -> bool:
        return any(re.search(pattern, self.sql) for pattern in ACROSS_TENANTS)


@dataclass(slots=True)
class Attempt:
    """What came of one statement under one role."""

    is_allowed: bool
    mistake: str = "no role has the rights that it needs"
    rows: list[dict[str, Any]] = field(default_factory=list)


def discover_statements() -> list[Statement]:
    """Return every named statement of every .sql file in the package."""
    root = Path(tradewright.__file__).parent
    found: list[Statement] = []
    for path in sorted(root.rglob("*.sql")):
        package = ".".join(("tradewright", *path.parent.relative_to(root).parts))
        queries = statements(package, path.name)
        for name in queries.available_queries:
            if name.endswith("_cursor"):
                continue
            function = getattr(queries, name)
            order: list[str] = []
            for match in re.finditer(r"\$(\d+)", function.sql):
                number = int(match.group(1))
                order.extend([""] * (number - len(order)))
            names = tuple(queries.driver_adapter.var_sorted[name])
            assert len(names) == len(order), f"{path.name}: {name}"
            found.append(Statement(f"{package}/{path.name}", name, function.sql, names))
    return found


STATEMENTS = discover_statements()


@pytest.fixture(scope="module")
async def ground(pg_server: PgServer) -> AsyncIterator[TestDatabase]:
    """A database of this module's own with both tenants in it."""
    made = await pg_server.create_database(f"tw_apart_{uuid4().hex}")
    yield made
    await pg_server.drop_database(made.name)


@pytest.fixture(scope="module")
async def owner(ground: TestDatabase) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(ground.owner_dsn)
    tables = await columns_of_tenant_tables(connection)
    for tenant in (ACTOR, VICTIM):
        await settle(connection, tenant, tables)
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def tables(owner: Connection) -> dict[str, list[Column]]:
    return await columns_of_tenant_tables(owner)


@asynccontextmanager
async def as_role(owner: Connection, role: str, tenant: Tenant) -> AsyncIterator[None]:
    """Act as a process role for a tenant while the block runs, and undo everything after it."""
    transaction = owner.transaction()
    await transaction.start()
    try:
        await owner.execute(f"set local role {role}")
        await owner.execute("select set_config('app.user_id', $1, true)", str(tenant.user_id))
        await owner.execute("select set_config('app.user_ids', $1, true)", f"{{{tenant.user_id}}}")
        yield
    finally:
        await transaction.rollback()


async def refusal_of(owner: Connection, sql: str, *arguments: Any) -> tuple[str | None, int]:
    """Run a statement in a savepoint and return why it was refused (None when not) and how many rows it
    touched.
    """
    try:
        async with owner.transaction():
            status: str = await owner.execute(sql, *arguments)
    except asyncpg.InsufficientPrivilegeError as error:
        return str(error), 0
    return None, int(status.rpartition(" ")[2])


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_reaches_no_row_of_another_tenant_in_any_table(
    owner: Connection, tables: dict[str, list[Column]], role: str
) -> None:
    before = await fingerprint(owner, VICTIM, tables)
    for table, columns in tables.items():
        async with as_role(owner, f"tw_{role}", ACTOR):
            is_relays = (table, role) == ("outbox", "scheduler")
            target = f"app.{table} where user_id = '{VICTIM.user_id}'"
            tries = {
                "read": f"select from {target}",
                "change": f"update app.{table} set user_id = user_id where user_id = '{VICTIM.user_id}'",
                "take": f"update app.{table} set user_id = '{ACTOR.user_id}' where user_id = '{VICTIM.user_id}'",
                "remove": f"delete from {target}",
            }
            for what, sql in tries.items():
                refused, touched = await refusal_of(owner, sql)
                if not is_relays:
                    assert touched == 0, f"{role} can {what} {table} of another"
                    assert refused is None or NOT_ALLOWED in refused
            refused, _ = await refusal_of(
                owner, insert_statement(table, columns), *(VICTIM.value(column) for column in columns)
            )
            assert refused is not None, f"{role} can write {table} rows of another"
            refused, given = await refusal_of(
                owner,
                f"update app.{table} set user_id = '{VICTIM.user_id}' where user_id = '{ACTOR.user_id}'",
            )
            assert refused is not None or given == 0, f"{role} can give {table} rows to another"
            if not is_relays:
                await owner.execute("reset role")
                assert await fingerprint(owner, VICTIM, tables) == before


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_that_acts_for_nobody_gets_an_error_and_no_rows(
    owner: Connection, tables: dict[str, list[Column]], role: str
) -> None:
    for table in tables:
        if (table, role) == ("outbox", "scheduler"):
            continue
        async with as_role(owner, f"tw_{role}", ACTOR):
            await owner.execute(
                "select set_config('app.user_id', '', true), set_config('app.user_ids', '', true)"
            )
            with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.InvalidTextRepresentationError)):
                await owner.execute(f"select from app.{table}")


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_does_reach_its_own_tenants_rows(
    owner: Connection, tables: dict[str, list[Column]], role: str
) -> None:
    """Without this, a test that reaches nothing at all would pass the others."""
    reached = set()
    for table in tables:
        async with as_role(owner, f"tw_{role}", ACTOR):
            _, touched = await refusal_of(owner, f"select from app.{table}")
            if touched:
                reached.add(table)

    expected = {"gateway": 20, "executor": 15, "worker": 1, "feeder": 0, "scheduler": 1}
    assert len(reached) >= expected[role], reached


async def test_no_named_statement_reads_or_changes_another_tenants_rows(
    owner: Connection, tables: dict[str, list[Column]]
) -> None:
    before = await fingerprint(owner, VICTIM, tables)
    problems: list[str] = []
    for statement in STATEMENTS:
        if statement.is_across_tenants:
            continue
        for role in ROLES:
            for shift in (-1, 1):
                async with as_role(owner, f"tw_{role}", ACTOR):
                    attempt, given = await try_statement(owner, statement, VICTIM, shift=shift)
                    await owner.execute("reset role")
                    leaked = [
                        (name, value)
                        for row in attempt.rows
                        for name, value in row.items()
                        if VICTIM.owns(value) and value not in given
                    ]
                    if leaked:
                        problems.append(f"{statement.source} {statement.name} as {role} reads {leaked}")
                    if await fingerprint(owner, VICTIM, tables) != before:
                        problems.append(
                            f"{statement.source} {statement.name} as {role} changes another's rows"
                        )

    assert problems == []


async def test_the_same_statements_do_find_their_own_tenants_rows(owner: Connection) -> None:
    """Without this, parameters that match nothing would pass the test above."""
    finding = set()
    for statement in STATEMENTS:
        for role in ROLES:
            for shift in (-1, 1):
                async with as_role(owner, f"tw_{role}", VICTIM):
                    attempt, given = await try_statement(owner, statement, VICTIM, shift=shift)
                    if any(VICTIM.owns(v) and v not in given for row in attempt.rows for v in row.values()):
                        finding.add(statement.name)

    assert len(finding) >= 25, sorted(finding)


async def test_every_named_statement_is_right_and_some_role_may_say_it(owner: Connection) -> None:
    problems: list[str] = []
    for statement in STATEMENTS:
        attempts = []
        for role in ROLES:
            async with as_role(owner, f"tw_{role}", ACTOR):
                attempts.append((await try_statement(owner, statement, ACTOR, shift=1))[0])
        if not any(attempt.is_allowed for attempt in attempts):
            problems.append(f"{statement.source} {statement.name}: {attempts[0].mistake}")

    assert problems == []


async def try_statement(
    owner: Connection, statement: Statement, tenant: Tenant, *, shift: int
) -> tuple[Attempt, list[Any]]:
    """Run a statement with a tenant's values and return what came of it, and the values."""
    try:
        async with owner.transaction():
            prepared = await owner.prepare(statement.sql)
    except asyncpg.SyntaxOrAccessError as error:
        return Attempt(is_allowed=False, mistake=str(error)), []
    arguments = [
        argument(name, parameter.name, parameter.kind, tenant, shift=shift)
        for name, parameter in zip(statement.parameters, prepared.get_parameters(), strict=True)
    ]
    given = [item for value in arguments for item in (value if isinstance(value, list) else [value])]
    try:
        async with owner.transaction():
            rows = await prepared.fetch(*arguments)
    except asyncpg.InsufficientPrivilegeError as error:
        return Attempt(is_allowed=NOT_ALLOWED not in str(error)), given
    except asyncpg.SyntaxOrAccessError as error:
        return Attempt(is_allowed=False, mistake=str(error)), given
    except asyncpg.PostgresError:
        # A constraint or a function's own check says no to made-up values: the right to ask is there.
        return Attempt(is_allowed=True), given
    return Attempt(is_allowed=True, rows=[dict(row) for row in rows]), given


def argument(name: str, kind: str, form: str, tenant: Tenant, *, shift: int) -> Any:
    """Return a tenant's value for a parameter, by its name and type; `shift` moves bounds below or above the
    rows'.
    """
    if form == "array":
        return [argument(_singular(name), kind.removesuffix("[]"), "scalar", tenant, shift=shift)]
    numbers: dict[str, Any] = {
        "bool": True,
        "int2": 1 + shift,
        "int4": 50,
        "int8": 1 + shift,
        "numeric": Decimal(1 + shift),
        "float8": 1.0 + shift,
        "timestamptz": MOMENT + timedelta(days=365 * shift),
        "date": MOMENT.date() + timedelta(days=shift),
        "interval": timedelta(days=1),
    }
    if kind in numbers:
        return numbers[kind]
    column = Column(
        name,
        {"uuid": "uuid", "bytea": "bytea", "jsonb": "jsonb", "json": "jsonb"}.get(kind, "text"),
        False,
        _known(name),
    )
    value: UUID | str | bytes = tenant.value(column)
    return value


def _singular(name: str) -> str:
    return name.removesuffix("s")


def _known(name: str) -> tuple[str, ...]:
    known = {
        "state": ("pending",),
        "status": ("active",),
        "scope": ("user",),
        "outcome": ("accepted",),
        "symbol": (),
    }
    return known.get(name, ())
