"""Sign up: the trader, what they accepted, and their first session, in one commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tradewright.features.accounts import attempts, store
from tradewright.features.accounts.emails import email_key
from tradewright.features.accounts.errors import LegalNotAccepted, SignUpLimited
from tradewright.features.accounts.legal import Acceptance, missing_acceptances
from tradewright.features.accounts.passwords import check_password, hash_password
from tradewright.features.accounts.sessions import SessionTokens, new_session_id, open_session
from tradewright.features.accounts.store import NewTrader, Trader
from tradewright.features.accounts.visit import Visit
from tradewright.kernel.errors import Fault
from tradewright.kernel.ids import UserId, new_uuid7, shard_of
from tradewright.platform import audit, outbox


@dataclass(frozen=True, slots=True)
class SignUp:
    email: str
    password: str
    accepted: tuple[Acceptance, ...]
    display_name: str = ""
    timezone: str = "UTC"
    is_demo: bool = False


async def sign_up(visit: Visit, wish: SignUp) -> tuple[Trader, SessionTokens]:
    """Make the trader and sign them in.

    Raises LegalNotAccepted, PasswordWeak, SignUpLimited or EmailTaken, and then nothing has been made. Telling
    that an address is taken is a choice: hiding it would need a round trip by e-mail, which this product does not have yet.
    """
    key = email_key(wish.email)
    check_password(wish.password, email_key=key)
    _check_acceptances(wish.accepted)
    now = visit.now
    await _count_attempt(visit, now=now)
    user_id, session_id = UserId(new_uuid7()), new_session_id()
    trader = NewTrader(
        user_id=user_id,
        email=wish.email.strip(),
        email_key=key,
        password_hash=await hash_password(wish.password),
        display_name=wish.display_name.strip(),
        timezone=wish.timezone,
        is_demo=wish.is_demo,
        shard_id=shard_of(user_id, shard_count=visit.settings.shard_count),
    )
    cx = visit.as_trader(user_id, session_id)

    async with cx.transaction() as tx:
        await store.insert_trader(tx, trader, now=now)
        # Once each: a page may send a tick twice.
        agreed = tuple(dict.fromkeys(wish.accepted))
        await store.insert_acceptances(tx, user_id, agreed, now=now, remote_ip=visit.remote_ip)
        session = await open_session(tx, visit, user_id, session_id, now=now)
        accepted = [{"document": one.document, "version": one.version} for one in agreed]
        await audit.record(
            tx, cx, action="trader.signed_up", subject=f"trader:{user_id}", after={"accepted": accepted}
        )
        await visit.welcome(tx, cx)
        made = await store.find_trader(tx, user_id)
    await outbox.wake(cx.bus)

    if made is None:
        raise AssertionError("a trader that was just committed is not there")
    return made, session


async def _count_attempt(visit: Visit, *, now: datetime) -> None:
    """Count this sign-up before its password costs us a hash. Raises SignUpLimited."""
    subject = attempts.sign_up_subject(visit.remote_ip)
    async with visit.db.open() as tx:
        history = await store.lock_failures(tx, subject, now=now)
        wait = attempts.wait_for_source(history, now=now, free=attempts.SIGN_UPS_FREE)
        if wait:
            raise SignUpLimited("Too many sign-ups from your address. Wait a while.", retry_after_s=wait)
        await store.count_attempt(tx, subject, window_start=attempts.window_of(now))


def _check_acceptances(accepted: tuple[Acceptance, ...]) -> None:
    missing = missing_acceptances(accepted)
    if missing:
        raise LegalNotAccepted(
            "Read and accept the current documents to sign up.",
            faults=tuple(
                Fault(
                    path="$.accepted",
                    rule="current_version",
                    message=f"{document.title} must be accepted in version {document.version}.",
                    value=document.document,
                )
                for document in missing
            ),
        )
