"""Numbers on the wire: strings out; in, strings or JSON numbers, both read from their own digits.

A float never gets here: bodies are parsed by `ExactRoute`, which makes `Decimal` of every number with a
fraction. One that does (a route without it) is refused rather than rounded.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias

from annotated_types import Gt
from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from tradewright.kernel.money import check_decimal, parse_decimal, plain

PATTERN: Final = r"^-?[0-9]{1,15}(\.[0-9]{1,20})?$"
PATTERN_POSITIVE: Final = r"^([1-9][0-9]{0,14}(\.[0-9]{1,20})?|0\.[0-9]{0,19}[1-9])$"
"""What we promise to accept; `parse_decimal` is a little more generous (exponents, a sign, zeros in front).
"""


def _read(value: Any) -> Decimal:
    """Return the exact number in a decoded JSON value. Raises what Pydantic shows as a located fault."""
    try:
        match value:
            case bool() | float():
                raise ValueError("not a number")
            case Decimal():
                return check_decimal(value)
            case int():
                return check_decimal(Decimal(value))
            case str() if value.isascii():
                return parse_decimal(value)
            case _:
                raise ValueError("not a number")
    except ValueError as cause:
        raise PydanticCustomError("decimal", "write a finite decimal number, such as 1.25") from cause


_written = PlainSerializer(plain, return_type=str, when_used="json")
_any_schema = WithJsonSchema({"type": "string", "format": "decimal", "pattern": PATTERN})
_positive_schema = WithJsonSchema({"type": "string", "format": "decimal", "pattern": PATTERN_POSITIVE})

DecimalIn: TypeAlias = Annotated[Decimal, BeforeValidator(_read), _written, _any_schema]
"""Any finite number of sane size. Bounds are added outside: `Annotated[DecimalIn, Field(ge=0)]`."""
PositiveDecimal: TypeAlias = Annotated[
    Decimal, BeforeValidator(_read), Gt(Decimal(0)), _written, _positive_schema
]
"""A number above zero."""
DecimalOut: TypeAlias = Annotated[Decimal, _written, _any_schema]
"""A number of ours in an answer; it is not checked again."""

Price: TypeAlias = PositiveDecimal
"""In the instrument's currency."""
Quantity: TypeAlias = PositiveDecimal
"""In the instrument's units: shares, coins, contracts."""
Money: TypeAlias = DecimalIn
"""In the account's currency, of either sign."""
