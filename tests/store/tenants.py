"""Tenants with one recognisable row in every tenant table there is, made from the catalogue alone.

Every text, id and byte string of a tenant's rows can be told from the other's, so a leak shows whatever way
it takes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from tests.store.catalogue import Column, Connection, list_columns, list_tenant_tables

MOMENT = datetime(2026, 1, 2, 15, 0, tzinfo=UTC)
NAMESPACE = UUID(int=0x7E4A)
LEFT_OUT = frozenset({"guru"})
"""Columns that are empty: a backtest is of a curated strategy or of a definition, never of both."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """A made-up trader; everything of theirs follows from the name."""

    name: str

    @property
    def user_id(self) -> UUID:
        return uuid5(NAMESPACE, self.name)

    def id(self, column: str) -> UUID:
        """Return this tenant's id for a column, the same in every table: `account_id` is one account."""
        if column in {"user_id", "scope_id"}:
            return self.user_id
        return uuid5(self.user_id, column)

    def value(self, column: Column) -> Any:
        """Return what this tenant's row holds in a column, as asyncpg takes it."""
        kind = column.type
        if column.name in LEFT_OUT:
            return None
        if kind == "uuid":
            return self.id(column.name)
        if kind == "text":
            return column.allowed[0] if column.allowed else f"{self.name} {column.name}"
        if kind == "bytea":
            return f"{self.name} {column.name}".encode()
        if kind == "uuid[]":
            return [self.id(column.name)]
        if kind in {"json", "jsonb"}:
            document = {"owner": self.name, "column": column.name}
            return json.dumps([document] if column.name == "events" else document)
        if kind == "text[]":
            return list(column.allowed[:1])
        values: dict[str, Any] = {
            "boolean": False,
            "smallint": 1,
            "integer": 1,
            "bigint": 1,
            "bigint[]": [1],
            "numeric": Decimal(1),
            "double precision": 1.0,
            "timestamp with time zone": MOMENT,
            "timestamp with time zone[]": [MOMENT],
            "date": date(2026, 1, 2),
        }
        return values[kind]

    def owns(self, value: Any) -> bool:
        """Return whether a value read from the database is, or holds, something of this tenant's alone."""
        match value:
            case UUID():
                return value in self._ids()
            case str():
                return self.name in value or any(str(identity) in value for identity in self._ids())
            case bytes():
                return self.name.encode() in value
            case dict():
                return any(self.owns(item) for pair in value.items() for item in pair)
            case list() | tuple():
                return any(self.owns(item) for item in value)
            case _:
                return False

    def _ids(self) -> frozenset[UUID]:
        names = ("user_id", "account_id", "agent_id", "alert_id", "signal_id", "order_id", "execution_id",
                 "session_id", "api_key_id", "audit_id", "version_id", "correlation_id", "agent_version_id",
                 "strategy_id", "job_id", "optimisation_id")  # fmt: skip
        return frozenset(self.id(name) for name in names)


async def columns_of_tenant_tables(connection: Connection) -> dict[str, list[Column]]:
    return {table: await list_columns(connection, table) for table in await list_tenant_tables(connection)}


def insert_statement(table: str, columns: Iterable[Column]) -> str:
    names = [column.name for column in columns]
    places = ", ".join(f"${number}" for number, _ in enumerate(names, 1))
    return f"insert into app.{table} ({', '.join(names)}) values ({places})"


async def settle(connection: Connection, tenant: Tenant, tables: dict[str, list[Column]]) -> None:
    """Put one row of this tenant into every tenant table. `connection` is a superuser's: keys are not
    checked.
    """
    async with connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        for table, columns in tables.items():
            await connection.execute(
                insert_statement(table, columns), *(tenant.value(column) for column in columns)
            )


async def fingerprint(connection: Connection, tenant: Tenant, tables: Iterable[str]) -> str:
    """Return a hash of all rows of a tenant, read as a superuser."""
    parts = " union all ".join(
        f"select '{table} ' || t::text as row from app.{table} t where t.user_id = '{tenant.user_id}'"
        for table in sorted(tables)
    )
    found: str = await connection.fetchval(
        f"select md5(string_agg(row, '|' order by row)) from ({parts}) rows"
    )
    return found
