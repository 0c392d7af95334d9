"""The secrets a browser or a program holds: access tokens, refresh tokens, CSRF tokens, API keys.

Access tokens are signed and short-lived; refresh tokens and API keys are kept only as their SHA-256, which is
enough for 256-bit secrets (a slow hash protects guessable ones).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt

from tradewright.kernel.ids import SessionId, UserId
from tradewright.kernel.secret import Secret

REFRESH_GRACE = timedelta(seconds=10)
"""Two tabs may refresh with the same token at the same moment; later than this it is theft."""

_API_KEY = re.compile(r"twk_([A-Za-z0-9]{8})_[A-Za-z0-9_-]{43}")
_ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class Claims:
    """The session that a token of ours was made for."""

    user_id: UserId
    session_id: SessionId


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def new_refresh_token(claims: Claims, *, secret: Secret) -> str:
    """Return a session's first refresh token: `<user and session>.<256 random bits>.<mac>`.

    It names its session and proves that we made it, so that one which was rotated away long ago is still known for
    what it is.
    """
    return _refresh_token(claims, secrets.token_urlsafe(32), secret=secret)


def next_refresh_token(token: str, *, secret: Secret) -> str:
    """Return the token that follows `token`, which `read_refresh` has read. Derived, not drawn: two tabs that refresh
    with the same token, or one that lost the answer and asks again within the grace, get the same next one and stay
    signed in."""
    claims = read_refresh(token, secret=secret)
    if claims is None:
        raise ValueError("only a token of ours has a next one")
    digest = hmac.new(_key(secret, "refresh"), token.encode(), hashlib.sha256).digest()
    return _refresh_token(claims, base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), secret=secret)


def read_refresh(token: str, *, secret: Secret) -> Claims | None:
    """Return the session that a refresh token was made for, alive or not; None when it is not ours."""
    signed, _, mac = token.rpartition(".")
    if not hmac.compare_digest(mac.encode(), _refresh_mac(signed, secret).encode()):
        return None
    names = signed.partition(".")[0]
    return Claims(UserId(UUID(names[:32])), SessionId(UUID(names[32:])))


def _refresh_token(claims: Claims, random: str, *, secret: Secret) -> str:
    signed = f"{claims.user_id.hex}{claims.session_id.hex}.{random}"
    return f"{signed}.{_refresh_mac(signed, secret)}"


def _refresh_mac(signed: str, secret: Secret) -> str:
    return hmac.new(_key(secret, "refresh mac"), signed.encode(), hashlib.sha256).hexdigest()


def new_api_key() -> tuple[str, str]:
    """Return a fresh `(prefix, key)`: eight characters to recognise it by, and the key, which is shown once."""
    prefix = "".join(secrets.choice(_ALPHANUMERIC) for _ in range(8))
    return prefix, f"twk_{prefix}_{secrets.token_urlsafe(32)}"


def is_api_key(text: str) -> bool:
    """Say whether `text` has the shape of an API key; others need no look-up."""
    return _API_KEY.fullmatch(text) is not None


def issue_access(claims: Claims, *, secret: Secret, now: datetime, life_s: int) -> str:
    """Return a signed access token for this session, good for `life_s` seconds."""
    payload = {
        "sub": str(claims.user_id),
        "sid": str(claims.session_id),
        "iat": int(now.timestamp()),
        "exp": int(now.timestamp()) + life_s,
    }
    return jwt.encode(payload, _key(secret, "access"), algorithm="HS256")


def read_access(token: str, *, secret: Secret, now: datetime) -> Claims | None:
    """Return what a token says, or None when it is not ours, was tampered with, or is past its time."""
    try:
        payload = jwt.decode(
            token,
            _key(secret, "access"),
            algorithms=["HS256"],
            # The clock is ours: the expiry is compared with `now` below.
            options={"require": ["sub", "sid", "exp"], "verify_exp": False, "verify_iat": False},
        )
        expires_at = datetime.fromtimestamp(int(payload["exp"]), UTC)
        claims = Claims(UserId(UUID(payload["sub"])), SessionId(UUID(payload["sid"])))
    except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError):
        return None
    return claims if now < expires_at else None


def new_csrf_token(session_id: SessionId, *, secret: Secret) -> str:
    """Return a CSRF token that only this session may echo: a cookie planted by another site does not pass."""
    nonce = secrets.token_urlsafe(9)
    return f"{nonce}.{_csrf_mac(nonce, session_id, secret)}"


def is_csrf_token(token: str, session_id: SessionId, *, secret: Secret) -> bool:
    """Say whether `token` was made for this session."""
    nonce, _, mac = token.partition(".")
    return hmac.compare_digest(mac.encode(), _csrf_mac(nonce, session_id, secret).encode())


def _csrf_mac(nonce: str, session_id: SessionId, secret: Secret) -> str:
    return hmac.new(_key(secret, "csrf"), f"{nonce}\n{session_id}".encode(), hashlib.sha256).hexdigest()


def _key(secret: Secret, purpose: str) -> bytes:
    """Return a key for one purpose: knowing one tells nothing about the other."""
    return hmac.new(secret.reveal().encode(), f"tradewright {purpose} v1".encode(), hashlib.sha256).digest()
