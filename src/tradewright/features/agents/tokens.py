"""The secrets of an agent: the token in its URL and the key that signs envelopes."""

from __future__ import annotations

import hashlib
import secrets

from tradewright.kernel.ids import UserId
from tradewright.platform.settings import Settings
from tradewright.platform.vault import Vault

TOKEN_BYTES = 24
"""192 random bits, 32 characters of base64url: beyond guessing, so one SHA-256 is enough at rest."""
PREFIX_LENGTH = 6
TOKEN_COLUMN, SIGNING_COLUMN = "agent.token_sealed", "agent.signing_sealed"


def new_token() -> str:
    """Return a fresh path token."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_signing_secret() -> str:
    """Return a fresh secret for signed envelopes: 256 random bits in hex."""
    return secrets.token_hex(32)


def token_hash(token: str) -> bytes:
    """Return what is stored of a token to find its agent by. Any text may come in: it is a part of a URL."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def webhook_url(settings: Settings, token: str) -> str:
    """Return the URL to paste into an alert."""
    return f"{settings.public_url}/api/tv-webhook/{token}"


def hidden_url(settings: Settings, token_prefix: str) -> str:
    """Return the URL as those see it who may not use it."""
    return webhook_url(settings, f"{token_prefix}***")


def seal_token(vault: Vault, user_id: UserId, token: str) -> bytes:
    return vault.seal(token.encode(), column=TOKEN_COLUMN, user_id=user_id)


def open_token(vault: Vault, user_id: UserId, sealed: bytes) -> str:
    return vault.open(sealed, column=TOKEN_COLUMN, user_id=user_id).decode()


def seal_signing_secret(vault: Vault, user_id: UserId, secret: str) -> bytes:
    return vault.seal(secret.encode(), column=SIGNING_COLUMN, user_id=user_id)


def open_signing_secret(vault: Vault, user_id: UserId, sealed: bytes) -> str:
    return vault.open(sealed, column=SIGNING_COLUMN, user_id=user_id).decode()
