"""Who is asking: turns an access token or an API key into a known actor. The middleware calls it for each request.

Both ways ask the database every time. Nothing is cached, so signing out, revoking a key and suspending a trader
hold for the very next request; the price is one indexed look-up.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from tradewright.features.accounts import store, tokens
from tradewright.features.accounts.errors import ApiKeyUnknown, SessionEnded, TraderSuspended
from tradewright.features.accounts.visit import Visit
from tradewright.kernel.ids import ApiKeyId, UserId
from tradewright.platform.context import ALL_SCOPES, ApiKeyActor, Scope, TraderActor
from tradewright.platform.db import Database

TOUCH_EVERY_S = 60.0
_TOUCHED_MAX = 10_000
_touched: dict[ApiKeyId, float] = {}
"""When this process last wrote `last_used_at` of a key, by the monotonic clock. Only saves writes; losing it is fine."""


@dataclass(frozen=True, slots=True)
class Identity:
    user_id: UserId
    actor: TraderActor | ApiKeyActor
    scopes: frozenset[Scope]


async def authenticate_session(visit: Visit, access_token: str) -> Identity:
    """Return who holds this access token. Raises SessionEnded or TraderSuspended."""
    now = visit.now
    claims = tokens.read_access(access_token, secret=visit.settings.secret_key, now=now)
    if claims is None:
        raise SessionEnded("Sign in, or refresh the session.")
    async with visit.db.tenant(claims.user_id) as tx:
        status = await store.find_live_session(tx, claims.user_id, claims.session_id, now=now)
    if status is None:
        raise SessionEnded("The session is over. Sign in again.")
    _check_active(status)
    return Identity(claims.user_id, TraderActor(claims.user_id, claims.session_id), ALL_SCOPES)


async def authenticate_api_key(visit: Visit, key: str) -> Identity:
    """Return whose API key this is. Raises ApiKeyUnknown or TraderSuspended."""
    found = None
    if tokens.is_api_key(key):
        async with visit.db.open() as tx:
            found = await store.find_api_key(tx, key_hash=tokens.token_hash(key))
    if found is None or found.is_revoked:
        raise ApiKeyUnknown("This API key does not exist or was revoked.")
    _check_active(found.trader_status)
    if _is_due(found.api_key_id):
        async with visit.db.tenant(found.user_id) as tx:
            await store.touch_api_key(tx, found.user_id, found.api_key_id, now=visit.now)
    return Identity(found.user_id, ApiKeyActor(found.user_id, found.api_key_id), frozenset(found.scopes))


async def is_still_valid(db: Database, identity: Identity, *, now: datetime) -> bool:
    """Say whether this session or API key would still be let in. For connections that outlive a request."""
    actor = identity.actor
    async with db.tenant(identity.user_id) as tx:
        if isinstance(actor, TraderActor):
            status = await store.find_live_session(tx, identity.user_id, actor.session_id, now=now)
        else:
            status = await store.find_live_api_key(tx, identity.user_id, actor.api_key_id)
    return status == "active"


def _check_active(status: str) -> None:
    if status != "active":
        raise TraderSuspended("This account is suspended. Ask the operator.")


def _is_due(api_key_id: ApiKeyId) -> bool:
    moment = time.monotonic()
    if moment - _touched.get(api_key_id, float("-inf")) < TOUCH_EVERY_S:
        return False
    if len(_touched) >= _TOUCHED_MAX:
        _touched.clear()
    _touched[api_key_id] = moment
    return True
