"""The statements of `queries.sql` as typed functions; every one acts for the one user of its transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from tradewright.features.agents.drafts import AccountFacts
from tradewright.kernel.ids import AccountId, AgentId, AgentVersionId, AlertId, OrderId, SignalId, UserId
from tradewright.platform.db import Tx, statements

AgentStatus = Literal["active", "paused", "deleted"]
Row = Mapping[str, Any]

_sql = statements(__package__)


@dataclass(frozen=True, slots=True)
class Missed:
    """Alerts of an agent that never came. The last gap was noticed at `at`, by the alert after it."""

    alerts: int
    at: datetime
    alert_id: AlertId


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent with its present version."""

    agent_id: AgentId
    name: str
    status: AgentStatus
    token_prefix: str
    token_sealed: bytes
    signing_sealed: bytes
    version_id: AgentVersionId
    version_number: int
    created_at: datetime
    updated_at: datetime
    document: Mapping[str, Any]
    note: str
    missed: Missed | None


@dataclass(frozen=True, slots=True)
class Version:
    version_id: AgentVersionId
    number: int
    note: str
    created_at: datetime
    document: Mapping[str, Any]


async def begin_change(tx: Tx, user_id: UserId, agent_id: AgentId) -> None:
    """Make this change govern the very next decision and the very next alert; first in every change."""
    await _sql.bump_epoch(tx, user_id=user_id)
    await _sql.lock_agent(tx, agent_id=agent_id)


async def count_agents(tx: Tx, user_id: UserId) -> int:
    return int(await _sql.count_agents(tx, user_id=user_id))


async def find_agent(tx: Tx, user_id: UserId, agent_id: UUID) -> Agent | None:
    row = await _sql.find_agent(tx, user_id=user_id, agent_id=agent_id)
    return _agent(row) if row else None


async def list_agents(tx: Tx, user_id: UserId, *, before: UUID | None, at_most: int) -> list[Agent]:
    return [
        _agent(row) async for row in _sql.list_agents(tx, user_id=user_id, before=before, at_most=at_most)
    ]


async def insert_agent(
    tx: Tx,
    user_id: UserId,
    *,
    agent_id: AgentId,
    name: str,
    token_hash: bytes,
    token_prefix: str,
    token_sealed: bytes,
    signing_sealed: bytes,
    version_id: AgentVersionId,
    now: datetime,
) -> None:
    await _sql.insert_agent(
        tx,
        user_id=user_id,
        agent_id=agent_id,
        name=name,
        token_hash=token_hash,
        token_prefix=token_prefix,
        token_sealed=token_sealed,
        signing_sealed=signing_sealed,
        version_id=version_id,
        now=now,
    )


async def insert_version(tx: Tx, user_id: UserId, agent_id: AgentId, version: Version) -> None:
    await _sql.insert_version(
        tx,
        user_id=user_id,
        agent_id=agent_id,
        version_id=version.version_id,
        number=version.number,
        document=version.document,
        note=version.note,
        now=version.created_at,
    )


async def set_version(tx: Tx, user_id: UserId, agent_id: AgentId, version: Version, *, name: str) -> None:
    await _sql.set_version(
        tx,
        user_id=user_id,
        agent_id=agent_id,
        name=name,
        version_id=version.version_id,
        number=version.number,
        now=version.created_at,
    )


async def set_status(
    tx: Tx, user_id: UserId, agent_id: AgentId, status: AgentStatus, *, now: datetime
) -> None:
    await _sql.set_status(tx, user_id=user_id, agent_id=agent_id, status=status, now=now)


async def set_token(
    tx: Tx,
    user_id: UserId,
    agent_id: AgentId,
    *,
    token_hash: bytes,
    token_prefix: str,
    token_sealed: bytes,
    now: datetime,
) -> None:
    await _sql.set_token(
        tx,
        user_id=user_id,
        agent_id=agent_id,
        token_hash=token_hash,
        token_prefix=token_prefix,
        token_sealed=token_sealed,
        now=now,
    )


async def list_versions(
    tx: Tx, user_id: UserId, agent_id: UUID, *, before: int | None, at_most: int
) -> list[Version]:
    rows = _sql.list_versions(tx, user_id=user_id, agent_id=agent_id, before=before, at_most=at_most)
    return [
        Version(
            AgentVersionId(row["version_id"]), row["number"], row["note"], row["created_at"], row["document"]
        )
        async for row in rows
    ]


