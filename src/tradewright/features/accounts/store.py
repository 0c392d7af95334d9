"""Rows of traders, sessions and keys, and their translation to and from what the verbs speak of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast
from uuid import UUID

from asyncpg import Record, UniqueViolationError

from tradewright.features.accounts.attempts import PAIR_MEMORY, Failures
from tradewright.features.accounts.errors import EmailTaken
from tradewright.features.accounts.legal import LIVE_TRADING, Acceptance, LegalDocument
from tradewright.kernel.ids import ApiKeyId, SessionId, UserId
from tradewright.platform.context import Scope
from tradewright.platform.db import Tx, statements

_sql = statements(__package__)


@dataclass(frozen=True, slots=True)
class Trader:
    user_id: UserId
    email: str
    display_name: str
    timezone: str
    preferences: dict[str, Any]
    is_demo: bool
    status: str
    created_at: datetime
    acknowledged_risk_at: datetime | None = None
    """When the present notice of live trading was accepted."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What signing in compares: whose address it is, the argon2id hash, and whether the trader is suspended."""

    user_id: UserId
    password_hash: str
    status: str


@dataclass(frozen=True, slots=True)
class FoundSession:
    """The session a refresh token belongs to; `is_previous` says the token was already rotated away."""

    user_id: UserId
    session_id: SessionId
    is_previous: bool
    rotated_at: datetime | None
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class ApiKey:
    api_key_id: ApiKeyId
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class FoundApiKey:
    user_id: UserId
    api_key_id: ApiKeyId
    scopes: tuple[Scope, ...]
    is_revoked: bool
    trader_status: str


@dataclass(frozen=True, slots=True)
class NewTrader:
    user_id: UserId
    email: str
    email_key: str
    password_hash: str
    display_name: str
    timezone: str
    is_demo: bool
    shard_id: int


async def insert_trader(tx: Tx, trader: NewTrader, *, now: datetime) -> None:
    """Add the trader and their control row. Raises EmailTaken; the transaction is then of no more use."""
    try:
        await _sql.insert_trader(
            tx,
            user_id=trader.user_id,
            email=trader.email,
            email_key=trader.email_key,
            password_hash=trader.password_hash,
            display_name=trader.display_name,
            timezone=trader.timezone,
            is_demo=trader.is_demo,
            shard_id=trader.shard_id,
            now=now,
        )
    except UniqueViolationError as cause:
        raise EmailTaken("This e-mail address is already registered. Sign in instead.") from cause
    await _sql.insert_user_control(tx, user_id=trader.user_id)


async def insert_acceptances(
    tx: Tx, user_id: UserId, accepted: Sequence[Acceptance], *, now: datetime, remote_ip: str
) -> None:
    for one in accepted:
        await _sql.insert_legal_acceptance(
            tx, user_id=user_id, document=one.document, version=one.version, now=now, remote_ip=remote_ip
        )


async def accepted_at(
    tx: Tx, user_id: UserId, document: LegalDocument, *, any_version: bool = False
) -> datetime | None:
    """Return when the trader first accepted this version, or `any_version`, of the document; None when never."""
    version = None if any_version else document.version
    found: datetime | None = await _sql.accepted_at(
        tx, user_id=user_id, document=document.document, version=version
    )
    return found


async def find_credentials(tx: Tx, *, email_key: str) -> Credentials | None:
    row = await _sql.find_trader_by_email(tx, email_key=email_key)
    return Credentials(UserId(row["user_id"]), row["password_hash"], row["status"]) if row else None


async def find_trader(tx: Tx, user_id: UserId) -> Trader | None:
    row = await _sql.get_trader(tx, user_id=user_id, notice_version=LIVE_TRADING.version)
    return _trader(row) if row else None


async def update_trader(
    tx: Tx,
    user_id: UserId,
    *,
    display_name: str | None,
    timezone: str | None,
    preferences: dict[str, Any] | None,
) -> Trader | None:
    row = await _sql.update_trader(
        tx,
        user_id=user_id,
        display_name=display_name,
        timezone=timezone,
        preferences=preferences,
        notice_version=LIVE_TRADING.version,
    )
    return _trader(row) if row else None


