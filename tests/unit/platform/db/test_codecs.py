"""Documents keep every digit on their way into the database and back."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewright.kernel.secret import Secret
from tradewright.platform.db.codecs import decode_json, decode_jsonb, encode_json, encode_jsonb


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_comes_back_as_its_own_text(number: Decimal) -> None:
    stored = decode_jsonb(encode_jsonb({"price": number}))

    assert Decimal(stored["price"]) == number


def test_a_number_in_foreign_json_is_read_from_its_digits() -> None:
    assert decode_json('{"x":0.12345678901234567890123}')["x"] == Decimal("0.12345678901234567890123")


def test_ids_become_text() -> None:
    assert encode_json([UUID(int=1)]) == b'["00000000-0000-0000-0000-000000000001"]'


def test_a_secret_is_never_stored_in_a_document() -> None:
    with pytest.raises(TypeError, match="Secret cannot be stored"):
        encode_json({"password": Secret("hush")})
