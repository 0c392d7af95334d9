"""Signatures and their window: HMAC, RSA and Ed25519 over query and body, not older than recvWindow."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import datetime
from decimal import Decimal, InvalidOperation
from urllib.parse import unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from tradewright_fakes.binance.params import Params
from tradewright_fakes.binance.refusal import Refusal, missing
from tradewright_fakes.serving import Credential, Venue

RECV_WINDOW, RECV_WINDOW_MAX = Decimal(5000), Decimal(60_000)
AHEAD_MS = 1000


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def find_key(venue: Venue, key_id: str) -> Credential:
    """The key named by the header; raises Refusal −2014 or −2015."""
    if not key_id:
        raise Refusal(-2014, "API-key format invalid.", status=401)
    credential = venue.credential(key_id)
    if credential is None or credential.is_revoked:
        raise Refusal(-2015, "Invalid API-key, IP, or permissions for action.", status=401)
    return credential


def check_window(venue: Venue, params: Params) -> None:
    """Raise Refusal −1021 when the timestamp is not in its window by the venue's clock."""
    try:
        timestamp = Decimal(params.text("timestamp"))
        window = min(Decimal(params.given.get("recvWindow") or RECV_WINDOW), RECV_WINDOW_MAX)
    except InvalidOperation:
        raise missing("timestamp") from None
    if timestamp > 10**15:
        timestamp /= 1000
    now = milliseconds(venue.clock.told())
    if timestamp >= now + AHEAD_MS:
        raise Refusal(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")
    if now - timestamp > window:
        raise Refusal(-1021, "Timestamp for this request is outside of the recvWindow.")


def check_signature(credential: Credential, payload: str, signature: str | None) -> None:
    """Raise Refusal −1022 unless `signature` signs `payload` with the credential's key."""
    if not signature:
        raise missing("signature")
    if not _is_signed(credential, payload.encode(), signature):
        raise Refusal(-1022, "Signature for this request is not valid.")


def _is_signed(credential: Credential, payload: bytes, signature: str) -> bool:
    if credential.public_key is None:
        expected = hmac.new(credential.secret.encode(), payload, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected, signature.lower())
    key = load_pem_public_key(credential.public_key.encode())
    try:
        raw = base64.b64decode(signature)
        if isinstance(key, Ed25519PublicKey):
            key.verify(raw, payload)
        elif isinstance(key, RSAPublicKey):
            key.verify(raw, payload, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except (InvalidSignature, binascii.Error):
        return False
    return True


def signed_payload(query: str, body: str) -> tuple[str, str | None]:
    """What was signed (query and body joined, without the signature) and the signature itself."""
    signature = None
    kept: list[str] = []
    for text in (query, body):
        parts = [part for part in text.split("&") if part]
        for part in parts:
            if part.startswith("signature="):
                signature = unquote(part.removeprefix("signature="))
        kept.append("&".join(part for part in parts if not part.startswith("signature=")))
    return "".join(kept), signature


def api_payload(params: dict[str, object]) -> str:
    """What a request of the WebSocket API signs: its parameters by name, in order."""
    return "&".join(f"{name}={_plain(params[name])}" for name in sorted(params) if name != "signature")


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
