"""Who is asking: two headers, a bearer token, or HTTP Basic; and how often they may."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest

from tradewright_fakes.alpaca.refusal import Refusal
from tradewright_fakes.serving import Credential, Venue

REQUESTS_PER_MINUTE = 200


def named_key(headers: Mapping[str, str]) -> str:
    """The key that the headers name, checked or not."""
    if key := headers.get("apca-api-key-id"):
        return key
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        return _basic(rest)[0]
    return rest if scheme.lower() == "bearer" else ""


def authenticate(venue: Venue, headers: Mapping[str, str]) -> Credential:
    """Return the credential of the request; raises Refusal 401."""
    secret = headers.get("apca-api-secret-key", "")
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return by_token(venue, rest)
    if scheme.lower() == "basic":
        _, secret = _basic(rest)
    return by_secret(venue, named_key(headers), secret)


def by_secret(venue: Venue, key_id: str, secret: str) -> Credential:
    credential = venue.credential(key_id)
    if credential is None or credential.is_revoked or not compare_digest(credential.secret, secret):
        raise unauthorised()
    return credential


def by_token(venue: Venue, token: str) -> Credential:
    credential = venue.keyring.find(token)
    if credential is None or credential.is_revoked or not credential.permissions.get("oauth", False):
        raise unauthorised()
    return credential


def unauthorised() -> Refusal:
    return Refusal(401, 40110000, "request is not authorized")


def _basic(encoded: str) -> tuple[str, str]:
    try:
        key, _, secret = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return key, secret


@dataclass(slots=True)
class _Window:
    minute: int = 0
    used: int = 0


def count(venue: Venue, key_id: str) -> dict[str, str]:
    """Count a request against its key's minute and return the headers; raises Refusal 429 with them."""
    limit = venue.settings.requests_per_minute or REQUESTS_PER_MINUTE
    now = int(venue.clock.now().timestamp())
    window: _Window = venue.facts.setdefault("windows", {}).setdefault(key_id, _Window())
    if window.minute != now // 60:
        window.minute, window.used = now // 60, 0
    window.used += 1
    left = max(0, limit - window.used)
    headers = {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Reset": str((window.minute + 1) * 60),
    }
    if venue.settings.is_limited and window.used > limit:
        refusal = Refusal(429, 42910000, "too many requests.")
        refusal.headers = headers
        raise refusal
    return headers
