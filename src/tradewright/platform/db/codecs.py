"""JSON in the database: written and read by msgspec, with every decimal exact.

We write decimals as strings. Whatever else stands in a document, a number with a fraction is read as
`Decimal` from its own digits and never passes through a float.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import msgspec

JSONB_VERSION: Final = b"\x01"
"""The one byte before the text in PostgreSQL's binary form of jsonb."""


def _refuse(value: object) -> Any:
    raise TypeError(f"{type(value).__name__} cannot be stored as JSON")


_encoder = msgspec.json.Encoder(enc_hook=_refuse)
_decoder = msgspec.json.Decoder(float_hook=Decimal)


def encode_json(value: Any) -> bytes:
    """Return `value` as JSON. Decimals become strings; ids, times, enums, dataclasses and structs are
    understood.

    Raises TypeError for what JSON must not hold, a `Secret` above all.
    """
    return _encoder.encode(value)


def decode_json(data: bytes | str) -> Any:
    """Return the Python value of a JSON text; numbers with a fraction or an exponent are `Decimal`."""
    return _decoder.decode(data)


def encode_jsonb(value: Any) -> bytes:
    """Return `value` in PostgreSQL's binary form of jsonb."""
    return JSONB_VERSION + _encoder.encode(value)


def decode_jsonb(data: bytes) -> Any:
    """Return the value of a jsonb in PostgreSQL's binary form."""
    return _decoder.decode(memoryview(data)[1:])
