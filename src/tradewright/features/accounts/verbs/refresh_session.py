"""Refresh: trade a refresh token for the next one, and notice when somebody else holds a copy."""

from __future__ import annotations

from datetime import datetime

from tradewright.features.accounts import store, tokens
from tradewright.features.accounts.announce import announce_session_end
from tradewright.features.accounts.errors import RefreshReused, SessionEnded, TraderSuspended
from tradewright.features.accounts.sessions import SessionTokens, make_tokens, session_end
from tradewright.features.accounts.store import FoundSession, Trader
from tradewright.features.accounts.visit import Visit
from tradewright.kernel.ids import SessionId
from tradewright.platform import audit


async def find_session_of(visit: Visit, refresh_token: str) -> SessionId | None:
    """Return the session this refresh token belongs to or did before it was rotated, alive or not."""
    async with visit.db.open() as tx:
        found = await store.find_session(tx, token_hash=tokens.token_hash(refresh_token))
    return found.session_id if found else None


async def refresh_session(visit: Visit, refresh_token: str) -> tuple[Trader, SessionTokens]:
    """Rotate the token and return the trader with the next ones.

    A token that was rotated away less than REFRESH_GRACE ago gives the same next token again. Later than that it
    was copied: the session ends for everyone, with an audit entry. Raises SessionEnded, RefreshReused or
    TraderSuspended.
    """
    now, token_hash = visit.now, tokens.token_hash(refresh_token)
    async with visit.db.open() as tx:
        found = await store.find_session(tx, token_hash=token_hash)
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
            await store.revoke_session(tx, found.user_id, found.session_id, now=now)
            await audit.record(tx, cx, action="session.refresh_reused", subject=f"session:{found.session_id}")
        trader = await store.find_trader(tx, found.user_id)

    if is_reused:
        await announce_session_end(visit.bus, found.user_id, found.session_id)
        raise RefreshReused("This session was used from two places and has been ended. Sign in again.")
    if trader is None or trader.status != "active":
        raise TraderSuspended("This account is suspended. Ask the operator.")
    return trader, make_tokens(visit.settings, found.user_id, found.session_id, refresh=next_token, now=now)


def _is_stale(found: FoundSession, *, now: datetime) -> bool:
    """Say whether the token was rotated away too long ago to be the same browser asking twice."""
    return found.is_previous and (found.rotated_at is None or now - found.rotated_at > tokens.REFRESH_GRACE)
