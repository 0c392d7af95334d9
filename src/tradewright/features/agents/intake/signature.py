"""The signed route's header, `X-Webhook-Signature: t=<unix seconds>,v1=<hex hmac-sha256 of "t.body">`."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

AGE_MAX_S = 300
"""How far the sender's clock and ours may stand apart, either way."""
HEADER_MAX = 1024

SignatureFault = Literal["signature_missing", "signature_stale", "signature_mismatch"]


@dataclass(frozen=True, slots=True)
class Signature:
    """The parsed header. Several `v1` are allowed, so that a sender can change its secret without a gap."""

    text: str
    signed_at: int
    digests: tuple[bytes, ...]


def parse_signature(header: str | None) -> Signature | None:
    """Return what the header says; None when it is missing or not of that form."""
    if not header or len(header) > HEADER_MAX:
        return None
    text = None
    digests = []
    for part in header.split(","):
        name, _, value = part.strip().partition("=")
        if name == "t":
            if text is not None or not value.isascii() or not value.isdigit() or len(value) > 12:
                return None
            text = value
        elif name == "v1":
            try:
                digests.append(bytes.fromhex(value))
            except ValueError:
                return None
    return Signature(text, int(text), tuple(digests)) if text is not None and digests else None


def sign(body: bytes, *, secret: bytes, signed_at: int) -> str:
    """Return the header value a sender would make."""
    return f"t={signed_at},v1={_digest(body, secret=secret, text=str(signed_at)).hex()}"


def check_signature(
    signature: Signature | None, body: bytes, *, secret: bytes, now: datetime
) -> bytes | SignatureFault:
    """Return the digest that proves the body, or what is wrong. Authenticity is judged before age, so that
    only who knows the secret learns anything about our clock.
    """
    if signature is None:
        return "signature_missing"
    expected = _digest(body, secret=secret, text=signature.text)
    if not any(hmac.compare_digest(expected, given) for given in signature.digests):
        return "signature_mismatch"
    if abs(now.timestamp() - signature.signed_at) > AGE_MAX_S:
        return "signature_stale"
    return expected


def _digest(body: bytes, *, secret: bytes, text: str) -> bytes:
    return hmac.digest(secret, text.encode() + b"." + body, "sha256")
