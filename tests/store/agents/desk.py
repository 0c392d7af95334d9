"""A trader with an account, agents made by the real verbs, and gateways of their own to receive alerts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import asyncpg
from tests.support.servers import TestDatabase

from tradewright.domain.trading.signal import AgentPolicy, Sizing
from tradewright.features.agents import AgentDraft, Delivery, Door, Stored, create_agent
from tradewright.kernel.ids import AccountId, AgentId, CorrelationId, SessionId, UserId, new_uuid7
from tradewright.platform.bus import Bus
from tradewright.platform.context import ALL_SCOPES, Context, TraderActor
from tradewright.platform.db import Database
from tradewright.platform.settings import Settings
from tradewright.platform.vault import Vault

SHARD = 7
FIXED = AgentPolicy(sizing=Sizing("fixed", Decimal(1)))
VAULT = Vault([("test", bytes(32))])


@dataclass(slots=True)
class HandClock:
    """A clock that stands still until it is moved."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        return self.at

    def pass_s(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class SilentBus:
    """Keeps what was said; for tests that look at the database alone."""

    def __init__(self) -> None:
        self.said: list[str] = []

    async def publish_many(self, messages: Iterable[tuple[str, bytes]]) -> None:
        self.said += [subject for subject, _ in messages]

    async def publish(self, subject: str, data: bytes = b"") -> None:
        self.said.append(subject)


@dataclass(frozen=True, slots=True)
class Desk:
    """One trader, with the owner's way past every policy for looking."""

    cx: Context
    owner_dsn: str
    account_id: AccountId

    @property
    def user_id(self) -> UserId:
        return self.cx.user_id

    async def owner(self, statement: str, *values: object) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.owner_dsn)
        try:
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()

    def draft(self, **changes: Any) -> AgentDraft:
        return replace(AgentDraft(name="Trend", account_ids=(self.account_id,), policy=FIXED), **changes)

    async def agent(self, **changes: Any) -> AgentHandle:
        """Make an agent; `changes` are fields of the draft."""
        made = await create_agent(self.cx, self.draft(**changes))
        return AgentHandle(AgentId(UUID(made["agent_id"])), made["url"].rpartition("/")[2], made)

    async def alerts(self, agent: AgentHandle) -> list[asyncpg.Record]:
        return await self.owner(
            "select * from app.alert where agent_id = $1 order by sequence", agent.agent_id
        )

    async def signals(self, agent: AgentHandle) -> list[asyncpg.Record]:
        return await self.owner(
            "select * from app.signal where agent_id = $1 order by sequence", agent.agent_id
        )


@dataclass(frozen=True, slots=True)
class AgentHandle:
    agent_id: AgentId
    token: str
    document: dict[str, Any]


async def open_desk(
    database: TestDatabase, gateway: Database, bus: Bus | SilentBus, clock: HandClock
) -> Desk:
    """Put a trader with one paper account into the database."""
    user_id, account_id = UserId(new_uuid7()), AccountId(new_uuid7())
    owner = await asyncpg.connect(database.owner_dsn)
    try:
        await owner.execute(
            """insert into app.trader (user_id, email, email_key, password_hash, shard_id, created_at)
               values ($1, $2, $2, '', $3, now())""",
            user_id,
            f"{user_id}@example.com",
            SHARD,
        )
        await owner.execute(
            """insert into app.account (user_id, account_id, broker, label, environment, currency, created_at)
               values ($1, $2, 'paper', 'Paper', 'paper', 'USD', now())""",
            user_id,
            account_id,
        )
    finally:
        await owner.close()
    cx = Context(
        db=gateway,
        bus=cast(Bus, bus),
        vault=VAULT,
        clock=clock,
        settings=cast(Settings, _Settings()),
        user_id=user_id,
        actor=TraderActor(user_id, SessionId(new_uuid7())),
        scopes=ALL_SCOPES,
        correlation_id=CorrelationId(new_uuid7()),
    )
    return Desk(cx, database.owner_dsn, account_id)


@dataclass(frozen=True, slots=True)
class _Settings:
    public_url: str = "http://127.0.0.1:8000"


def an_alert(**members: Any) -> bytes:
    """Return a body: a market buy of BTCUSD unless `members` say otherwise."""
    return json.dumps({"ticker": "BTCUSD", "action": "buy", "quantity": "1"} | members).encode()


async def post(
    door: Door, agent: AgentHandle, body: bytes | None, clock: HandClock, *, token: str | None = None
) -> Stored:
    """Post a body to the agent's URL at the clock's time; it must be stored."""
    reception = await door.receive_by_token(
        token or agent.token,
        Delivery(
            route="tv",
            body=body,
            content_type="application/json",
            remote_ip="52.89.214.238",
            received_at=clock.now(),
            correlation_id=CorrelationId(new_uuid7()),
        ),
    )
    assert isinstance(reception, Stored), reception
    return reception
