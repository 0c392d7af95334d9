"""What travels through the venue's page and back: which trader asked for which account, signed and short-lived."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tradewright.features.brokerage.inspecting import Door
from tradewright.kernel.ids import UserId
from tradewright.kernel.secret import Secret

LIFE = timedelta(minutes=10)
"""Time enough to sign in at the venue; a link somebody kept is worth nothing later."""


@dataclass(frozen=True, slots=True)
class OAuthState:
    """What the callback needs to know, and may not be told by anybody but us."""

    user_id: UserId
    door: Door
    label: str
    timezone: str
    expires_at: datetime


def write_state(state: OAuthState, *, secret: Secret) -> str:
    """Return the state as a word of URL characters: its content and a mac over it."""
    content = {
        "user": str(state.user_id),
        "broker": state.door.broker,
        "environment": state.door.environment,
        "base_url": state.door.base_url,
        "label": state.label,
        "timezone": state.timezone,
        "until": state.expires_at.astimezone(UTC).isoformat(),
    }
    body = base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
    return f"{body}.{_mac(body, secret)}"


def read_state(text: str, *, user_id: UserId, now: datetime, secret: Secret) -> OAuthState | None:
    """Return the state that `write_state` wrote for this user; None when it is altered, expired or somebody else's."""
    body, _, mac = text.partition(".")
    if not hmac.compare_digest(mac.encode(), _mac(body, secret).encode()):
        return None
    try:
        content = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (binascii.Error, ValueError):
        return None
    until = datetime.fromisoformat(content["until"])
    if content["user"] != str(user_id) or now >= until:
        return None
    return OAuthState(
        user_id=user_id,
        door=Door(content["broker"], content["environment"], content["base_url"]),
        label=content["label"],
        timezone=content["timezone"],
        expires_at=until,
    )


def _mac(body: str, secret: Secret) -> str:
    key = hmac.new(secret.reveal().encode(), b"tradewright/oauth-state", hashlib.sha256).digest()
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()
