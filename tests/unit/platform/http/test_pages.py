"""A cursor comes back as it went, and a made-up one is told apart."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewright.kernel.errors import Invalid
from tradewright.platform.http import decode_cursor, encode_cursor


def test_a_cursor_carries_numbers_times_and_ids() -> None:
    at, identity = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC), UUID(int=9)

    cursor = encode_cursor(17, at, identity)

    assert decode_cursor(cursor, tuple[int, datetime, UUID]) == (17, at, identity)


@given(st.text(max_size=200))
def test_a_made_up_cursor_is_invalid_and_nothing_worse(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        decode_cursor(text, tuple[int, UUID])
    assert caught.value.faults[0].path == "query.cursor"


def test_a_cursor_of_another_list_is_invalid() -> None:
    with pytest.raises(Invalid):
        decode_cursor(encode_cursor("a text"), tuple[int])
