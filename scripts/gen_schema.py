"""Writes migrations/schema.sql: what the migrations make, as PostgreSQL itself tells it. A test fails when it
is stale.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import tempfile
from pathlib import Path

from tradewright.platform.db import migrate
from tradewright.platform.embedded import EmbeddedServers
from tradewright.platform.embedded.binaries import postgres_bin

SCHEMA = Path(__file__).parents[1] / "migrations" / "schema.sql"
HEAD = """\
-- The whole schema, made by `make gen` from the migrations; edit those, not this file.
-- For reading and review: a database is made by the migrations alone.

"""
# What differs from run to run or server to server and says nothing about our schema.
_NOISE = re.compile(r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*)$")
# Only an owner that means something: the door's functions run with its rights. The rest belongs to whoever
# migrates.
_OWNER = re.compile(r"^ALTER .* OWNER TO (?!tw_door;).*;$")


def dump_schema(dsn: str) -> str:
    """Return the schema `app` of a database: tables, functions, policies, grants; no data and no noise."""
    dumped = subprocess.run(
        [str(postgres_bin() / "pg_dump"), "--schema-only", "--schema=app", "--dbname", dsn],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    kept = [line for line in dumped.splitlines() if not _NOISE.match(line) and not _OWNER.match(line)]
    return HEAD + re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip() + "\n"


async def migrated_schema() -> str:
    """Return the schema that the migrations make, from a server that lives only for this."""
    with tempfile.TemporaryDirectory(prefix="tw-schema-") as directory:
        async with EmbeddedServers(Path(directory) / "home", nats=False) as servers:
            if servers.postgres is None:
                raise RuntimeError("the embedded PostgreSQL was not asked for")
            dsn = servers.postgres.dsn().reveal()
            await migrate.upgrade(dsn)
            return await asyncio.to_thread(dump_schema, dsn)


if __name__ == "__main__":
    SCHEMA.write_text(asyncio.run(migrated_schema()))
    print(f"wrote {SCHEMA}")
