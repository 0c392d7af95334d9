"""The database's own word on itself: tables, columns, policies, grants, read from its catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import asyncpg

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that an insert may fill."""

    name: str
    type: str
    is_nullable: bool
    allowed: tuple[str, ...]
    """The texts its check constraint allows, in order; empty for any."""


@dataclass(frozen=True, slots=True)
class Policy:
    table: str
    name: str
    command: str
    roles: tuple[str, ...]
    using: str
    check: str


async def list_tables(connection: Connection) -> list[str]:
    rows = await connection.fetch("select tablename from pg_tables where schemaname = 'app' order by 1")
    return [row[0] for row in rows]


async def list_tenant_tables(connection: Connection) -> list[str]:
    """Return the tables with a user_id."""
    rows = await connection.fetch(
        """select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname =
        'user_id'
            where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p') and not a.attisdropped order by 1"""
    )
    return [row[0] for row in rows]


async def list_policies(connection: Connection) -> list[Policy]:
    rows = await connection.fetch(
        """select tablename, policyname, cmd, roles::text[], coalesce(qual, ''), coalesce(with_check, '')
             from pg_policies where schemaname = 'app' order by 1, 2"""
    )
    return [Policy(row[0], row[1], row[2], tuple(row[3]), row[4], row[5]) for row in rows]


async def list_columns(connection: Connection, table: str) -> list[Column]:
    """Return the columns of a table that are not made by the database itself."""
    rows = await connection.fetch(
        """select a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull,
                  (select coalesce(array_agg(m[1]), '{}')
                     from pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), '''([^'']+)''::text',
                     'g') m
                    where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum])
             from pg_attribute a
            where a.attrelid = ('app.' || $1)::regclass and a.attnum > 0 and not a.attisdropped
              and a.attidentity = '' and a.attgenerated = ''
            order by a.attnum""",
        table,
    )
    return [Column(row[0], row[1], row[2], tuple(row[3])) for row in rows]


async def list_grants(connection: Connection) -> list[str]:
    """Return every right of our roles, one line each, columns by name where a right is on columns only."""
    rows = await connection.fetch(
        """
        select r.rolname || ' ' || lower(string_agg(distinct g.privilege_type, ', ' order by
        g.privilege_type))
               || ' on ' || case c.relkind when 'S' then 'sequence ' else 'table ' end || c.relname
          from pg_class c cross join lateral aclexplode(c.relacl) g join pg_roles r on r.oid = g.grantee
         where c.relnamespace = 'app'::regnamespace and r.rolname like 'tw\\_%'
         group by r.rolname, c.relkind, c.relname
        union all
        select r.rolname || ' ' || lower(g.privilege_type) || ' (' || string_agg(a.attname, ', ' order by
        a.attnum)
               || ') on table ' || c.relname
          from pg_attribute a join pg_class c on c.oid = a.attrelid cross join lateral aclexplode(a.attacl) g
          join pg_roles r on r.oid = g.grantee
         where c.relnamespace = 'app'::regnamespace and r.rolname like 'tw\\_%'
         group by r.rolname, g.privilege_type, c.relname
        union all
        select r.rolname || ' execute on ' || p.oid::regprocedure::text
          from pg_proc p cross join lateral aclexplode(p.proacl) g join pg_roles r on r.oid = g.grantee
         where p.pronamespace = 'app'::regnamespace and r.rolname like 'tw\\_%'
        union all
        select r.rolname || ' ' || lower(string_agg(distinct g.privilege_type, ', ')) || ' on schema ' ||
        n.nspname
          from pg_namespace n cross join lateral aclexplode(n.nspacl) g join pg_roles r on r.oid = g.grantee
         where r.rolname like 'tw\\_%'
         group by r.rolname, n.nspname
        """
    )
    return sorted(row[0] for row in rows)
