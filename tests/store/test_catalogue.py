"""No table, policy, role or function may open a way past the tenant: read from the catalogue, so new ones
count too.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from tests.store.catalogue import Connection, list_grants, list_policies, list_tables, list_tenant_tables
from tests.support.servers import TestDatabase

from tradewright.platform.db import ROLES

GRANTS = Path(__file__).with_name("grants.txt")
ROLE_NAMES = sorted([*(f"tw_{role}" for role in ROLES), "tw_door"])

TABLES_WITHOUT_TENANT = {
    "sign_in_attempt": "written before anyone is known; subjects are hashes",
    "instrument": "market reference data, the same for everybody",
    "bar": "market data, the same for everybody",
    "member": "processes of ours",
    "shard": "which process serves which users",
    "lease": "which process leads what",
    "platform_switch": "the operator's kill switch stands over every trader",
    "platform_switch_log": "who pressed it, and when; traders are told without the name",
    "chain_key": "the installation's keys that sign the audit, sealed",
    "venue_instrument": "what a venue trades and by which rules, the same for everybody",
    "venue_mark": "market data, the same for everybody",
}
ROLES_ACROSS_TENANTS = {
    "tw_door": "owns the few functions that find whom a token belongs to; no process logs in as it",
    "tw_scheduler": "its relay reads and deletes outbox rows of all users",
}
POLICIES_ACROSS_TENANTS = {("outbox", "outbox_relay"): "tw_scheduler"}


@pytest.fixture
async def owner(database: TestDatabase) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(database.owner_dsn)
    yield connection
    await connection.close()


async def test_every_table_is_a_tenants_or_on_the_list_of_those_that_are_not(owner: Connection) -> None:
    others = set(await list_tables(owner)) - set(await list_tenant_tables(owner))

    assert others == set(TABLES_WITHOUT_TENANT)


async def test_every_tenant_table_forces_row_security_and_has_a_policy(owner: Connection) -> None:
    secured = {
        row[0]
        for row in await owner.fetch(
            """select c.relname from pg_class c where c.relnamespace = 'app'::regnamespace
                  and c.relrowsecurity and c.relforcerowsecurity
                  and exists (select from pg_policy p where p.polrelid = c.oid)"""
        )
    }

    tables = await list_tenant_tables(owner)
    assert len(tables) >= 26
    assert [table for table in tables if table not in secured] == []


async def test_every_policy_names_the_tenant_or_is_a_reasoned_exception(owner: Connection) -> None:
    across: set[str] = set()
    for policy in await list_policies(owner):
        assert "public" not in policy.roles, f"{policy.name} is for everybody"
        conditions = [text for text in (policy.using, policy.check) if text]
        if conditions and all(
            "current_user_id()" in text or "acting_user_ids()" in text for text in conditions
        ):
            continue
        expected = POLICIES_ACROSS_TENANTS.get((policy.table, policy.name), "tw_door")
        assert policy.roles == (expected,), f"{policy.name} on {policy.table} does not name the tenant"
        across.update(policy.roles)

    assert across == set(ROLES_ACROSS_TENANTS)


async def test_no_role_of_ours_may_pass_row_security_or_become_another(owner: Connection) -> None:
    rows = await owner.fetch(
        """select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as
        mighty,
                  rolcanlogin, exists (select from pg_auth_members m where m.member = r.oid) as is_member
             from pg_roles r where rolname = any($1) order by rolname""",
        ROLE_NAMES,
    )

    assert [row["rolname"] for row in rows] == ROLE_NAMES
    assert [row["rolname"] for row in rows if row["mighty"] or row["is_member"]] == []
    assert [row["rolname"] for row in rows if not row["rolcanlogin"]] == ["tw_door"]


async def test_nothing_belongs_to_a_role_that_logs_in(owner: Connection) -> None:
    rows = await owner.fetch(
        """select c.relname from pg_class c join pg_roles r on r.oid = c.relowner
            where c.relnamespace = 'app'::regnamespace and r.rolname like 'tw\\_%'
           union all select p.proname from pg_proc p join pg_roles r on r.oid = p.proowner
            where p.pronamespace = 'app'::regnamespace and r.rolname like 'tw\\_%' and r.rolname <> 'tw_door'"""
    )

    assert [row[0] for row in rows] == []


async def test_functions_with_the_doors_rights_are_shut_to_the_public(owner: Connection) -> None:
    rows = await owner.fetch(
        """select p.oid::regprocedure::text as name, r.rolname as owner, p.proconfig,
                  coalesce((select bool_or(g.grantee = 0) from aclexplode(p.proacl) g), p.proacl is null) as
                  is_public
             from pg_proc p join pg_roles r on r.oid = p.proowner
            where p.pronamespace = 'app'::regnamespace and p.prosecdef"""
    )

    assert len(rows) >= 10
    for row in rows:
        assert row["owner"] == "tw_door", f"{row['name']} runs with the rights of {row['owner']}"
        assert row["proconfig"] == ["search_path=app, pg_temp"], f"{row['name']} can be given other tables"
        assert not row["is_public"], f"{row['name']} may be called by anyone"


async def test_rights_are_the_ones_somebody_reviewed(owner: Connection) -> None:
    """A right more or less is a change to read: run with TRADEWRIGHT_UPDATE_SNAPSHOTS=1 and look at the diff."""
    granted = "\n".join(await list_grants(owner)) + "\n"
    if os.environ.get("TRADEWRIGHT_UPDATE_SNAPSHOTS"):
        GRANTS.write_text(granted)

    assert granted == GRANTS.read_text()
