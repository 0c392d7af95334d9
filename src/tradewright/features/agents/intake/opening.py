"""Putting the door together out of what a gateway has."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tradewright.features.agents import store, tokens
from tradewright.features.agents.facts import AgentFacts, facts_from_row
from tradewright.features.agents.intake.agent_cache import AgentCache
from tradewright.features.agents.intake.batcher import DATABASE_DOWN, RETRY_AFTER_S, Intake, Speaker
from tradewright.features.agents.intake.door import Door
from tradewright.features.agents.intake.rate import RateLimit
from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import AgentId, UserId
from tradewright.kernel.secret import Secret
from tradewright.platform.db import Database, Tx
from tradewright.platform.vault import Vault

RATE_PER_MINUTE = 600
UNSIGNED_PER_MINUTE = 30
"""Refused signatures of one agent that are noted; a forger is not to fill the trader's list."""


def make_door(db: Database, bus: Speaker, vault: Vault, *, rate_per_minute: int = RATE_PER_MINUTE) -> Door:
    """Return a door that is not open yet: `start` it in a running loop, `aclose` it before the database."""

    async def by_token(token_hash: bytes) -> AgentFacts | None:
        async with _asking(db) as tx:
            row = await store.find_agent_by_token(tx, token_hash)
        return None if row is None else facts_from_row(row)

    async def by_id(agent_id: AgentId) -> AgentFacts | None:
        async with _asking(db) as tx:
            row = await store.find_agent_for_signature(tx, agent_id)
        if row is None:
            return None
        secret = tokens.open_signing_secret(vault, UserId(row["user_id"]), row["signing_sealed"])
        return facts_from_row(row, signing_secret=Secret(secret))

    return Door(
        intake=Intake(db, bus),
        by_token=AgentCache(by_token),
        by_id=AgentCache(by_id),
        rate=RateLimit(per_minute=rate_per_minute),
        rate_unsigned=RateLimit(per_minute=UNSIGNED_PER_MINUTE),
    )


@asynccontextmanager
async def _asking(db: Database) -> AsyncIterator[Tx]:
    """Open a transaction to look somebody up; a database that fails is `Unavailable`, so the sender repeats."""
    try:
        async with db.open() as tx:
            yield tx
    except DATABASE_DOWN as cause:
        raise Unavailable("the database does not answer", retry_after_s=RETRY_AFTER_S) from cause
