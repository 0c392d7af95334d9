"""Opening a session and the tokens that stand for it. Shared by the verbs that let somebody in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tradewright.features.accounts import store, tokens
from tradewright.features.accounts.visit import USER_AGENT_MAX, Visit
from tradewright.kernel.ids import SessionId, UserId, new_uuid7
from tradewright.platform.db import Tx
from tradewright.platform.settings import Settings


@dataclass(frozen=True, slots=True)
class SessionTokens:
    """What the browser gets. Lives are in seconds; none of the tokens is ever logged or stored as it is."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    csrf: str = field(repr=False)
    access_life_s: int
    refresh_life_s: int


def new_session_id() -> SessionId:
    return SessionId(new_uuid7())


def session_end(settings: Settings, *, now: datetime) -> datetime:
    """Return when a session that is not refreshed again is over."""
    return now + timedelta(seconds=settings.refresh_token_ttl_s)


async def open_session(
    tx: Tx, visit: Visit, user_id: UserId, session_id: SessionId, *, now: datetime
) -> SessionTokens:
    """Add a session for this trader and return its tokens."""
    refresh = tokens.new_refresh_token(tokens.Claims(user_id, session_id), secret=visit.settings.secret_key)
    await store.insert_session(
        tx,
        user_id,
        session_id,
        refresh_hash=tokens.token_hash(refresh),
        user_agent=visit.user_agent[:USER_AGENT_MAX],
        remote_ip=visit.remote_ip,
        now=now,
        expires_at=session_end(visit.settings, now=now),
    )
    return make_tokens(visit.settings, user_id, session_id, refresh=refresh, now=now)


def make_tokens(
    settings: Settings, user_id: UserId, session_id: SessionId, *, refresh: str, now: datetime
) -> SessionTokens:
    secret = settings.secret_key
    return SessionTokens(
        access=tokens.issue_access(
            tokens.Claims(user_id, session_id),
            secret=secret,
            now=now,
            life_s=settings.access_token_ttl_s,
        ),
        refresh=refresh,
        csrf=tokens.new_csrf_token(session_id, secret=secret),
        access_life_s=settings.access_token_ttl_s,
        refresh_life_s=settings.refresh_token_ttl_s,
    )
