"""Refresh: trade a refresh token for the next one, and notice when somebody else holds a copy."""

from __future__ import annotations

from datetime import datetime
from typing import NoReturn

from tradewright.features.accounts import store, tokens
from tradewright.features.accounts.announce import announce_session_end
from tradewright.features.accounts.errors import RefreshReused, SessionEnded, TraderSuspended
from tradewright.features.accounts.sessions import SessionTokens, make_tokens, session_end
from tradewright.features.accounts.store import FoundSession, Trader
from tradewright.features.accounts.visit import Visit
from tradewright.kernel.ids import SessionId, UserId
from tradewright.platform import audit
from tradewright.platform.context import Context
from tradewright.platform.db import Tx


async def refresh_session(visit: Visit, refresh_token: str) -> tuple[Trader, SessionTokens]:
    """Rotate the token and return the trader with the next ones.

    A token that was rotated away less than REFRESH_GRACE ago gives the same next token again. Later than that, or
    rotated away more than once, it was copied: the session ends for everyone, with an audit entry. Raises
    SessionEnded, RefreshReused or TraderSuspended.
    """
    now, token_hash = visit.now, tokens.token_hash(refresh_token)
    async with visit.db.open() as tx:
        found = await store.find_session(tx, token_hash=token_hash)
    if found is None:
        await _end_copied(visit, refresh_token, now=now)
    if found is None or found.revoked_at is not None or found.expires_at <= now:
        raise SessionEnded("The session is over. Sign in again.")
    cx = visit.as_trader(found.user_id, found.session_id)
    next_token = tokens.next_refresh_token(refresh_token, secret=visit.settings.secret_key)

    async with cx.transaction() as tx:
        is_reused = _is_stale(found, now=now)
        if not is_reused and not found.is_previous:
            rotated = await store.rotate_session(
                tx,
                found,
                token_hash=token_hash,
                next_hash=tokens.token_hash(next_token),
                now=now,
                expires_at=session_end(visit.settings, now=now),
            )
            if not rotated:
                # Another tab was faster: the token is a previous one by now, and its age decides.
                again = await store.find_session(tx, token_hash=token_hash)
                if again is None or again.revoked_at is not None:
                    raise SessionEnded("The session is over. Sign in again.")
                is_reused = _is_stale(again, now=now)
        if is_reused:
            await _end(tx, cx, found.session_id, now=now)
        trader = await store.find_trader(tx, found.user_id)

    if is_reused:
        await _tell_of_end(visit, found.user_id, found.session_id)
    if trader is None or trader.status != "active":
        raise TraderSuspended("This account is suspended. Ask the operator.")
    return trader, make_tokens(visit.settings, found.user_id, found.session_id, refresh=next_token, now=now)


async def _end_copied(visit: Visit, refresh_token: str, *, now: datetime) -> None:
    """End the session of a token that is ours and yet neither its present nor its previous one.

    A thief who rotates twice before the owner comes back would otherwise stay, while the owner is only signed out.
    """
    claims = tokens.read_refresh(refresh_token, secret=visit.settings.secret_key)
    if claims is None:
        return
    cx = visit.as_trader(claims.user_id, claims.session_id)
    async with cx.transaction() as tx:
        was_alive = await _end(tx, cx, claims.session_id, now=now)
    if was_alive:
        await _tell_of_end(visit, claims.user_id, claims.session_id)


async def _end(tx: Tx, cx: Context, session_id: SessionId, *, now: datetime) -> bool:
    """Say whether the session was alive until now."""
    was_alive = await store.revoke_session(tx, cx.user_id, session_id, now=now)
    if was_alive:
        await audit.record(tx, cx, action="session.refresh_reused", subject=f"session:{session_id}")
    return was_alive


async def _tell_of_end(visit: Visit, user_id: UserId, session_id: SessionId) -> NoReturn:
    await announce_session_end(visit.bus, user_id, session_id)
    raise RefreshReused("This session was used from two places and has been ended. Sign in again.")


def _is_stale(found: FoundSession, *, now: datetime) -> bool:
    """Say whether the token was rotated away too long ago to be the same browser asking twice."""
    return found.is_previous and (found.rotated_at is None or now - found.rotated_at > tokens.REFRESH_GRACE)