async def insert_session(
    tx: Tx,
    user_id: UserId,
    session_id: SessionId,
    *,
    refresh_hash: bytes,
    user_agent: str,
    remote_ip: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    await _sql.insert_session(
        tx,
        user_id=user_id,
        session_id=session_id,
        refresh_hash=refresh_hash,
        user_agent=user_agent,
        remote_ip=remote_ip,
        now=now,
        expires_at=expires_at,
    )


async def find_session(tx: Tx, *, token_hash: bytes) -> FoundSession | None:
    row = await _sql.find_session_by_token(tx, token_hash=token_hash)
    if row is None:
        return None
    return FoundSession(
        user_id=UserId(row["user_id"]),
        session_id=SessionId(row["session_id"]),
        is_previous=bool(row["is_previous"]),
        rotated_at=row["rotated_at"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
    )


async def find_live_session(
    tx: Tx, user_id: UserId, session_id: SessionId, *, now: datetime
) -> Literal["active", "suspended"] | None:
    """Return the trader's status when the session is alive, else None."""
    row = await _sql.find_live_session(tx, user_id=user_id, session_id=session_id, now=now)
    return row["status"] if row else None


async def rotate_session(
    tx: Tx, found: FoundSession, *, token_hash: bytes, next_hash: bytes, now: datetime, expires_at: datetime
) -> bool:
    """Say whether this call rotated the token; False when another one did first."""
    status = await _sql.rotate_session(
        tx,
        user_id=found.user_id,
        session_id=found.session_id,
        token_hash=token_hash,
        next_hash=next_hash,
        now=now,
        expires_at=expires_at,
    )
    return bool(status)


async def revoke_session(tx: Tx, user_id: UserId, session_id: SessionId, *, now: datetime) -> bool:
    """Say whether the session was alive until now."""
    return bool(await _sql.revoke_session(tx, user_id=user_id, session_id=session_id, now=now))


async def insert_api_key(tx: Tx, user_id: UserId, key: ApiKey, *, key_hash: bytes) -> None:
    await _sql.insert_api_key(
        tx,
        user_id=user_id,
        api_key_id=key.api_key_id,
        name=key.name,
        prefix=key.prefix,
        key_hash=key_hash,
        scopes=list(key.scopes),
        now=key.created_at,
    )


async def count_api_keys(tx: Tx, user_id: UserId) -> int:
    return int(await _sql.count_api_keys(tx, user_id=user_id))


async def list_api_keys(tx: Tx, user_id: UserId) -> list[ApiKey]:
    return [_api_key(row) async for row in _sql.list_api_keys(tx, user_id=user_id)]


async def revoke_api_key(tx: Tx, user_id: UserId, api_key_id: UUID, *, now: datetime) -> ApiKey | None:
    row = await _sql.revoke_api_key(tx, user_id=user_id, api_key_id=api_key_id, now=now)
    return _api_key(row) if row else None


async def find_api_key(tx: Tx, *, key_hash: bytes) -> FoundApiKey | None:
    row = await _sql.find_api_key(tx, key_hash=key_hash)
    if row is None:
        return None
    return FoundApiKey(
        user_id=UserId(row["user_id"]),
        api_key_id=ApiKeyId(row["api_key_id"]),
        scopes=cast(tuple[Scope, ...], tuple(row["scopes"])),
        is_revoked=row["revoked_at"] is not None,
        trader_status=row["status"],
    )


async def find_live_api_key(
    tx: Tx, user_id: UserId, api_key_id: ApiKeyId
) -> Literal["active", "suspended"] | None:
    """Return the trader's status when the key is not revoked, else None."""
    row = await _sql.find_live_api_key(tx, user_id=user_id, api_key_id=api_key_id)
    return row["status"] if row else None


async def touch_api_key(tx: Tx, user_id: UserId, api_key_id: ApiKeyId, *, now: datetime) -> None:
    await _sql.touch_api_key(tx, user_id=user_id, api_key_id=api_key_id, now=now)


async def lock_failures(tx: Tx, subject_hash: bytes, *, now: datetime) -> list[Failures]:
    """Return what this subject failed lately, and hold off its other attempts until the transaction ends."""
    await _sql.lock_attempts(tx, subject_hash=subject_hash)
    rows = _sql.list_attempts(tx, subject_hash=subject_hash, since=now - PAIR_MEMORY)
    return [Failures(row["window_start"], row["failures"]) async for row in rows]


async def count_attempt(tx: Tx, subject_hash: bytes, *, window_start: datetime) -> None:
    await _sql.count_attempt(tx, subject_hash=subject_hash, window_start=window_start)


async def uncount_attempt(tx: Tx, subject_hash: bytes, *, window_start: datetime) -> None:
    """Take back one counted attempt: it succeeded."""
    await _sql.uncount_attempt(tx, subject_hash=subject_hash, window_start=window_start) or (
        await _sql.forget_spent_attempt(tx, subject_hash=subject_hash, window_start=window_start)
    )


async def forget_attempts(tx: Tx, subject_hash: bytes) -> None:
    await _sql.forget_attempts(tx, subject_hash=subject_hash)


async def drop_old_attempts(tx: Tx, *, now: datetime) -> None:
    """Delete what no decision looks at any more."""
    await _sql.drop_old_attempts(tx, before=now - PAIR_MEMORY - timedelta(hours=1))


def _trader(row: Record) -> Trader:
    return Trader(
        user_id=UserId(row["user_id"]),
        email=row["email"],
        display_name=row["display_name"],
        timezone=row["timezone"],
        preferences=row["preferences"],
        is_demo=row["is_demo"],
        status=row["status"],
        created_at=row["created_at"],
        acknowledged_risk_at=row["acknowledged_risk_at"],
    )


def _api_key(row: Record) -> ApiKey:
    return ApiKey(
        api_key_id=ApiKeyId(row["api_key_id"]),
        name=row["name"],
        prefix=row["prefix"],
        scopes=cast(tuple[Scope, ...], tuple(row["scopes"])),
        created_at=row["created_at"],
        last_used_at=row["last_used_at"],
    )