async def find_version(tx: Tx, user_id: UserId, agent_id: UUID, *, number: int | None) -> Version | None:
    """Return the version with this number, the present one for None."""
    row = await _sql.find_version(tx, user_id=user_id, agent_id=agent_id, number=number)
    if row is None:
        return None
    return Version(
        AgentVersionId(row["version_id"]), row["number"], row["note"], row["created_at"], row["document"]
    )


async def find_accounts(
    tx: Tx, user_id: UserId, account_ids: Collection[AccountId]
) -> dict[AccountId, AccountFacts]:
    """Return the trader's own accounts among these."""
    rows = _sql.list_accounts(tx, user_id=user_id, account_ids=list(account_ids))
    return {AccountId(row["account_id"]): AccountFacts(row["broker"], row["status"]) async for row in rows}


async def list_known_symbols(
    tx: Tx, user_id: UserId, symbols: Collection[str], account_ids: Collection[AccountId]
) -> list[str]:
    """Return which of `symbols` one of these accounts can trade, as far as is known."""
    rows = _sql.list_known_symbols(tx, user_id=user_id, symbols=list(symbols), account_ids=list(account_ids))
    return [row["symbol"] async for row in rows]


async def find_test_symbol(tx: Tx) -> str | None:
    return cast("str | None", await _sql.find_test_symbol(tx))


async def list_alerts(
    tx: Tx, user_id: UserId, *, agent_id: UUID | None, outcome: str | None, before: int | None, at_most: int
) -> list[Row]:
    rows = _sql.list_alerts(
        tx, user_id=user_id, agent_id=agent_id, outcome=outcome, before=before, at_most=at_most
    )
    return [row async for row in rows]


async def find_alert(tx: Tx, user_id: UserId, alert_id: UUID) -> Row | None:
    return cast("Row | None", await _sql.find_alert(tx, user_id=user_id, alert_id=alert_id))


async def list_signals_of_alerts(tx: Tx, user_id: UserId, alert_ids: Sequence[AlertId]) -> list[Row]:
    return [row async for row in _sql.list_signals_of_alerts(tx, user_id=user_id, alert_ids=list(alert_ids))]


async def find_signal(tx: Tx, user_id: UserId, signal_id: UUID) -> Row | None:
    return cast("Row | None", await _sql.find_signal(tx, user_id=user_id, signal_id=signal_id))


async def find_order(tx: Tx, user_id: UserId, order_id: UUID) -> Row | None:
    return cast("Row | None", await _sql.find_order(tx, user_id=user_id, order_id=order_id))


async def list_orders_of_signals(tx: Tx, user_id: UserId, signal_ids: Sequence[SignalId]) -> list[Row]:
    return [
        row async for row in _sql.list_orders_of_signals(tx, user_id=user_id, signal_ids=list(signal_ids))
    ]


async def list_order_events(tx: Tx, user_id: UserId, order_ids: Sequence[OrderId]) -> list[Row]:
    return [row async for row in _sql.list_order_events(tx, user_id=user_id, order_ids=list(order_ids))]


async def list_executions(tx: Tx, user_id: UserId, order_ids: Sequence[OrderId]) -> list[Row]:
    return [row async for row in _sql.list_executions(tx, user_id=user_id, order_ids=list(order_ids))]


async def find_agent_by_token(tx: Tx, token_hash: bytes) -> Row | None:
    """Return whose token this is. For a transaction that acts for nobody (`db.open`)."""
    return cast("Row | None", await _sql.find_agent_by_token(tx, token_hash=token_hash))


async def find_agent_for_signature(tx: Tx, agent_id: AgentId) -> Row | None:
    """Return the agent with its sealed signing secret. For a transaction that acts for nobody."""
    return cast("Row | None", await _sql.find_agent_for_signature(tx, agent_id=agent_id))


def _agent(row: Row) -> Agent:
    return Agent(
        agent_id=AgentId(row["agent_id"]),
        name=row["name"],
        status=row["status"],
        token_prefix=row["token_prefix"],
        token_sealed=row["token_sealed"],
        signing_sealed=row["signing_sealed"],
        version_id=AgentVersionId(row["version_id"]),
        version_number=row["version_number"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        document=row["document"],
        note=row["note"],
        missed=Missed(row["missed"], row["missed_at"], AlertId(row["missed_alert_id"]))
        if row["missed"]
        else None,
    )
