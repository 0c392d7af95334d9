"""Sign in with e-mail and password, slowly for those who guess."""

from __future__ import annotations

from datetime import datetime

from tradewright.features.accounts import attempts, store
from tradewright.features.accounts.emails import email_key
from tradewright.features.accounts.errors import CredentialsWrong, SignInLimited, TraderSuspended
from tradewright.features.accounts.passwords import verify_password
from tradewright.features.accounts.sessions import SessionTokens, new_session_id, open_session
from tradewright.features.accounts.store import Trader
from tradewright.features.accounts.visit import Visit
from tradewright.platform import audit


async def sign_in(visit: Visit, *, email: str, password: str) -> tuple[Trader, SessionTokens]:
    """Open a session for whoever has this e-mail address and password.

    Raises SignInLimited before it looks at the password, CredentialsWrong, or TraderSuspended (only to those who
    know the password). An unknown address takes as long as a wrong password.
    """
    key, now = email_key(email), visit.now
    await _count_attempt(visit, key, now=now)

    async with visit.db.open() as tx:
        found = await store.find_credentials(tx, email_key=key)
    is_right = await verify_password(password, password_hash=found.password_hash if found else None)
    if found is None or not is_right:
        raise CredentialsWrong("The e-mail address or the password is wrong.")
    await _forgive(visit, key, now=now)
    if found.status != "active":
        raise TraderSuspended("This account is suspended. Ask the operator.")

    session_id = new_session_id()
    cx = visit.as_trader(found.user_id, session_id)
    async with cx.transaction() as tx:
        session = await open_session(tx, visit, found.user_id, session_id, now=now)
        await audit.record(tx, cx, action="session.opened", subject=f"session:{session_id}")
        trader = await store.find_trader(tx, found.user_id)
    if trader is None:
        raise AssertionError("a trader with credentials is not there")
    return trader, session


async def _count_attempt(visit: Visit, key: str, *, now: datetime) -> None:
    """Count this attempt as failed before it is made, so that a hundred parallel guesses are a hundred."""
    pair, source = attempts.pair_subject(key, visit.remote_ip), attempts.source_subject(visit.remote_ip)
    async with visit.db.open() as tx:
        # Always the source first: two attempts that lock in different orders would wait for each other.
        wait = attempts.wait_for_source(await store.lock_failures(tx, source, now=now), now=now)
        wait = max(wait, attempts.wait_for_pair(await store.lock_failures(tx, pair, now=now), now=now))
        if wait:
            raise SignInLimited("Too many failed attempts. Wait before you try again.", retry_after_s=wait)
        for subject in (source, pair):
            await store.count_attempt(tx, subject, window_start=attempts.window_of(now))


async def _forgive(visit: Visit, key: str, *, now: datetime) -> None:
    """The password was right: forget the pair's failures and take this attempt off the source's count."""
    source = attempts.source_subject(visit.remote_ip)
    async with visit.db.open() as tx:
        await store.uncount_attempt(tx, source, window_start=attempts.window_of(now))
        await store.forget_attempts(tx, attempts.pair_subject(key, visit.remote_ip))
        await store.drop_old_attempts(tx, now=now)
