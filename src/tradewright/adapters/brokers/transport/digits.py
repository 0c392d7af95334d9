"""JSON whose numbers keep the digits the venue wrote: no price passes through a float."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from tradewright.kernel.money import plain

_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(float_hook=Decimal)


def load_json(body: bytes | str) -> Any:
    """Return the value of `body`; numbers with a fraction or an exponent are Decimal, whole ones int.

    Raises ValueError for anything that is not JSON in UTF-8.
    """
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ArithmeticError) as cause:
        raise ValueError(f"not JSON: {cause}") from cause


def dump_json(value: Mapping[str, Any] | list[Any]) -> bytes:
    """Return `value` as JSON; a Decimal becomes a string without exponent, as venues want numbers of money."""
    return msgspec.json.encode(_plain(value))


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return plain(value)
        case Mapping():
            return {name: _plain(one) for name, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case _:
            return value
