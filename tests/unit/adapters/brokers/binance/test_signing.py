"""Signatures of the three kinds of keys, against the vectors of Binance's documents and the keys' public halves."""

from __future__ import annotations

import base64
from decimal import Decimal
from urllib.parse import unquote

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tradewright.adapters.brokers.binance.signing import (
    NotAKey,
    encode,
    signed_frame,
    signed_query,
    signer_of,
)
from tradewright.kernel.secret import Secret

DOCUMENTED_SECRET = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"


def pem(key: PrivateKeyTypes) -> Secret:
    return Secret(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


def test_hmac_gives_the_signature_of_the_documents() -> None:
    query = signed_query(
        {
            "symbol": "LTCBTC",
            "side": "BUY",
            "type": "LIMIT",
            "timeInForce": "GTC",
            "quantity": 1,
            "price": Decimal("0.1"),
            "recvWindow": 5000,
            "timestamp": 1499827319559,
        },
        signer_of(Secret(DOCUMENTED_SECRET)),
    )

    assert query == (
        "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000"
        "&timestamp=1499827319559"
        "&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"
    )


def test_what_is_not_ascii_is_encoded_before_it_is_signed() -> None:
    assert encode({"symbol": "币安人生USDT", "a": "x y+z"}) == (
        "symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT&a=x%20y%2Bz"
    )


def test_ed25519_signs_what_its_public_half_verifies() -> None:
    key = ed25519.Ed25519PrivateKey.generate()

    query = signed_query({"a": 1}, signer_of(pem(key)))

    payload, signature = query.split("&signature=")
    key.public_key().verify(base64.b64decode(unquote(signature)), payload.encode())


def test_rsa_signs_what_its_public_half_verifies() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    query = signed_query({"a": True, "b": Decimal("1E+3")}, signer_of(pem(key)))

    payload, signature = query.split("&signature=")
    assert payload == "a=true&b=1000"
    key.public_key().verify(base64.b64decode(unquote(signature)), payload.encode(), PKCS1v15(), SHA256())


def test_a_websocket_request_signs_its_names_in_order() -> None:
    key = ed25519.Ed25519PrivateKey.generate()

    frame = signed_frame({"timestamp": 5, "apiKey": "k"}, signer_of(pem(key)))

    assert {**frame, "signature": ""} == {"timestamp": 5, "apiKey": "k", "signature": ""}
    key.public_key().verify(base64.b64decode(str(frame["signature"])), b"apiKey=k&timestamp=5")


@pytest.mark.parametrize(
    "secret",
    [
        Secret("-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----"),
        pem(ec.generate_private_key(ec.SECP256R1())),
    ],
)
def test_a_key_that_binance_does_not_take_is_told_without_showing_it(secret: Secret) -> None:
    with pytest.raises(NotAKey) as refused:
        signer_of(secret)

    assert "nonsense" not in str(refused.value)
