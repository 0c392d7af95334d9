"""Signing requests with the three kinds of keys Binance gives: HMAC, Ed25519 and RSA. Pure but for the key itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Protocol
from urllib.parse import quote, urlencode

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tradewright.kernel.money import plain
from tradewright.kernel.secret import Secret

Value = str | int | bool | Decimal
Params = Mapping[str, Value]
_PEM: Final = "-----BEGIN"


class NotAKey(ValueError):
    """The secret looks like a private key in PEM and is none that Binance takes; the message holds nothing of it."""


class Signer(Protocol):
    def sign(self, payload: str) -> str:
        """Return the signature of `payload`: hex for HMAC, base64 for the others."""
        ...


def signer_of(secret: Secret) -> Signer:
    """Return what signs with `secret`: a private key in PEM (PKCS 8), or else the text of an HMAC secret.

    Raises NotAKey.
    """
    text = secret.reveal().strip()
    if not text.startswith(_PEM):
        return _Hmac(text.encode())
    try:
        key = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as cause:
        raise NotAKey("not a private key in PEM without a password") from cause
    match key:
        case Ed25519PrivateKey():
            return _Ed25519(key)
        case RSAPrivateKey():
            return _Rsa(key)
        case _:
            raise NotAKey("Binance takes HMAC, Ed25519 and RSA keys")


def encode(params: Params) -> str:
    """Return `params` as a query, in their order, anything but plain ASCII percent-encoded, decimals without exponent."""
    return urlencode({name: text_of(value) for name, value in params.items()}, quote_via=quote)


def signed_query(params: Params, signer: Signer) -> str:
    """Return the query with its signature, to be sent byte for byte."""
    query = encode(params)
    return f"{query}&signature={quote(signer.sign(query), safe='')}"


def signed_frame(params: Params, signer: Signer) -> dict[str, str | int | bool]:
    """Return the params of a websocket request with their signature, which is over the names in alphabetical order."""
    payload = "&".join(f"{name}={text_of(params[name])}" for name in sorted(params))
    told = {name: value if isinstance(value, int) else text_of(value) for name, value in params.items()}
    return {**told, "signature": signer.sign(payload)}


def text_of(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return plain(value)
        case _:
            return str(value)


class _Hmac:
    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def sign(self, payload: str) -> str:
        return hmac.new(self._secret, payload.encode(), hashlib.sha256).hexdigest()


class _Ed25519:
    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def sign(self, payload: str) -> str:
        return base64.b64encode(self._key.sign(payload.encode())).decode()


class _Rsa:
    def __init__(self, key: RSAPrivateKey) -> None:
        self._key = key

    def sign(self, payload: str) -> str:
        return base64.b64encode(self._key.sign(payload.encode(), PKCS1v15(), SHA256())).decode()
